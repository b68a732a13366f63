/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The Wilcoxon signed-rank test: do pairs differ, one way more than the other? What
 * both of a pair have in common, such as how fast the machine was just then, is no part
 * of their difference.
 */
#ifndef KVM_SVE_BENCH_WILCOXON_H
#define KVM_SVE_BENCH_WILCOXON_H

#include "mann_whitney.h"
#include "stats.h"

#define WILCOXON_MAX	STATS_ROUNDS_MAX	/* pairs */

/**
 * wilcoxon() - the two-sided test of @n <= WILCOXON_MAX differences
 *
 * Return: of all ways to give the differences their signs, the part with a sum of ranks at
 * least as far off. Those of 0 do not count; ties and all, nothing is approximated. 1
 * where all are 0.
 */
double wilcoxon(const double *differences, size_t n);

/**
 * wilcoxon_center() - the estimate of Hodges and Lehmann for @n <= WILCOXON_MAX differences
 *
 * It is the median of the means of all pairs of them, and the interval ends at those means
 * that the test would just not reject as the center. Of fewer than six it is all of them.
 */
struct rank_center wilcoxon_center(const double *differences, size_t n);

#endif /* KVM_SVE_BENCH_WILCOXON_H */
