// SPDX-License-Identifier: GPL-2.0
/* By how much a counter moves at a time; see counter_step.h. */
#include <stdbool.h>

#include "counter_step.h"

#define MOVES		256	/* differences other than 0 that are looked at */
#define READS_MAX	100000	/* a counter that has not moved by then does not run */

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

uint64_t counter_step(counter_read_fn *read, void *ctx)
{
	uint64_t last = read(ctx), now, least = 0, divisor = 0;
	unsigned int moves = 0;
	bool stood = false;

	for (unsigned int i = 0; i < READS_MAX && moves < MOVES; i++, last = now) {
		now = read(ctx);
		stood |= now == last;
		if (now <= last)
			continue;
		moves++;
		divisor = gcd(divisor, now - last);
		if (!least || now - last < least)
			least = now - last;
	}
	return stood ? least : divisor;
}
