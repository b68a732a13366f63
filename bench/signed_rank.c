// SPDX-License-Identifier: GPL-2.0
/* The Wilcoxon signed-rank test; signed_rank.h is the manual. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "signed_rank.h"

#define SUM_MAX	(SIGNED_RANK_MAX * (SIGNED_RANK_MAX + 1))	/* of all double ranks */

static int by_size(const void *a, const void *b)
{
	double x = fabs(*(const double *)a), y = fabs(*(const double *)b);

	return (x > y) - (x < y);
}

/* Those that are not 0 come first. Return: how many. */
static size_t drop_zeros(double *values, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (values[i] != 0)
			values[kept++] = values[i];
	return kept;
}

/*
 * Twice the rank of each of @n sorted values, so that it is whole: equal ones share the
 * middle of theirs. Return: the sum of those of the positive ones.
 */
static size_t double_ranks(const double *values, size_t n, size_t *ranks)
{
	size_t sum = 0, run;

	for (size_t i = 0; i < n; i += run) {
		for (run = 1; i + run < n && fabs(values[i + run]) == fabs(values[i]); run++)
			;
		for (size_t k = i; k < i + run; k++) {
			ranks[k] = 2 * i + run + 1;
			sum += values[k] > 0 ? ranks[k] : 0;
		}
	}
	return sum;
}

double signed_rank_test(double *differences, size_t n)
{
	/* In how many ways the positive ones of those seen so far have that sum. */
	static double ways[SUM_MAX + 1];
	size_t ranks[SIGNED_RANK_MAX], sum, off, all = 0;
	double as_far = 0;

	n = drop_zeros(differences, n);
	qsort(differences, n, sizeof(*differences), by_size);
	sum = double_ranks(differences, n, ranks);

	memset(ways, 0, sizeof(ways));
	ways[0] = 1;
	for (size_t i = 0; i < n; i++) {
		all += ranks[i];
		for (size_t s = all; s >= ranks[i]; s--)
			ways[s] += ways[s - ranks[i]];
	}
	off = sum > all - sum ? sum - (all - sum) : all - sum - sum;
	for (size_t s = 0; s <= all; s++)
		if ((s > all - s ? s - (all - s) : all - s - s) >= off)
			as_far += ways[s];
	return as_far / ldexp(1, n);
}
