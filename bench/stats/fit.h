/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A straight line through points, by least squares: what something costs at all,
 * and what each VQ adds to it.
 */
#ifndef KVM_SVE_BENCH_FIT_H
#define KVM_SVE_BENCH_FIT_H

#include <stdbool.h>
#include <stddef.h>

/* y = a + b * x. The 95% intervals are a +- a_ci and b +- b_ci, by Student's t. */
struct fit {
	size_t n;
	double a, b;
	double a_ci, b_ci;
	double residual;	/* standard deviation of the points about the line */
};

/* Fit @n points. False for fewer than three, or where all x are the same. */
bool fit_line(const double *x, const double *y, size_t n, struct fit *fit);

#endif /* KVM_SVE_BENCH_FIT_H */
