/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is what is measured steady yet? The values are taken in blocks: they are steady once the medians
 * of the last three blocks agree. Single values that are far off, as a timer tick makes them, do
 * not count; a clock rate that still rises does. So a block lasts long enough for it to rise.
 */
#ifndef KVM_SVE_BENCH_STEADY_H
#define KVM_SVE_BENCH_STEADY_H

#include <stdbool.h>
#include <stddef.h>

#define STEADY_BLOCK_MIN	16	/* values of a block, at least */
#define STEADY_BLOCK_MAX	1024	/* more are not looked at */
#define STEADY_BLOCK_NS		2e6
#define STEADY_BLOCKS		3
#define STEADY_WITHIN		0.02	/* of the smallest median */

/* Begin with all 0. */
struct steady {
	double block[STEADY_BLOCK_MAX];
	double medians[STEADY_BLOCKS];	/* a ring */
	size_t in_block, blocks;
	double begun;			/* ns, of the block */
};

/*
 * One more value, taken at @now in ns. Return: they are steady. Medians that differ by @grain,
 * which is what the clock cannot resolve, agree.
 */
bool steady_add(struct steady *steady, double value, double now, double grain);

#endif /* KVM_SVE_BENCH_STEADY_H */
