// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/stats/fit.c: Anscombe's quartet, whose line is in every textbook. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/stats/fit.c"
#include "near.h"

static const double anscombe_x[] = { 10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5 };
static const double anscombe_y1[] = {
	8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68,
};

/* Intercept 3.0001 (standard error 1.1247), slope 0.5001 (0.1179), residual 1.237; t(9) 2.262. */
static void test_anscombe(void **state)
{
	struct fit fit;

	assert_true(fit_line(anscombe_x, anscombe_y1, 11, &fit));
	near(fit.a, 3.0001, 0.0001);
	near(fit.b, 0.5001, 0.0001);
	near(fit.residual, 1.2366, 0.0001);
	near(fit.a_ci, 2.262 * 1.1247, 0.0005);
	near(fit.b_ci, 2.262 * 0.1179, 0.0005);
}

static void test_exact(void **state)
{
	const double x[] = { 1, 2, 4, 16 }, y[] = { 107, 114, 128, 212 };
	struct fit fit;

	assert_true(fit_line(x, y, 4, &fit));
	near(fit.a, 100, 1e-9);
	near(fit.b, 7, 1e-9);
	near(fit.residual, 0, 1e-9);
	near(fit.b_ci, 0, 1e-9);
}

static void test_refused(void **state)
{
	const double same[] = { 3, 3, 3, 3 };
	struct fit fit;

	assert_false(fit_line(anscombe_x, anscombe_y1, 2, &fit));
	assert_false(fit_line(same, anscombe_y1, 4, &fit));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anscombe),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("bench/fit", tests, NULL, NULL);
}
