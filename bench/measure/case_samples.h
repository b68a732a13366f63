/* SPDX-License-Identifier: GPL-2.0 */
/* A case on its way through the passes: its samples, until they become a result. */
#ifndef KVM_SVE_BENCH_CASE_SAMPLES_H
#define KVM_SVE_BENCH_CASE_SAMPLES_H

#include "bench/results/results.h"
#include "samples.h"

struct case_samples {
	struct result *result;		/* NULL: not measured yet */
	bool skipped;
	struct samples samples[NR_METRICS];
};

/* How many samples there are of each metric, and to forget those that came after. */
struct case_samples_mark {
	size_t n[NR_METRICS];
};

struct case_samples_mark case_samples_mark(const struct case_samples *cs);
void case_samples_rewind(struct case_samples *cs, const struct case_samples_mark *mark);

/* All samples since the last call are those of a round: 0 or -ENOMEM. */
int case_samples_end_round(struct case_samples *cs);

/* The samples of all rounds become what is reported, if anything was; they are freed. */
void case_samples_end(struct case_samples *cs);

#endif /* KVM_SVE_BENCH_CASE_SAMPLES_H */
