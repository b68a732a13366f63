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

struct fixture;

/* A KVM_RUN came out well, or not. True: it did not, and too many have not. */
static inline bool misses_add(unsigned int *misses, bool missed)
{
	if (missed)
		*misses += MISSES_PENALTY;
	else if (*misses)
		--*misses;
	return missed && *misses > MISSES_MAX;
}

/*
 * One KVM_RUN with @left round trips within, and what the exit's post() says of it: -EAGAIN if it
 * is a miss.
 */
int misses_run(struct fixture *fixture, unsigned int left);

/*
 * Such KVM_RUNs, until some came out well. Return: 0, or a negative errno and fixture.msg:
 * -EOPNOTSUPP and @why where there are too many misses and post() can do no more about it.
 */
int misses_settle(struct fixture *fixture, const char *why);

#endif /* KVM_SVE_BENCH_MISSES_H */
