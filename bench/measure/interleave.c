// SPDX-License-Identifier: GPL-2.0
/* The order of two variants; see interleave.h. */
#include <stdint.h>

#include "interleave.h"

/* SplitMix64 (Steele, Lea, Flood 2014): numbers that look random, one for each @n. */
static uint64_t mix(uint64_t n)
{
	n = (n + 1) * 0x9e3779b97f4a7c15;
	n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
	n = (n ^ n >> 27) * 0x94d049bb133111eb;
	return n ^ n >> 31;
}

bool interleave_candidate_first(size_t round, size_t batch)
{
	/* Two of the four batches, in each of the six ways. */
	static const uint8_t ways[] = { 0x3, 0x5, 0x6, 0x9, 0xa, 0xc };

	return ways[mix(round) % sizeof(ways)] >> batch % INTERLEAVES & 1;
}
