/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The answer in short, as the screen, the page and the page of many results show it: for each
 * VL what a round trip takes without FP, with FP/SIMD and with SVE, and what SVE adds, in parts.
 */
#ifndef KVM_SVE_BENCH_SUMMARY_H
#define KVM_SVE_BENCH_SUMMARY_H

#include "breakdown.h"

enum summary_guest {
	SUMMARY_NONE,
	SUMMARY_FPSIMD,
	SUMMARY_SVE,
	NR_SUMMARY_GUESTS,
};

/* "none", "fpsimd" and "sve" */
extern const char *const summary_guests[NR_SUMMARY_GUESTS];

/* What a round trip is counted in: times mean nothing where they are emulated. */
enum metric summary_metric(const struct result_set *set);

/* The first result of the table that says most: where a round trip is one load and put, if any. */
const struct result *summary_table(const struct result_set *set);

/* One VL. */
struct summary_row {
	const struct result *of;	/* its first result */
	const struct result *sve;	/* that of the guest; NULL: not measured */
	const struct stats *trip[NR_SUMMARY_GUESTS]; /* NULL: not measured */
	bool has_added, has_parts;
	int64_t added;			/* by SVE to a round trip without FP */
	struct breakdown parts;		/* of that */
};

/* The next VL of the table that @first begins; start with all 0. False: no more. */
bool summary_next(const struct result_set *set, const struct result *first,
		  struct summary_row *row);

#endif /* KVM_SVE_BENCH_SUMMARY_H */
