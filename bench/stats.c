// SPDX-License-Identifier: GPL-2.0
/* Order statistics; stats.h is the manual. */
#include <stdlib.h>

#include "stats.h"

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Of @n sorted samples, n > 0, the one at @permille thousandths. */
static uint64_t nearest_rank(const uint64_t *sorted, size_t n, unsigned int permille)
{
	size_t rank = (n * permille + 999) / 1000;

	return sorted[rank ? rank - 1 : 0];
}

/* Over a reference value, so that large samples lose no digits in the sum. */
static double mean_of(const uint64_t *sorted, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += sorted[i] - sorted[0];
	return sorted[0] + sum / n;
}

struct stats stats_of(uint64_t *samples, size_t n)
{
	if (!n)
		return (struct stats){ 0 };

	qsort(samples, n, sizeof(*samples), by_value);
	return (struct stats){
		.n = n,
		.min = samples[0],
		.p50 = nearest_rank(samples, n, 500),
		.p90 = nearest_rank(samples, n, 900),
		.p99 = nearest_rank(samples, n, 990),
		.p999 = nearest_rank(samples, n, 999),
		.max = samples[n - 1],
		.mean = mean_of(samples, n),
	};
}
