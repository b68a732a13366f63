// SPDX-License-Identifier: GPL-2.0
/* The Mann-Whitney U test; rank.h is the manual. */
#include <math.h>
#include <string.h>

#include "rank.h"

/* How many of @n sorted values from @at on are @value. */
static size_t run_of(const double *sorted, size_t n, size_t at, double value)
{
	size_t run = 0;

	while (at + run < n && sorted[at + run] == value)
		run++;
	return run;
}

/* Both merged: the sum of the ranks of @a, and of t^3 - t over the runs of t equal values. */
static double rank_sum(const double *a, size_t nr_a, const double *b, size_t nr_b, double *ties)
{
	double sum = 0, seen = 0;
	size_t i = 0, j = 0;

	*ties = 0;
	while (i < nr_a || j < nr_b) {
		double value = j == nr_b || (i < nr_a && a[i] <= b[j]) ? a[i] : b[j];
		double of_a = run_of(a, nr_a, i, value), of_b = run_of(b, nr_b, j, value);
		double run = of_a + of_b;

		sum += of_a * (seen + (run + 1) / 2);
		*ties += run * run * run - run;
		seen += run;
		i += of_a;
		j += of_b;
	}
	return sum;
}

double rank_test(const double *a, size_t nr_a, const double *b, size_t nr_b, double *u)
{
	double n = nr_a + nr_b, pairs = (double)nr_a * nr_b, ties, below, off, sd;

	below = rank_sum(a, nr_a, b, nr_b, &ties) - nr_a * (nr_a + 1.0) / 2;
	if (u)
		*u = below;
	sd = sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))));
	off = fabs(below - pairs / 2) - 0.5;
	if (!(sd > 0) || off <= 0)
		return 1;
	return erfc(off / sd / sqrt(2));
}

/* Twice the rank of each value of both merged, so that it is whole: @ranks; and a's sum. */
static size_t double_ranks(const double *a, size_t nr_a, const double *b, size_t nr_b,
			   size_t *ranks)
{
	size_t i = 0, j = 0, seen = 0, sum = 0;

	while (seen < nr_a + nr_b) {
		double value = j == nr_b || (i < nr_a && a[i] <= b[j]) ? a[i] : b[j];
		size_t of_a = run_of(a, nr_a, i, value), of_b = run_of(b, nr_b, j, value);
		size_t run = of_a + of_b, rank = 2 * seen + run + 1;

		for (size_t k = 0; k < run; k++)
			ranks[seen++] = rank;
		sum += of_a * rank;
		i += of_a;
		j += of_b;
	}
	return sum;
}

#define VALUES_MAX	(2 * RANK_EXACT_MAX)
#define SUM_MAX		(VALUES_MAX * (VALUES_MAX + 1))	/* of all double ranks */

double rank_test_exact(const double *a, size_t nr_a, const double *b, size_t nr_b)
{
	/* In how many ways so many of the values seen so far have that sum. */
	static double ways[RANK_EXACT_MAX + 1][SUM_MAX + 1];
	size_t ranks[VALUES_MAX] = { 0 }, n = nr_a + nr_b, middle = nr_a * (n + 1);
	size_t sum = double_ranks(a, nr_a, b, nr_b, ranks);
	size_t off = sum > middle ? sum - middle : middle - sum;
	double as_far = 0, all = 0;

	memset(ways, 0, sizeof(ways));
	ways[0][0] = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = nr_a; k > 0; k--)
			for (size_t s = SUM_MAX; s >= ranks[i]; s--)
				ways[k][s] += ways[k - 1][s - ranks[i]];
	for (size_t s = 0; s <= SUM_MAX; s++) {
		all += ways[nr_a][s];
		if ((s > middle ? s - middle : middle - s) >= off)
			as_far += ways[nr_a][s];
	}
	return as_far / all;
}
