// SPDX-License-Identifier: GPL-2.0
/* Unit tests of lib/counter_step.c: counters of any step, read faster or slower than they move. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/counter_step.c"

/* A counter of @hz that moves by @step; a read takes from @min to @max ns. */
struct counter {
	uint64_t hz, step;
	unsigned int min, max;
	uint64_t now;			/* ns */
	uint32_t random;
};

static uint64_t read_counter(void *ctx)
{
	struct counter *c = ctx;
	uint64_t ticks;

	c->random = c->random * 1664525 + 1013904223;
	c->now += c->min + (c->random >> 8) % (c->max - c->min + 1);
	ticks = (__uint128_t)c->now * c->hz / 1000000000;
	return ticks - ticks % c->step;
}

static uint64_t step_of(uint64_t hz, uint64_t step, unsigned int min, unsigned int max)
{
	struct counter c = { .hz = hz, .step = step, .min = min, .max = max, .now = 12345 };

	return counter_step(read_counter, &c);
}

static void test_each_tick(void **state)
{
	assert_int_equal(step_of(25000000, 1, 8, 12), 1);
	assert_int_equal(step_of(1000000, 1, 8, 12), 1);
	assert_int_equal(step_of(62500000, 1, 30, 200), 1);
	/* No read is as fast as that counter. */
	assert_int_equal(step_of(1000000000, 1, 30, 60), 1);
}

static void test_steps(void **state)
{
	assert_int_equal(step_of(1000000000, 40, 8, 12), 40);
	/* Reads that last some steps: 80, 120, 160 ... and never 40. */
	assert_int_equal(step_of(1000000000, 40, 100, 400), 40);
	/* A read in a trap, and a long interruption now and then. */
	assert_int_equal(step_of(1000000000, 40, 1000, 50000), 40);
	assert_int_equal(step_of(1000000000, 10, 8, 12), 10);
}

/* 1 GHz made of 24 MHz: steps of 41 and 42, whose divisor says nothing. */
static uint64_t read_uneven(void *ctx)
{
	struct counter *c = ctx;

	c->now += 9;
	return c->now * 24 / 1000 * 1000 / 24;
}

static void test_uneven(void **state)
{
	struct counter c = { .now = 7 };

	assert_int_equal(counter_step(read_uneven, &c), 41);
}

static uint64_t read_back_and_forth(void *ctx)
{
	uint64_t *reads = ctx;

	++*reads;
	return 1000 + 4 * *reads - (*reads % 10 ? 0 : 100);
}

static void test_backwards(void **state)
{
	uint64_t reads = 0;

	assert_int_equal(counter_step(read_back_and_forth, &reads), 4);
}

static uint64_t read_stuck(void *ctx)
{
	return 42;
}

static void test_stuck(void **state)
{
	assert_int_equal(counter_step(read_stuck, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_tick),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_uneven),
		cmocka_unit_test(test_backwards),
		cmocka_unit_test(test_stuck),
	};

	return cmocka_run_group_tests_name("counter_step", tests, NULL, NULL);
}
