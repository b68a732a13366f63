/* SPDX-License-Identifier: GPL-2.0 */
/* Samples of one metric as they come, in a buffer that grows, round by round. */
#ifndef KVM_SVE_BENCH_SAMPLES_H
#define KVM_SVE_BENCH_SAMPLES_H

#include <stddef.h>

#include "bench/stats/stats.h"

struct samples {
	double *values;
	size_t n, room;
	double *medians, *means; /* of the rounds that were ended */
	size_t rounds;
	size_t ended;		/* samples of these */
};

/* Add one: 0 or -ENOMEM. */
int samples_add(struct samples *samples, double value);

/* A round ends: those since the last one, if there are any, are its samples. 0 or -ENOMEM. */
int samples_end_round(struct samples *samples);

/* All of them, which are sorted, and their rounds. stats_free() then. */
struct stats samples_stats(struct samples *samples);

void samples_free(struct samples *samples);

#endif /* KVM_SVE_BENCH_SAMPLES_H */
