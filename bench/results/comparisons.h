/* SPDX-License-Identifier: GPL-2.0 */
/* What a comparison of two sets of results says; compare.h makes it. */
#ifndef KVM_SVE_BENCH_COMPARISONS_H
#define KVM_SVE_BENCH_COMPARISONS_H

#include <stdbool.h>
#include <stddef.h>

#include "context.h"
#include "results.h"

#define COMPARE_METRICS		(1 + KVM_SVE_NR_PHASES)
#define COMPARE_ROUNDS_MIN	8	/* of each case, in both sets */
#define COMPARE_ROUNDS_MAX	STATS_ROUNDS_MAX

enum verdict {
	VERDICT_SAME,		/* within the threshold, or within noise */
	VERDICT_SLOWER,
	VERDICT_FASTER,
};

/* A case that both sets have, with enough rounds of the metric. */
struct compared {
	const struct result *baseline, *candidate;
	double ratio;		/* candidate over baseline: the median of all pairs of rounds */
	double noise;		/* by how much they may differ for no reason, as a part of 1 */
	bool paired;		/* the rounds are pairs, since they were measured interleaved */
	double low, high;	/* 95% interval of the ratio */
	double p;		/* of the rank test, corrected for all tests */
	double detectable;	/* change that 19 of 20 would find, 0.05: 5%; INFINITY: none */
	enum verdict verdict;
};

/* All cases by one metric. */
struct comparison {
	enum metric metric;
	double threshold;	/* 0.05: 5% */
	struct compared *cases;
	size_t n;
	size_t slower, faster;
	size_t untested;	/* more cases, with too few rounds */
	size_t blind;		/* of @n: cases with too few rounds to find any change */
};

/* By one metric or several. */
struct comparisons {
	struct comparison by[COMPARE_METRICS];
	size_t n;		/* 0: no case has any of the metrics, in enough rounds, in both */
	struct context_differences differences;
	size_t only_baseline, only_candidate; /* cases that the other one lacks */
	const char *setup_baseline, *setup_candidate; /* the commands; NULL unless interleaved */
	size_t rounds_needed;	/* fewest rounds to find a change in each test; 0: no number does */
};

#endif /* KVM_SVE_BENCH_COMPARISONS_H */
