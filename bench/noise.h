/* SPDX-License-Identifier: GPL-2.0 */
/* The noise floor: how far a case differs from itself. */
#ifndef KVM_SVE_BENCH_NOISE_H
#define KVM_SVE_BENCH_NOISE_H

#include "measure.h"

/*
 * Measure @c some times, each time set up anew, and take the spread of the medians.
 * Return: 0 or a negative errno; whoever measures @c next tells why.
 */
int noise_measure(struct noise *noise, struct measure *measure, const struct bench_case *c);

#endif /* KVM_SVE_BENCH_NOISE_H */
