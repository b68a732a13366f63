// SPDX-License-Identifier: GPL-2.0
/* The Mann-Whitney U test; rank.h is the manual. */
#include <math.h>

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
