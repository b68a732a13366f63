// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/stats/steady.c: a clock that ramps up, single disturbances, coarse clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/stats/steady.c"

#define FOR_EVER	100000

/* How many values of @value() it takes; FOR_EVER: more than that. */
static size_t takes(double (*value)(size_t i), double grain)
{
	struct steady steady = { 0 };
	double now = 0;
	size_t i;

	srandom(1);
	for (i = 0; i < FOR_EVER; i++) {
		double ns = value(i);

		now += ns;
		if (steady_add(&steady, ns, now, grain))
			return i + 1;
	}
	return FOR_EVER;
}

static double constant(size_t i)
{
	return 3000;
}

/* The clock rate rises for 3000 round trips, 14 ms, to twice what it was. */
static double ramp(size_t i)
{
	return i < 3000 ? 6000 - i : 3000;
}

static double disturbed(size_t i)
{
	return i % 50 ? 3000 + random() % 60 : 90000;
}

/* A round trip that takes 5 ms, as one with a sleep. */
static double slow(size_t i)
{
	return 5e6;
}

static double alternates(size_t i)
{
	return i / 400 % 2 ? 6000 : 5000;
}

static void test_steady(void **state)
{
	/* Three times 2 ms. */
	assert_in_range(takes(constant, 0), 2000, 2010);
	assert_in_range(takes(disturbed, 0), 800, 4000);
	assert_int_equal(takes(slow, 0), STEADY_BLOCKS * STEADY_BLOCK_MIN);
}

static void test_ramp(void **state)
{
	assert_in_range(takes(ramp, 0), 3000, 3000 + 4 * 700);
}

static void test_never(void **state)
{
	assert_int_equal(takes(alternates, 0), FOR_EVER);
	assert_true(takes(alternates, 1000) < FOR_EVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steady),
		cmocka_unit_test(test_ramp),
		cmocka_unit_test(test_never),
	};

	return cmocka_run_group_tests_name("bench/steady", tests, NULL, NULL);
}
