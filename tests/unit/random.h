/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers that are the same in each run: splitmix64, from a state that is the seed. */
#ifndef KVM_SVE_TESTS_UNIT_RANDOM_H
#define KVM_SVE_TESTS_UNIT_RANDOM_H

#include <stdint.h>

static inline uint64_t random_u64(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* 0 <= x < 1 */
static inline double random_unit(uint64_t *state)
{
	return (random_u64(state) >> 11) * 0x1p-53;
}

#endif /* KVM_SVE_TESTS_UNIT_RANDOM_H */
