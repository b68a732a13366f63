/* SPDX-License-Identifier: GPL-2.0 */
/* What kvm-sve lat prints: text histograms or JSON. */
#ifndef KVM_SVE_BPF_LAT_PRINT_H
#define KVM_SVE_BPF_LAT_PRINT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lat.h"

struct lat_totals {
	uint64_t events;
	uint64_t restores;
	uint64_t foreign;
};

/* One report: an interval, or the whole time. */
struct lat_report {
	struct lat_row rows[LAT_ROWS];
	uint64_t missed;	 /* events so far that the kernel did not give the program */
	struct lat_totals total; /* since the start */
	double seconds;		 /* of this report */
	bool last;
};

/* What does not change between reports. */
struct lat_format {
	bool json;
	bool lines;		 /* one report a line, for intervals */
	pid_t pid;		 /* 0: every VMM */
	uint64_t cntfrq;	 /* Hz */
	const char *emulated_by; /* NULL: on hardware */
};

struct lat_totals lat_sum(const struct lat_report *report);

/* Both return CLI_OK, or CLI_CANNOT with a message when stdout is gone. */
int lat_print_head(const struct lat_format *format);
int lat_print(const struct lat_format *format, const struct lat_report *report);

#endif /* KVM_SVE_BPF_LAT_PRINT_H */
