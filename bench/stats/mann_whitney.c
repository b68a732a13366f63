// SPDX-License-Identifier: GPL-2.0
/* The Mann-Whitney U test; see mann_whitney.h. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/quantile.h"
#include "mann_whitney.h"

/* How many of @n sorted values from @at on are @value. */
static size_t run_of(const double *sorted, size_t n, size_t at, double value)
{
	size_t run = 0;

	while (at + run < n && sorted[at + run] == value)
		run++;
	return run;
}

/* Two sorted samples on the way to one. */
struct merged {
	const double *a, *b;
	size_t nr_a, nr_b;
	size_t i, j;		/* so many of each were seen */
	size_t of_a, run;	/* of the last value: those of a, and all */
};

/* The next value. False: there is none. */
static bool next_value(struct merged *m)
{
	double value;
	size_t of_b;

	if (m->i == m->nr_a && m->j == m->nr_b)
		return false;
	value = m->j == m->nr_b || (m->i < m->nr_a && m->a[m->i] <= m->b[m->j]) ? m->a[m->i] :
										   m->b[m->j];
	m->of_a = run_of(m->a, m->nr_a, m->i, value);
	of_b = run_of(m->b, m->nr_b, m->j, value);
	m->run = m->of_a + of_b;
	m->i += m->of_a;
	m->j += of_b;
	return true;
}

/* Twice the rank of the last value, so that it is whole. */
static size_t double_rank(const struct merged *m)
{
	return 2 * (m->i + m->j - m->run) + m->run + 1;
}

/* The sum of the ranks of @a, and of t^3 - t over the runs of t equal values. */
static double rank_sum(const double *a, size_t nr_a, const double *b, size_t nr_b, double *ties)
{
	struct merged m = { .a = a, .b = b, .nr_a = nr_a, .nr_b = nr_b };
	double sum = 0;

	*ties = 0;
	while (next_value(&m)) {
		double run = m.run;

		sum += m.of_a * (double_rank(&m) / 2.0);
		*ties += run * run * run - run;
	}
	return sum;
}

/* How many pairs have the one of @a above that of @b, ties by half. */
static double u_of(const double *a, size_t nr_a, const double *b, size_t nr_b, double *ties)
{
	return rank_sum(a, nr_a, b, nr_b, ties) - nr_a * (nr_a + 1.0) / 2;
}

double mann_whitney(const double *a, size_t nr_a, const double *b, size_t nr_b)
{
	double n = nr_a + nr_b, pairs = (double)nr_a * nr_b, ties, u, off, sd;

	u = u_of(a, nr_a, b, nr_b, &ties);
	sd = sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))));
	off = fabs(u - pairs / 2) - 0.5;
	if (!(sd > 0) || off <= 0)
		return 1;
	return erfc(off / sd / sqrt(2));
}

size_t mann_whitney_ranks(const double *a, size_t nr_a, const double *b, size_t nr_b,
			  size_t *ranks)
{
	struct merged m = { .a = a, .b = b, .nr_a = nr_a, .nr_b = nr_b };
	size_t n = 0, sum = 0;

	while (next_value(&m)) {
		size_t rank = double_rank(&m);

		while (n < m.i + m.j)
			ranks[n++] = rank;
		sum += m.of_a * rank;
	}
	return sum;
}

#define VALUES_MAX	(2 * MANN_WHITNEY_EXACT_MAX)
#define SUM_MAX		(VALUES_MAX * (VALUES_MAX + 1))	/* of all double ranks */

double mann_whitney_exact(const double *a, size_t nr_a, const double *b, size_t nr_b)
{
	/* In how many ways so many of the values seen so far have that sum. */
	static double ways[MANN_WHITNEY_EXACT_MAX + 1][SUM_MAX + 1];
	size_t ranks[VALUES_MAX] = { 0 }, n = nr_a + nr_b, middle = nr_a * (n + 1);
	size_t sum = mann_whitney_ranks(a, nr_a, b, nr_b, ranks);
	size_t off = sum > middle ? sum - middle : middle - sum, most = 0;
	double as_far = 0, all = 0;

	memset(ways, 0, sizeof(ways));
	ways[0][0] = 1;
	for (size_t i = 0; i < n; i++) {
		most += ranks[i];
		for (size_t k = nr_a < i + 1 ? nr_a : i + 1; k > 0; k--)
			for (size_t s = most; s >= ranks[i]; s--)
				ways[k][s] += ways[k - 1][s - ranks[i]];
	}
	for (size_t s = 0; s <= SUM_MAX; s++) {
		all += ways[nr_a][s];
		if ((s > middle ? s - middle : middle - s) >= off)
			as_far += ways[nr_a][s];
	}
	return as_far / all;
}

#define SD_95	1.96	/* standard deviations */

int mann_whitney_ratio(const double *a, size_t nr_a, const double *b, size_t nr_b,
		       struct rank_center *center)
{
	double *ratios = malloc(nr_a * nr_b * sizeof(*ratios)), low;
	size_t n = 0, beyond;

	if (!ratios)
		return -ENOMEM;
	for (size_t i = 0; i < nr_a; i++)
		for (size_t k = 0; k < nr_b; k++)
			ratios[n++] = b[k] / a[i];
	quantile_sort(ratios, n);
	low = n / 2.0 - SD_95 * sqrt(n / 12.0 * (nr_a + nr_b + 1));
	beyond = low > 1 ? (size_t)low - 1 : 0;
	*center = (struct rank_center){
		.center = (ratios[(n - 1) / 2] + ratios[n / 2]) / 2,
		.low = ratios[beyond],
		.high = ratios[n - 1 - beyond],
	};
	free(ratios);
	return 0;
}
