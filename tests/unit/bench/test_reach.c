// SPDX-License-Identifier: GPL-2.0
/* Unit test of bench/results/reach.c: what a plan can find is known before it is measured. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/results/compare.h"
#include "bench/results/reach.h"

static void test_reach(void **state)
{
	struct reach reach = { .cases = 1, .phases = true, .paired = true };
	char why[RESULT_WHY];

	assert_true(fabs(reach_least_p(8, 8, false) - 2 / 12870.0) < 1e-12);
	assert_true(fabs(reach_least_p(10, 12, false) - 2 / 646646.0) < 1e-12);
	assert_true(reach_least_p(21, 21, false) < 1e-6);
	assert_true(reach_least_p(8, 9, true) == 2 / 256.0);
	assert_int_equal(reach_rounds(&reach), 9);
	assert_false(reach_usable(&reach, 8, why));
	assert_non_null(strstr(why, "8 rounds cannot show a change"));
	assert_non_null(strstr(why, "at least 9 "));
	assert_true(reach_usable(&reach, 9, why));
	reach.cases = 320;
	assert_int_equal(reach_rounds(&reach), 17);
	reach.paired = false;
	assert_int_equal(reach_rounds(&reach), 10);
	reach.phases = false;
	assert_int_equal(reach_rounds(&reach), 8);
	assert_false(reach_usable(&reach, 7, why));
	assert_false(reach_usable(&reach, COMPARE_ROUNDS_MAX + 1, why));
	assert_non_null(strstr(why, "at most 200"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reach),
	};

	return cmocka_run_group_tests_name("bench/reach", tests, NULL, NULL);
}
