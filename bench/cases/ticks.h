/* SPDX-License-Identifier: GPL-2.0 */
/* The system counter. */
#ifndef KVM_SVE_BENCH_TICKS_H
#define KVM_SVE_BENCH_TICKS_H

#include <stdint.h>

/* In order with what stands before and after. */
static inline uint64_t ticks_now(void)
{
	uint64_t ticks;

	asm volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r" (ticks) : : "memory");
	return ticks;
}

#endif /* KVM_SVE_BENCH_TICKS_H */
