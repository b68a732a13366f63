// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/stats/fit.c: Anscombe's quartet, whose line is in every textbook. */
#include <math.h>
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

/* Intercept 3.0001, slope 0.5001, residual 1.237. */
static void test_anscombe(void **state)
{
	struct fit fit;

	assert_true(fit_line(anscombe_x, anscombe_y1, 11, &fit));
	near(fit.a, 3.0001, 0.0001);
	near(fit.b, 0.5001, 0.0001);
	near(fit.residual, 1.2366, 0.0001);
}

static void test_exact(void **state)
{
	const double x[] = { 1, 2, 4, 16 }, y[] = { 107, 114, 128, 212 };
	struct fit fit;

	assert_true(fit_line(x, y, 4, &fit));
	near(fit.a, 100, 1e-9);
	near(fit.b, 7, 1e-9);
	near(fit.residual, 0, 1e-9);
	/* It takes rounds to say how far it varies. */
	assert_true(isnan(fit.a_ci) && isnan(fit.b_ci));
}

static void test_refused(void **state)
{
	const double same[] = { 3, 3, 3, 3 };
	struct fit fit;

	assert_false(fit_line(anscombe_x, anscombe_y1, 1, &fit));
	assert_false(fit_line(same, anscombe_y1, 2, &fit));
	assert_false(fit_line(same, anscombe_y1, 4, &fit));
}

/*
 * Two VLs, as Neoverse-V1 has: slopes of 10, 12 and 14, and a of 100, 99 and 95. By t(2) = 4.303
 * the half widths are 4.303 * 2 / sqrt(3) and 4.303 * sqrt(7) / sqrt(3).
 */
static void test_two(void **state)
{
	const double x[] = { 1, 2 }, y[] = { 110, 122 };
	const double low[] = { 110, 111, 109 }, high[] = { 120, 123, 123 };
	const double *const rounds[] = { low, high };
	struct fit fit;

	assert_true(fit_line(x, y, 2, &fit));
	near(fit.b, 12, 1e-9);
	near(fit.a, 98, 1e-9);
	assert_true(isnan(fit.residual));
	fit_over_rounds(&fit, x, rounds, 2, 1);
	assert_true(isnan(fit.b_ci));
	fit_over_rounds(&fit, x, rounds, 2, 3);
	near(fit.b_ci, 4.3027 * 2 / sqrt(3), 0.001);
	near(fit.a_ci, 4.3027 * sqrt(7) / sqrt(3), 0.001);
	near(fit.b, 12, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anscombe),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_two),
	};

	return cmocka_run_group_tests_name("bench/fit", tests, NULL, NULL);
}
