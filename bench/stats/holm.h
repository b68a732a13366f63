/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Holm's method: of many tests made at once, how likely it is that chance alone makes one of
 * them look like this one. With weights, a test with a larger one needs less.
 */
#ifndef KVM_SVE_BENCH_HOLM_H
#define KVM_SVE_BENCH_HOLM_H

#include <stddef.h>

struct holm_test {
	double p;		/* of the test alone; then, of all */
	double weight;		/* its part of the chance of a false alarm; > 0 */
	size_t id;		/* for the caller */
};

/* Correct each p for all @n tests. They are sorted, the most convincing first. */
void holm_correct(struct holm_test *tests, size_t n);

#endif /* KVM_SVE_BENCH_HOLM_H */
