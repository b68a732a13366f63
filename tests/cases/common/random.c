// SPDX-License-Identifier: GPL-2.0
/* Random numbers; see random.h. */
#include "random.h"

uint64_t random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dULL;
}

unsigned int random_below(uint64_t *state, unsigned int n)
{
	return (random_next(state) >> 32) % n;
}
