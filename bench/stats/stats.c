// SPDX-License-Identifier: GPL-2.0
/* Order statistics; see stats.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/quantile.h"
#include "stats.h"
#include "student.h"

#define FENCE	3	/* distances of the quartiles */
#define TAIL	990	/* thousandths: from there on */

/* Over a reference value, so that large samples lose no digits in the sum. */
static double mean_of(const double *sorted, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += sorted[i] - sorted[0];
	return sorted[0] + sum / n;
}

static size_t count_outliers(const double *sorted, size_t n)
{
	double q1 = quantile_of(sorted, n, 250), q3 = quantile_of(sorted, n, 750);
	double fence = FENCE * (q3 - q1);
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += sorted[i] < q1 - fence || sorted[i] > q3 + fence;
	return count;
}

/*
 * The median of all is between the samples of these ranks, in 95% of such sets of
 * samples: n/2 -+ 0.98 sqrt(n).
 */
static void median_interval(const double *sorted, size_t n, double *low, double *high)
{
	double half = 0.98 * sqrt(n), from = n / 2.0 - half, to = ceil(n / 2.0 + half);

	*low = sorted[from < 1 ? 0 : (size_t)from - 1];
	*high = sorted[(size_t)fmin(to, n - 1)];
}

static void around(double center, double half, double *low, double *high)
{
	*low = center - half;
	*high = center + half;
}

bool stats_has(const struct stats *stats, unsigned int permille)
{
	if (stats->means && permille >= TAIL)
		return false;
	return stats->n && (permille == 1000 || quantile_rank(stats->n, permille) < stats->n);
}

void stats_set_means(struct stats *stats)
{
	stats->means = true;
	stats->p99 = stats->p999 = stats->max = 0;
}

static double tail_of(const struct stats *stats, const double *sorted, unsigned int permille)
{
	return stats_has(stats, permille) ? quantile_of(sorted, stats->n, permille) : 0;
}

struct stats stats_of(double *samples, size_t n)
{
	struct stats stats = { .n = n };

	if (!n)
		return stats;
	quantile_sort(samples, n);
	stats.min = samples[0];
	stats.p25 = quantile_of(samples, n, 250);
	stats.p50 = quantile_of(samples, n, 500);
	stats.p75 = quantile_of(samples, n, 750);
	stats.p90 = tail_of(&stats, samples, 900);
	stats.p99 = tail_of(&stats, samples, 990);
	stats.p999 = tail_of(&stats, samples, 999);
	stats.max = samples[n - 1];
	stats.mean = mean_of(samples, n);
	stats.outliers = count_outliers(samples, n);
	median_interval(samples, n, &stats.p50_low, &stats.p50_high);
	around(stats.mean, student_half_width(samples, n), &stats.mean_low, &stats.mean_high);
	return stats;
}

void stats_set_rounds(struct stats *stats, const double *medians, size_t n)
{
	stats->rounds = n <= STATS_ROUNDS_MAX ? malloc(n * sizeof(*medians)) : NULL;
	if (!stats->rounds)
		return;
	memcpy(stats->rounds, medians, n * sizeof(*medians));
	stats->nr_rounds = n;
}

void stats_over_rounds(struct stats *stats, const double *means, const double *medians, size_t n)
{
	if (n < 2)
		return;
	around(stats->mean, student_half_width(means, n), &stats->mean_low, &stats->mean_high);
	around(stats->p50, student_half_width(medians, n), &stats->p50_low, &stats->p50_high);
}

void stats_free(struct stats *stats)
{
	free(stats->rounds);
	stats->rounds = NULL;
	stats->nr_rounds = 0;
}
