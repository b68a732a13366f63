// SPDX-License-Identifier: GPL-2.0
/* Unit test of bench/cases/misses.h: when KVM_RUNs without a switch are too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/cases/misses.h"

/* @every-th of many KVM_RUNs is a miss: is that too often? */
static bool too_many(unsigned int every)
{
	unsigned int misses = 0;

	for (unsigned int i = 1; i <= 10000; i++)
		if (misses_add(&misses, i % every == 0))
			return true;
	return false;
}

static void test_seldom(void **state)
{
	assert_false(too_many(20000));
	assert_false(too_many(100));
	assert_false(too_many(7));
}

static void test_often(void **state)
{
	assert_true(too_many(6));
	assert_true(too_many(2));
	assert_true(too_many(1));
}

static void test_in_a_row(void **state)
{
	unsigned int misses = 0;

	assert_false(misses_add(&misses, true));
	assert_false(misses_add(&misses, true));
	assert_true(misses_add(&misses, true));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seldom),
		cmocka_unit_test(test_often),
		cmocka_unit_test(test_in_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
