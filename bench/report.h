/* SPDX-License-Identifier: GPL-2.0 */
/* The result of a benchmark, as text and as JSON. */
#ifndef KVM_SVE_BENCH_REPORT_H
#define KVM_SVE_BENCH_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "host.h"
#include "measure.h"

struct bench_report {
	struct host host;
	struct vls guest_max;
	size_t n, warmup;		/* round trips of each pass */
	struct counters counters;	/* which there were, and why not */
	const char *no_phases;		/* why there are none; NULL: there are */
	bool partial;			/* stopped before the last row */
	struct bench_row *rows;
	size_t nr_rows;
};

/* ns of one tick of the system counter; 0 if its rate is unknown. */
double report_tick_ns(const struct host *host);

/* Text to stdout; @full: each row with all percentiles of all it has. CLI_OK or CLI_CANNOT. */
int report_text(const struct bench_report *report, bool full);

/* {"schema": "kvm-sve/bench", ...} to stdout. CLI_OK or CLI_CANNOT. */
int report_json(const struct bench_report *report);

/* The same to the file @path, which is replaced. CLI_OK, or CLI_CANNOT with a message. */
int report_json_file(const struct bench_report *report, const char *path);

#endif /* KVM_SVE_BENCH_REPORT_H */
