/* SPDX-License-Identifier: GPL-2.0 */
/* Samples of one metric as they come, in a buffer that grows, round by round. */
#ifndef KVM_SVE_BENCH_SAMPLES_H
#define KVM_SVE_BENCH_SAMPLES_H

#include <stddef.h>

struct samples {
	double *values;
	size_t n, room;
	double *medians;	/* of the rounds that were ended */
	size_t rounds;
};

/* Add one: 0 or -ENOMEM. */
int samples_add(struct samples *samples, double value);

/*
 * A round ends: those from @from on, at least one, are its samples. 0 or -ENOMEM.
 */
int samples_end_round(struct samples *samples, size_t from);

void samples_free(struct samples *samples);

#endif /* KVM_SVE_BENCH_SAMPLES_H */
