/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Order statistics of exact samples: no buckets, no outlier is dropped.
 *
 * The p-th percentile is the nearest-rank one: of n sorted samples the one at
 * rank ceil(p / 100 * n), counted from 1. So each is a value that was measured.
 */
#ifndef KVM_SVE_BENCH_STATS_H
#define KVM_SVE_BENCH_STATS_H

#include <stddef.h>
#include <stdint.h>

struct stats {
	size_t n;		/* 0: no samples, and all else is 0 */
	uint64_t min, p50, p90, p99, p999, max;
	double mean;
};

/* Sum up @n samples, in any unit. They are sorted in place. */
struct stats stats_of(uint64_t *samples, size_t n);

#endif /* KVM_SVE_BENCH_STATS_H */
