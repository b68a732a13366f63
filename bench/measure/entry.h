/* SPDX-License-Identifier: GPL-2.0 */
/* A case on its way through the passes: its samples, until they become a result. */
#ifndef KVM_SVE_BENCH_ENTRY_H
#define KVM_SVE_BENCH_ENTRY_H

#include "bench/results/results.h"
#include "samples.h"

struct entry {
	struct result *result;		/* NULL: not measured yet */
	bool skipped;
	struct samples samples[NR_METRICS];
};

/* How many samples there are of each metric, and to forget those that came after. */
struct entry_mark {
	size_t n[NR_METRICS];
};

struct entry_mark entry_mark(const struct entry *entry);
void entry_cut(struct entry *entry, const struct entry_mark *mark);

/* All samples since the last call are those of a round: 0 or -ENOMEM. */
int entry_end_round(struct entry *entry);

/* The samples of all rounds become what is reported, if anything was; they are freed. */
void entry_end(struct entry *entry);

#endif /* KVM_SVE_BENCH_ENTRY_H */
