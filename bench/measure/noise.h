/* SPDX-License-Identifier: GPL-2.0 */
/* The noise floor: how far a case differs from itself. */
#ifndef KVM_SVE_BENCH_NOISE_H
#define KVM_SVE_BENCH_NOISE_H

#include "measure.h"

/*
 * Measure @c in a pass as some results would, in @rounds batches each, interleaved and each
 * set up again. How far their medians lie apart is the noise of its kind of exit in @set, for the
 * metrics of that pass.
 * Return: 0, or a negative errno and fixture.msg, as of measure_case().
 */
int noise_measure(struct result_set *set, struct measure *measure, measure_fn *pass,
		  struct fixture *fixture, const struct bench_case *c, size_t rounds);

/* How many batches that takes: each is a step of measure->progress. */
size_t noise_batches(size_t rounds);

#endif /* KVM_SVE_BENCH_NOISE_H */
