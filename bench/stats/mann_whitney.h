/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The Mann-Whitney U test: could two samples come from one distribution, of
 * whatever shape? Only the order of the values counts, so outliers weigh no more
 * than any other.
 */
#ifndef KVM_SVE_BENCH_MANN_WHITNEY_H
#define KVM_SVE_BENCH_MANN_WHITNEY_H

#include <stddef.h>

/*
 * The double ranks of all values of @a and @b, each sorted, in ascending order into @ranks:
 * twice the rank, so that it is whole where equal ones share the middle of theirs.
 * Return: the sum of those of @a.
 */
size_t mann_whitney_ranks(const double *a, size_t nr_a, const double *b, size_t nr_b,
			  size_t *ranks);

/**
 * mann_whitney() - the two-sided test of @a against @b, each sorted, of at least eight values
 *
 * Return: the probability of a U at least as far off if both came from one
 * distribution, by the normal approximation with corrections for ties and for
 * continuity. 1 where all values are the same.
 */
double mann_whitney(const double *a, size_t nr_a, const double *b, size_t nr_b);

#define MANN_WHITNEY_EXACT_MAX	20	/* values of each that are counted through */

/**
 * mann_whitney_exact() - the same for few values, of at most MANN_WHITNEY_EXACT_MAX in @a and in @b
 *
 * Return: of all ways to choose which of the values are those of @a, the part with a U at
 * least as far off. Ties and all, nothing is approximated.
 */
double mann_whitney_exact(const double *a, size_t nr_a, const double *b, size_t nr_b);

/* Where something is centred, and the 95% interval of that, which is the test's. */
struct rank_center {
	double center, low, high;
};

/**
 * mann_whitney_ratio() - how far @b is above @a, of at least eight values above 0 each
 *
 * The center is the median of the ratios of all pairs of one of @b and one of @a, the estimate
 * of Hodges and Lehmann; the interval ends at those that the test would just not reject.
 * Return: 0, or -ENOMEM.
 */
int mann_whitney_ratio(const double *a, size_t nr_a, const double *b, size_t nr_b,
		       struct rank_center *center);

#endif /* KVM_SVE_BENCH_MANN_WHITNEY_H */
