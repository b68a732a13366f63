/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Metrics for Prometheus, in the text form of OpenMetrics 1.0. The files of
 * node_exporter's textfile folder are read as the older form of Prometheus, so only
 * what both understand alike is written: gauges and histograms without _created.
 * A counter has two names there, and "info" is unknown.
 */
#ifndef KVM_SVE_LIB_CLI_OPENMETRICS_H
#define KVM_SVE_LIB_CLI_OPENMETRICS_H

#include <stdio.h>

/*
 * Begin a family; all of its samples follow. @unit: the name's last word, a base
 * unit, or NULL. @help: one line.
 */
void om_gauge(FILE *out, const char *name, const char *unit, const char *help);
void om_histogram(FILE *out, const char *name, const char *unit, const char *help);

/* A text that fits all labels of a sample. */
#define OM_LABELS_MAX 16384

struct om_labels {
	char text[OM_LABELS_MAX]; /* a="1",b="2" */
	size_t len;
};

/*
 * Add a label; what would end its value early is escaped. One that does not fit is
 * left out whole.
 */
void om_label(struct om_labels *labels, const char *name, const char *value);
void __attribute__((format(printf, 3, 4)))
om_labelf(struct om_labels *labels, const char *name, const char *fmt, ...);

/* A sample; @labels may be NULL. @name with @suffix, as "_sum", or "". */
void om_sample(FILE *out, const char *name, const char *suffix, const struct om_labels *labels,
	       double value);

/* A gauge with one sample, without labels. */
void om_value(FILE *out, const char *name, const char *unit, const char *help, double value);

/* The last line. */
void om_end(FILE *out);

#endif /* KVM_SVE_LIB_CLI_OPENMETRICS_H */
