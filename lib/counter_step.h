/* SPDX-License-Identifier: GPL-2.0 */
/*
 * By how much a counter moves at a time. Its frequency does not say it: a system counter
 * that is said to run at 1 GHz may be updated every 40 ns, by 40.
 */
#ifndef KVM_SVE_LIB_COUNTER_STEP_H
#define KVM_SVE_LIB_COUNTER_STEP_H

#include <stdint.h>

/* Reads the counter. How long that takes should vary from call to call. */
typedef uint64_t counter_read_fn(void *ctx);

/**
 * counter_step() - the step of the counter that @read reads, in ticks
 *
 * Successive reads differ by 0 or by one or more steps. Where some differ by 0, reads are
 * faster than the counter, and the smallest other difference is one step. Where none does, each
 * difference is several steps, and the step is what divides them all.
 *
 * Return: 0 if the counter did not move.
 */
uint64_t counter_step(counter_read_fn *read, void *ctx);

#endif /* KVM_SVE_LIB_COUNTER_STEP_H */
