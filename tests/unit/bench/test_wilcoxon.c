// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/stats/wilcoxon.c: a published example, cases by hand, and a plain count. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/stats/wilcoxon.h"
#include "near.h"

/* Darwin's maize: heights of crossed plants less those of their self-fertilized twins. */
static void test_published(void **state)
{
	static const double maize[] = { 49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48 };

	near(wilcoxon(maize, 15), 0.041259765625, 1e-15);
}

static void test_by_hand(void **state)
{
	static const double up[] = { 1, 2, 3, 4, 5 }, down[] = { -5, -1, -4, -2, -3 };
	static const double none[] = { 0, 0, 0 }, zeros[] = { 0, 1, 0, 2, 3, 4, 5, 0 };
	/* Ranks 1.5, 1.5, 3: sums 4.5 and 1.5 are as far from 3 as 0 and 6 are not: 6 of 8. */
	static const double ties[] = { 1, -1, 2 };

	near(wilcoxon(up, 5), 2 / 32.0, 1e-15);
	near(wilcoxon(down, 5), 2 / 32.0, 1e-15);
	near(wilcoxon(zeros, 8), 2 / 32.0, 1e-15);
	near(wilcoxon(none, 3), 1, 0);
	near(wilcoxon(none, 0), 1, 0);
	near(wilcoxon(ties, 3), 6 / 8.0, 1e-15);
}

/* All signs of seven values with ties, counted one by one. */
static void test_counted(void **state)
{
	static const double sizes[] = { 1, 2, 2, 4, 5, 5, 5 }, ranks[] = { 1, 2.5, 2.5, 4, 6, 6, 6 };

	for (unsigned int signs = 0; signs < 128; signs++) {
		double values[7], sum = 0;
		unsigned int as_far = 0;

		for (int i = 0; i < 7; i++) {
			values[i] = signs & 1U << i ? sizes[i] : -sizes[i];
			sum += signs & 1U << i ? ranks[i] : 0;
		}
		for (unsigned int other = 0; other < 128; other++) {
			double of = 0;

			for (int i = 0; i < 7; i++)
				of += other & 1U << i ? ranks[i] : 0;
			as_far += fabs(of - 14) >= fabs(sum - 14);
		}
		near(wilcoxon(values, 7), as_far / 128.0, 1e-15);
	}
}

/* As many as there may be; the normal approximation is good there. */
static void test_many(void **state)
{
	double values[WILCOXON_MAX], up = 0, sd, far;

	for (int i = 0; i < WILCOXON_MAX; i++) {
		values[i] = i % 9 < 5 ? i + 1 : -i - 1;
		up += i % 9 < 5 ? i + 1 : 0;
	}
	sd = sqrt(WILCOXON_MAX * (WILCOXON_MAX + 1.0) * (2 * WILCOXON_MAX + 1) / 24);
	far = fabs(up - WILCOXON_MAX * (WILCOXON_MAX + 1.0) / 4) - 0.5;
	near(wilcoxon(values, WILCOXON_MAX), erfc(far / sd / sqrt(2)), 0.002);
	for (int i = 0; i < WILCOXON_MAX; i++)
		values[i] = i + 1;
	assert_true(wilcoxon(values, WILCOXON_MAX) == ldexp(1, 1 - WILCOXON_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published),
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_counted),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests_name("bench/wilcoxon", tests, NULL, NULL);
}
