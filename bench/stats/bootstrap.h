/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bootstrap intervals: how far a number of a sample would wander if the sample
 * were drawn again from itself. No shape of the distribution is assumed. The
 * random numbers start over in each call, so the same samples give the same
 * interval.
 */
#ifndef KVM_SVE_BENCH_BOOTSTRAP_H
#define KVM_SVE_BENCH_BOOTSTRAP_H

#include <stddef.h>

#define BOOTSTRAP_MAX 200 /* values that a median's interval is taken of */

/* The 95% interval of the mean of @n > 0 samples, by percentiles of the means. */
void bootstrap_mean(const double *samples, size_t n, double *low, double *high);

/* The same of the median of @n values, sorted, at most BOOTSTRAP_MAX. */
void bootstrap_median(const double *sorted, size_t n, double *low, double *high);

/* The same of the ratio of the medians of @b over @a, both as for bootstrap_median(). */
void bootstrap_ratio(const double *a, size_t nr_a, const double *b, size_t nr_b,
		     double *low, double *high);

#endif /* KVM_SVE_BENCH_BOOTSTRAP_H */
