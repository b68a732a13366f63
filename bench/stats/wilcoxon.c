// SPDX-License-Identifier: GPL-2.0
/* The Wilcoxon signed-rank test; see wilcoxon.h. */
#include <math.h>
#include <stdlib.h>
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

#define TAIL	0.025

/* How many of the sums of @n ranks without ties are so far off that both tails have 5%. */
static size_t nr_beyond(size_t n)
{
	static double ways[WILCOXON_MAX * (WILCOXON_MAX + 1) / 2 + 1];
	size_t all = 0, beyond = 0;
	double below = 0;

	memset(ways, 0, sizeof(ways));
	ways[0] = ldexp(1, -(int)n);
	for (size_t rank = 1; rank <= n; rank++) {
		all += rank;
		for (size_t s = all; s >= rank; s--)
			ways[s] += ways[s - rank];
	}
	while (below + ways[beyond] <= TAIL)
		below += ways[beyond++];
	return beyond;
}

struct rank_center wilcoxon_center(const double *differences, size_t n)
{
	static double means[WILCOXON_MAX * (WILCOXON_MAX + 1) / 2];
	size_t count = 0, beyond = nr_beyond(n);

	for (size_t i = 0; i < n; i++)
		for (size_t k = i; k < n; k++)
			means[count++] = (differences[i] + differences[k]) / 2;
	quantile_sort(means, count);
	beyond = beyond ? beyond - 1 : 0;
	return (struct rank_center){
		.center = (means[(count - 1) / 2] + means[count / 2]) / 2,
		.low = means[beyond],
		.high = means[count - 1 - beyond],
	};
}
