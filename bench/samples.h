/* SPDX-License-Identifier: GPL-2.0 */
/* Samples of one metric as they come, in a buffer that grows. */
#ifndef KVM_SVE_BENCH_SAMPLES_H
#define KVM_SVE_BENCH_SAMPLES_H

#include <stddef.h>

struct samples {
	double *values;
	size_t n, room;
};

/* Add one: 0 or -ENOMEM. */
int samples_add(struct samples *samples, double value);

void samples_free(struct samples *samples);

#endif /* KVM_SVE_BENCH_SAMPLES_H */
