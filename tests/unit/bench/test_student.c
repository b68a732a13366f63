// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/stats/student.c and holm.c, against published tables and by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/stats/holm.h"
#include "bench/stats/student.h"
#include "near.h"

/* The two-sided quantiles of the usual tables. */
static void test_table(void **state)
{
	static const struct {
		double within, t;
		size_t freedom;
	} table[] = {
		{ 0.95, 12.7062, 1 }, { 0.95, 4.3027, 2 }, { 0.95, 3.1824, 3 }, { 0.95, 2.3646, 7 },
		{ 0.95, 2.2622, 9 }, { 0.95, 2.0930, 19 }, { 0.95, 2.0423, 30 },
		{ 0.95, 1.9840, 100 }, { 0.95, 1.9623, 1000 }, { 0.9, 6.3138, 1 },
		{ 0.9, 1.8331, 9 }, { 0.99, 3.2498, 9 }, { 0.999, 4.7809, 9 },
		{ 0.999, 31.5991, 2 }, { 0.5, 1.0000, 1 }, { 0.5, 0.7027, 9 },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		near(student_t(table[i].within, table[i].freedom), table[i].t, 0.0001);
}

/* 1 to 5: the deviation is sqrt(2.5), and its mean 3 +- 2.7764 * sqrt(2.5 / 5). */
static void test_half_width(void **state)
{
	static const double values[] = { 5, 1, 4, 2, 3 }, same[] = { 7, 7, 7 };
	static const double large[] = { 0x1p53, 0x1p53 - 2 };

	near(student_deviation(values, 5), sqrt(2.5), 1e-12);
	near(student_half_width(values, 5), 2.776445 * sqrt(0.5), 1e-5);
	near(student_half_width(same, 3), 0, 0);
	near(student_half_width(values, 1), 0, 0);
	near(student_deviation(large, 2), M_SQRT2, 1e-12);
}

/* Without weights each p is counted as often as there are tests left. */
static void test_holm(void **state)
{
	struct holm_test tests[] = {
		{ 0.04, 1, 0 }, { 0.01, 1, 1 }, { 0.03, 1, 2 }, { 0.5, 1, 3 },
	};

	holm_correct(tests, 4);
	assert_int_equal(tests[0].id, 1);
	near(tests[0].p, 0.04, 1e-12);
	assert_int_equal(tests[1].id, 2);
	near(tests[1].p, 0.09, 1e-12);
	/* 2 * 0.04 is less than what the one before has. */
	assert_int_equal(tests[2].id, 0);
	near(tests[2].p, 0.09, 1e-12);
	near(tests[3].p, 0.5, 1e-12);
}

/* Of 0.5, 0.25 and 0.25 the first counts twice, the others four times, then less. */
static void test_holm_weights(void **state)
{
	struct holm_test tests[] = { { 0.02, 0.25, 0 }, { 0.01, 0.5, 1 }, { 0.9, 0.25, 2 } };

	holm_correct(tests, 3);
	assert_int_equal(tests[0].id, 1);
	near(tests[0].p, 0.02, 1e-12);
	near(tests[1].p, 0.04, 1e-12);
	near(tests[2].p, 0.9, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_half_width),
		cmocka_unit_test(test_holm),
		cmocka_unit_test(test_holm_weights),
	};

	return cmocka_run_group_tests_name("bench/student", tests, NULL, NULL);
}
