/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What lib/vls.c is tested against: a VL set as a plain array of truth values,
 * and a random number generator whose seed is told.
 */
#ifndef KVM_SVE_TESTS_UNIT_VLS_MODEL_H
#define KVM_SVE_TESTS_UNIT_VLS_MODEL_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/vls.h"
#include "tests/unit/random.h"

#define SEED_ENV	"KVM_SVE_TEST_SEED"
#define SEED_DEFAULT	0x5ee0d5e7ULL

struct model {
	bool has[VLS_VQ_MAX + 1];	/* by VQ; [0] is never set */
};

/* Bit (VQ - 1) of @bits, for exhaustive tests of small sets. */
static inline struct model model_of_bits(unsigned int bits)
{
	struct model m = { { false } };

	for (unsigned int vq = 1; bits; vq++, bits >>= 1)
		m.has[vq] = bits & 1;
	return m;
}

static inline struct vls vls_of_model(const struct model *m)
{
	struct vls set = { { 0 } };

	for (unsigned int vq = 1; vq <= VLS_VQ_MAX; vq++)
		if (m->has[vq])
			vls_add(&set, vq);
	return set;
}

static inline struct vls vls_of_bits(unsigned int bits)
{
	struct model m = model_of_bits(bits);

	return vls_of_model(&m);
}

/* Compared by the words themselves, so that no function tested is trusted. */
static inline void assert_is(const struct vls *set, const struct model *m)
{
	for (unsigned int bit = 0; bit < VLS_VQ_MAX; bit++)
		if ((set->vqs[bit / 64] >> (bit % 64) & 1) != m->has[bit + 1])
			fail_msg("VQ %u is %s in the set", bit + 1,
				 m->has[bit + 1] ? "missing" : "wrongly");
}

static inline unsigned int random_below(uint64_t *state, unsigned int n)
{
	return random_u64(state) % n;
}

/* A word with any share of its bits set: none, few, half, nearly all, all. */
static inline uint64_t random_word(uint64_t *state)
{
	uint64_t a = random_u64(state), b = random_u64(state), c = random_u64(state);

	switch (random_below(state, 6)) {
	case 0:
		return 0;
	case 1:
		return ~0ULL;
	case 2:
		return a & b & c;
	case 3:
		return a | b | c;
	case 4:
		return 1ULL << (a % 64);
	default:
		return a;
	}
}

static inline struct model random_model(uint64_t *state)
{
	struct model m = { { false } };

	for (unsigned int base = 0; base < VLS_VQ_MAX; base += 64) {
		uint64_t word = random_word(state);

		for (unsigned int bit = 0; bit < 64; bit++)
			m.has[base + bit + 1] = word >> bit & 1;
	}
	return m;
}

/* The seed of this run; a test that uses it says it, to be run again. */
static inline uint64_t random_seed(void)
{
	const char *text = getenv(SEED_ENV);
	uint64_t seed = SEED_DEFAULT;
	char *end;

	if (text) {
		errno = 0;
		seed = strtoull(text, &end, 0);
		if (errno || end == text || *end)
			fail_msg(SEED_ENV ": '%s' is no number", text);
	}
	print_message("random sets from " SEED_ENV "=0x%llx\n", (unsigned long long)seed);
	return seed;
}

#endif /* KVM_SVE_TESTS_UNIT_VLS_MODEL_H */
