// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/stats/mann_whitney.c: published examples, and U against a plain count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/stats/mann_whitney.c"
#include "near.h"

#define N_MAX	60

static int by_value(const void *x, const void *y)
{
	return (*(const double *)x > *(const double *)y) - (*(const double *)x < *(const double *)y);
}

/*
 * The ages at diagnosis of SciPy's manual (scipy.stats.mannwhitneyu): U 17 and 3, and
 * by the normal approximation p = 0.11134688653314041.
 */
static void test_scipy(void **state)
{
	const double males[] = { 16, 19, 22, 24, 29 }, females[] = { 11, 12, 17, 20 };
	double ties, p = mann_whitney(males, 5, females, 4);

	near(u_of(males, 5, females, 4, &ties), 17, 0);
	near(p, 0.11134688653314041, 1e-12);
	near(mann_whitney(females, 4, males, 5), p, 1e-12);
	near(u_of(females, 4, males, 5, &ties), 3, 0);
}

/*
 * With ties, by hand: ranks of a 1, 3, 3, 5; of b 3, 6.5, 6.5, 8. U = 12 - 10 = 2; runs of
 * 3 and 2 equal values: sd^2 = 16 / 12 * (9 - 30 / 56); p = erfc(5.5 / sd / sqrt(2)).
 */
static void test_ties(void **state)
{
	const double a[] = { 1, 2, 2, 3 }, b[] = { 2, 4, 4, 5 };
	double ties;

	near(u_of(a, 4, b, 4, &ties), 2, 0);
	near(mann_whitney(a, 4, b, 4), 0.10159, 0.00001);
}

/*
 * The same ages, by SciPy's exact method: p = 0.1111111111111111. And all of a below all of b
 * is one way of 20, as is the reverse.
 */
static void test_exact(void **state)
{
	const double males[] = { 16, 19, 22, 24, 29 }, females[] = { 11, 12, 17, 20 };
	const double low[] = { 1, 2, 3 }, high[] = { 4, 5, 6 }, same[] = { 7, 7, 7 };
	double a[10], b[10];

	near(mann_whitney_exact(males, 5, females, 4), 1 / 9.0, 1e-12);
	near(mann_whitney_exact(low, 3, high, 3), 2 / 20.0, 1e-12);
	near(mann_whitney_exact(high, 3, low, 3), 2 / 20.0, 1e-12);
	near(mann_whitney_exact(same, 3, same, 3), 1, 1e-12);
	/* All alike within each: still one way of all. */
	for (int i = 0; i < 10; i++) {
		a[i] = 92;
		b[i] = 97;
	}
	near(mann_whitney_exact(a, 10, b, 10), 2 / 184756.0, 1e-15);
}

/* Against all ways, gone through one by one, with many ties. */
static void test_exact_by_count(void **state)
{
	double a[4], b[5], all[9], ties, want, p;

	srandom(2);
	for (int round = 0; round < 50; round++) {
		int as_far = 0, ways = 0;

		for (int i = 0; i < 9; i++)
			all[i] = random() % 6;
		memcpy(a, all, sizeof(a));
		memcpy(b, all + 4, sizeof(b));
		qsort(a, 4, sizeof(*a), by_value);
		qsort(b, 5, sizeof(*b), by_value);
		want = u_of(a, 4, b, 5, &ties);
		p = mann_whitney_exact(a, 4, b, 5);
		for (unsigned int set = 0; set < 1 << 9; set++) {
			int n = 0, m = 0;

			if (__builtin_popcount(set) != 4)
				continue;
			for (int i = 0; i < 9; i++)
				if (set & 1U << i)
					a[n++] = all[i];
				else
					b[m++] = all[i];
			qsort(a, 4, sizeof(*a), by_value);
			qsort(b, 5, sizeof(*b), by_value);
			ways++;
			as_far += fabs(u_of(a, 4, b, 5, &ties) - 10) >= fabs(want - 10);
		}
		near(p, as_far / (double)ways, 1e-12);
	}
}

static void test_equal(void **state)
{
	const double same[] = { 7, 7, 7, 7, 7, 7, 7, 7 };

	near(mann_whitney(same, 8, same, 8), 1, 0);
}

/* All of one above all of the other: with 200 each nothing is left to chance. */
static void test_apart(void **state)
{
	double a[200], b[200];

	for (int i = 0; i < 200; i++) {
		a[i] = 6486;
		b[i] = 6487;
	}
	assert_true(mann_whitney(a, 200, b, 200) < 1e-60);
}

static void test_u_by_count(void **state)
{
	double a[N_MAX], b[N_MAX], ties, plain;

	srandom(1);
	for (int round = 0; round < 100; round++) {
		size_t na = 1 + random() % N_MAX, nb = 1 + random() % N_MAX;

		for (size_t i = 0; i < na; i++)
			a[i] = random() % 20;
		for (size_t i = 0; i < nb; i++)
			b[i] = random() % 25;
		plain = 0;
		for (size_t i = 0; i < na; i++)
			for (size_t j = 0; j < nb; j++)
				plain += a[i] > b[j] ? 1 : a[i] == b[j] ? 0.5 : 0;
		qsort(a, na, sizeof(*a), by_value);
		qsort(b, nb, sizeof(*b), by_value);
		near(u_of(a, na, b, nb, &ties), plain, 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scipy),
		cmocka_unit_test(test_ties),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_exact_by_count),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_apart),
		cmocka_unit_test(test_u_by_count),
	};

	return cmocka_run_group_tests_name("bench/mann_whitney", tests, NULL, NULL);
}
