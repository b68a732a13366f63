/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A leaky bucket of KVM_RUNs in which the host did not take the CPU away as it should
 * have. Such a KVM_RUN is taken again; where they are not seldom the guest has to stay for
 * longer.
 */
#ifndef KVM_SVE_BENCH_MISSES_H
#define KVM_SVE_BENCH_MISSES_H

#include <stdbool.h>

#define MISSES_PENALTY	6	/* good KVM_RUNs for one miss */
#define MISSES_MAX	12	/* three in a row, or one in six for long */

/* A KVM_RUN came out well, or not. True: there are too many that did not. */
static inline bool misses_add(unsigned int *misses, bool missed)
{
	if (missed)
		*misses += MISSES_PENALTY;
	else if (*misses)
		--*misses;
	return *misses > MISSES_MAX;
}

#endif /* KVM_SVE_BENCH_MISSES_H */
