/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Student's t distribution: how far the mean of a few values may be from the mean that they
 * were drawn from, where only the values themselves say how much they spread.
 */
#ifndef KVM_SVE_BENCH_STUDENT_H
#define KVM_SVE_BENCH_STUDENT_H

#include <stddef.h>

/* The t that |T| stays below with probability @within (0 to 1), for @freedom > 0 degrees. */
double student_t(double within, size_t freedom);

/* Half the 95% interval of the mean of @n values; 0 for fewer than two. */
double student_half_width(const double *values, size_t n);

/* The standard deviation of what @n values are a sample of; 0 for fewer than two. */
double student_deviation(const double *values, size_t n);

#endif /* KVM_SVE_BENCH_STUDENT_H */
