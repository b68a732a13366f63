// SPDX-License-Identifier: GPL-2.0
/* Unit test of bench/measure/samples.c: samples, and the medians of their rounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/measure/samples.h"

static void test_rounds(void **state)
{
	static const double values[] = { 5, 1, 9, 30, 20, 10, 7 };
	struct samples samples = { 0 };

	for (int i = 0; i < 7; i++) {
		assert_int_equal(samples_add(&samples, values[i]), 0);
		if (i == 2 || i == 5)
			assert_int_equal(samples_end_round(&samples), 0);
	}
	assert_int_equal(samples_end_round(&samples), 0);
	assert_int_equal(samples_end_round(&samples), 0);
	assert_int_equal(samples.rounds, 3);
	assert_true(samples.medians[0] == 5 && samples.medians[1] == 20 && samples.medians[2] == 7);
	assert_true(samples.values[1] == 1 && samples.n == 7);
	samples_free(&samples);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rounds),
	};

	return cmocka_run_group_tests_name("bench/samples", tests, NULL, NULL);
}
