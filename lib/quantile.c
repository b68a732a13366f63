// SPDX-License-Identifier: GPL-2.0
/* Nearest-rank percentiles; see quantile.h. */
#include <stdlib.h>

#include "quantile.h"

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void quantile_sort(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
}

double quantile_of(const double *sorted, size_t n, unsigned int permille)
{
	size_t rank = quantile_rank(n, permille);

	return sorted[rank ? rank - 1 : 0];
}
