/* SPDX-License-Identifier: GPL-2.0 */
/* Exact instruction counts of this thread, kernel and hyp included, under --icount. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_ICOUNT_H
#define KVM_SVE_TESTS_CASES_COMMON_ICOUNT_H

#include <stddef.h>
#include <stdint.h>

struct icount {
	int fd;
};

/* Bails out where the PMU counts no instructions. */
void icount_open(struct icount *counter);

/* The same of the kernel alone: neither user space, nor hyp (on nVHE), nor guests. */
void icount_open_kernel(struct icount *counter);

uint64_t icount_now(const struct icount *counter);

/* The middle one of @n values, which are sorted in place. */
uint64_t icount_median(uint64_t *values, size_t n);

#endif /* KVM_SVE_TESTS_CASES_COMMON_ICOUNT_H */
