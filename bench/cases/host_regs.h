/* SPDX-License-Identifier: GPL-2.0 */
/* Patterns in the registers of a host thread, from assembly. */
#ifndef KVM_SVE_BENCH_HOST_REGS_H
#define KVM_SVE_BENCH_HOST_REGS_H

#include <stdint.h>

/*
 * Write V0-V7 and V16-V31, those that a function may change. Until the check the
 * caller must run no code that uses them: system calls keep them.
 */
void host_regs_fill(uint64_t seed);
/* How many of them are not as host_regs_fill(@seed) left them. */
uint64_t host_regs_check(uint64_t seed);

/*
 * Hold registers and look at them for ever, in user space: none, all V, or all Z at
 * full width. Each look adds one to *@looks; they end when *@stop is set. Return:
 * how many registers were wrong.
 */
uint64_t host_hold_none(volatile int *stop, volatile uint64_t *looks);
uint64_t host_hold_fpsimd(volatile int *stop, volatile uint64_t *looks);
uint64_t host_hold_sve(volatile int *stop, volatile uint64_t *looks);

#endif /* KVM_SVE_BENCH_HOST_REGS_H */
