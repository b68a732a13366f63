/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A straight line through points, by least squares: what something costs at all,
 * and what each VQ adds to it.
 */
#ifndef KVM_SVE_BENCH_FIT_H
#define KVM_SVE_BENCH_FIT_H

#include <stdbool.h>
#include <stddef.h>

/* y = a + b * x. What is not known is NAN. */
struct fit {
	size_t n;
	double a, b;
	double a_ci, b_ci;	/* the 95% intervals are a +- a_ci and b +- b_ci */
	double residual;	/* standard deviation of the points about the line; not of two */
};

/*
 * Fit @n points, without intervals. False for fewer than two, or where all x are the same.
 */
bool fit_line(const double *x, const double *y, size_t n, struct fit *fit);

/*
 * Give @fit of the @n points at @x the intervals by Student's t over @nr_rounds rounds: in each of
 * them point i was measured to be rounds[i][round]. Two points have them too, since it is the
 * rounds that show how far a line varies. None for fewer than two rounds.
 */
void fit_over_rounds(struct fit *fit, const double *x, const double *const *rounds, size_t n,
		     size_t nr_rounds);

#endif /* KVM_SVE_BENCH_FIT_H */
