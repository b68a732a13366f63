/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers for test programs: xorshift64*, the same on every machine for one seed. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_RANDOM_H
#define KVM_SVE_TESTS_CASES_COMMON_RANDOM_H

#include <stdint.h>

/* @state is the seed at first, which is not 0. */
uint64_t random_next(uint64_t *state);

/* 0..n - 1; of the high half, which is the better one of this generator. */
unsigned int random_below(uint64_t *state, unsigned int n);

#endif /* KVM_SVE_TESTS_CASES_COMMON_RANDOM_H */
