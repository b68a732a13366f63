// SPDX-License-Identifier: GPL-2.0
/* The Wilcoxon signed-rank test; see wilcoxon.h. */
#include <math.h>
#include <string.h>

#include "lib/quantile.h"
#include "mann_whitney.h"
#include "wilcoxon.h"
#include "stats.h"

#define SUM_MAX	(WILCOXON_MAX * (WILCOXON_MAX + 1))	/* of all double ranks */

/* The sizes of those with this @sign, 1 or -1, sorted. Return: how many. */
static size_t sizes(const double *differences, size_t n, int sign, double *to)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (sign * differences[i] > 0)
			to[count++] = fabs(differences[i]);
	quantile_sort(to, count);
	return count;
}

static size_t apart(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

double wilcoxon(const double *differences, size_t n)
{
	/* In how many ways the positive ones of those seen so far have that sum. */
	static double ways[SUM_MAX + 1];
	double up[WILCOXON_MAX], down[WILCOXON_MAX], as_far = 0;
	size_t nr_up = sizes(differences, n, 1, up), nr_down = sizes(differences, n, -1, down);
	size_t ranks[WILCOXON_MAX], sum, all = 0;

	sum = mann_whitney_ranks(up, nr_up, down, nr_down, ranks);
	memset(ways, 0, sizeof(ways));
	ways[0] = 1;
	for (size_t i = 0; i < nr_up + nr_down; i++) {
		all += ranks[i];
		for (size_t s = all; s >= ranks[i]; s--)
			ways[s] += ways[s - ranks[i]];
	}
	for (size_t s = 0; s <= all; s++)
		if (apart(s, all - s) >= apart(sum, all - sum))
			as_far += ways[s];
	return as_far / ldexp(1, nr_up + nr_down);
}
