/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sorting and percentiles of values that were measured.
 *
 * The p-th percentile is the nearest-rank one: of n sorted values the one at rank
 * ceil(p / 100 * n), counted from 1. So it is always one of the values.
 */
#ifndef KVM_SVE_LIB_QUANTILE_H
#define KVM_SVE_LIB_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

/* The rank, from 1, of a percentile of @count values; @permille is 1..1000. */
static inline uint64_t quantile_rank(uint64_t count, unsigned int permille)
{
	return (count * permille + 999) / 1000;
}

/* Sort @n values in ascending order. */
void quantile_sort(double *values, size_t n);

/* Of @n sorted values, n > 0, the one at @permille thousandths, 0..1000. */
double quantile_of(const double *sorted, size_t n, unsigned int permille);

#endif /* KVM_SVE_LIB_QUANTILE_H */
