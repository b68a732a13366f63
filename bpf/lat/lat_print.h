/* SPDX-License-Identifier: GPL-2.0 */
/* What kvm-sve lat prints: text (lat_text.c), JSON (lat_json.c), metrics (lat_metrics.c). */
#ifndef KVM_SVE_BPF_LAT_LAT_PRINT_H
#define KVM_SVE_BPF_LAT_LAT_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "bpf/probe_cost.h"
#include "lat_comm.h"
#include "lat_hist.h"
#include "lat_options.h"
#include "lat_source.h"
#include "lib/hypervisor.h"

#define LAT_CLOCK_SIZE 16
#define LAT_TITLE_SIZE 32

/* What does not change between reports. */
struct lat_format {
	const struct lat_options *options;
	const struct lat_source *source;
	uint64_t cntfrq;	 /* Hz */
	uint64_t cntstep;	 /* ticks that it moves by at a time, measured */
	const struct hypervisor *hypervisor; /* that this host runs on */
	double start;		 /* of the counting, in seconds since the epoch */
	struct probe_cost cost;	 /* not known with the module, which needs no probes */
};

/* One report: an interval, or the whole time. */
struct lat_report {
	struct lat_cells cells;
	struct bpf_missed missed;	   /* so far */
	struct bpf_missed missed_restores; /* of host state, so far, at most */
	struct lat_totals total; /* since the start */
	double seconds;		 /* of this report */
	bool last;
};

/* The percentiles that are shown. */
struct lat_percentile {
	const char *name;
	unsigned int permille;
};
#define LAT_NR_PERCENTILES 4
extern const struct lat_percentile lat_percentiles[LAT_NR_PERCENTILES];

extern const char *const lat_phase_names[LAT_NR_PHASES];
extern const char *const lat_origin_names[LAT_NR_ORIGINS];

/* The time of day, "12:34:56", of now. */
void lat_clock(char buf[LAT_CLOCK_SIZE]);

/* What slot @slot of @hist may hold, in whole ns; the last one has all above. */
void lat_slot_ns(const struct lat_format *format, unsigned int phase, const struct lat_slots *slots,
		 const struct lat_hist *hist, unsigned int slot, uint64_t *from, uint64_t *to);

double lat_ns(const struct lat_format *format, unsigned int phase, double ticks);

#define LAT_EMULATED_SIZE (HYPERVISOR_NAME_MAX + 32)

/* "EMULATED by QEMU (DMI)", or that it may be; empty where times mean something. */
const char *lat_emulated(char buf[LAT_EMULATED_SIZE], const struct lat_format *format);

/* "VL 256" and the like. */
void lat_row_title(char buf[LAT_TITLE_SIZE], unsigned int row);

/* What the clock of a phase moves by at a time, in its ticks and in ns. */
uint64_t lat_step(const struct lat_format *format, unsigned int phase);
double lat_resolution_ns(const struct lat_format *format, unsigned int phase);

/*
 * An upper bound of a quantile, as lat_hist_percentile() says. What is read as 0 took less than a
 * step, and no more is known of it.
 */
double lat_at_most_ns(const struct lat_format *format, unsigned int phase,
		      const struct lat_hist *hist, unsigned int permille);

/* On average less than such a step: the number says little. */
bool lat_below_resolution(const struct lat_format *format, unsigned int phase,
			  const struct lat_hist *hist);

/* These return CLI_OK, or CLI_CANNOT with a message when stdout is gone. */
int lat_text_head(const struct lat_format *format);
int lat_text(const struct lat_format *format, const struct lat_report *report);

/* A report as an object of the schema kvm-sve/lat. */
json_t *lat_json(const struct lat_format *format, const struct lat_report *report);

struct lat_metrics {
	const struct lat_format *format;
	const struct lat_report *report; /* of all the time so far */
};

/* A report as metrics; @arg is a struct lat_metrics, for atomic_file_write(). */
void lat_metrics(FILE *out, const void *arg);

#endif /* KVM_SVE_BPF_LAT_LAT_PRINT_H */
