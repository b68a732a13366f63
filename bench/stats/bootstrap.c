// SPDX-License-Identifier: GPL-2.0
/* Bootstrap intervals; see bootstrap.h. */
#include <stdint.h>

#include "bootstrap.h"
#include "lib/quantile.h"

#define DRAWS		400
#define LOW_PERMILLE	25
#define HIGH_PERMILLE	975

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* 0 .. @n - 1; @n is far below 2^32, so no number is favoured to speak of. */
static size_t draw(uint64_t *state, size_t n)
{
	return (next_random(state) >> 32) * n >> 32;
}

static void interval(double *values, double *low, double *high)
{
	quantile_sort(values, DRAWS);
	*low = quantile_of(values, DRAWS, LOW_PERMILLE);
	*high = quantile_of(values, DRAWS, HIGH_PERMILLE);
}

static double mean_of_draw(const double *samples, size_t n, uint64_t *state)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += samples[draw(state, n)] - samples[0];
	return samples[0] + sum / n;
}

/* What a sample drawn from @n values says. */
typedef double of_draw_fn(const double *values, size_t n, uint64_t *state);

static void bootstrap(of_draw_fn *of_draw, const double *values, size_t n, double *low, double *high)
{
	double draws[DRAWS];
	uint64_t state = 1;

	for (int i = 0; i < DRAWS; i++)
		draws[i] = of_draw(values, n, &state);
	interval(draws, low, high);
}

void bootstrap_mean(const double *samples, size_t n, double *low, double *high)
{
	bootstrap(mean_of_draw, samples, n, low, high);
}

/*
 * The median of a sample drawn from @n sorted values: the median of the places
 * drawn, found by counting them.
 */
static double median_of_draw(const double *sorted, size_t n, uint64_t *state)
{
	unsigned int count[BOOTSTRAP_MAX] = { 0 };
	size_t seen = 0, i;

	for (i = 0; i < n; i++)
		count[draw(state, n)]++;
	for (i = 0; i < n - 1; i++) {
		seen += count[i];
		if (2 * seen >= n)
			break;
	}
	return sorted[i];
}

void bootstrap_median(const double *sorted, size_t n, double *low, double *high)
{
	bootstrap(median_of_draw, sorted, n, low, high);
}

void bootstrap_ratio(const double *a, size_t nr_a, const double *b, size_t nr_b,
		     double *low, double *high)
{
	double ratios[DRAWS];
	uint64_t state = 1;

	for (int i = 0; i < DRAWS; i++) {
		double from = median_of_draw(a, nr_a, &state);

		ratios[i] = median_of_draw(b, nr_b, &state) / from;
	}
	interval(ratios, low, high);
}
