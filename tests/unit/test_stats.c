// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/stats.c: nearest-rank percentiles, against a plain count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../bench/stats.c"

#define MAX_SAMPLES	2000

static void test_none(void **state)
{
	struct stats s = stats_of(NULL, 0);

	assert_int_equal(s.n, 0);
	assert_int_equal(s.max, 0);
}

static void test_one(void **state)
{
	uint64_t one[] = { 42 };
	struct stats s = stats_of(one, 1);

	assert_int_equal(s.n, 1);
	assert_int_equal(s.min, 42);
	assert_int_equal(s.p50, 42);
	assert_int_equal(s.p999, 42);
	assert_int_equal(s.max, 42);
	assert_true(s.mean == 42);
}

/* The usual example of the method: the 50th percentile of 4 is the 2nd. */
static void test_even(void **state)
{
	uint64_t four[] = { 40, 10, 30, 20 };
	struct stats s = stats_of(four, 4);

	assert_int_equal(s.min, 10);
	assert_int_equal(s.p50, 20);
	assert_int_equal(s.p90, 40);
	assert_int_equal(s.max, 40);
	assert_true(s.mean == 25);
}

static void test_thousand(void **state)
{
	uint64_t samples[1000];
	struct stats s;

	for (int i = 0; i < 1000; i++)
		samples[i] = 1000 - i;
	s = stats_of(samples, 1000);
	assert_int_equal(s.min, 1);
	assert_int_equal(s.p50, 500);
	assert_int_equal(s.p90, 900);
	assert_int_equal(s.p99, 990);
	assert_int_equal(s.p999, 999);
	assert_int_equal(s.max, 1000);
	assert_true(s.mean == 500.5);
}

/* Values that a sum of doubles or a difference of ints would spoil. */
static void test_large(void **state)
{
	uint64_t large[] = { UINT64_MAX, UINT64_MAX - 2, UINT64_MAX - 1 };
	struct stats s = stats_of(large, 3);

	assert_true(s.min == UINT64_MAX - 2);
	assert_true(s.p50 == UINT64_MAX - 1);
	assert_true(s.max == UINT64_MAX);
}

/* By definition: the smallest sample that at least p of all do not exceed. */
static uint64_t plain_percentile(const uint64_t *samples, size_t n, unsigned int permille)
{
	uint64_t best = UINT64_MAX;

	for (size_t i = 0; i < n; i++) {
		size_t covered = 0;

		for (size_t j = 0; j < n; j++)
			covered += samples[j] <= samples[i];
		if (covered * 1000 >= n * permille && samples[i] < best)
			best = samples[i];
	}
	return best;
}

static void test_against_definition(void **state)
{
	static uint64_t samples[MAX_SAMPLES], copy[MAX_SAMPLES];
	const size_t sizes[] = { 2, 3, 7, 10, 99, 100, 101, 500, 999, 1001, MAX_SAMPLES };
	struct stats s;

	srandom(1);
	for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
		size_t n = sizes[k];

		for (size_t i = 0; i < n; i++)
			samples[i] = copy[i] = random() % 300;
		s = stats_of(samples, n);
		assert_int_equal(s.n, n);
		assert_int_equal(s.p50, plain_percentile(copy, n, 500));
		assert_int_equal(s.p90, plain_percentile(copy, n, 900));
		assert_int_equal(s.p99, plain_percentile(copy, n, 990));
		assert_int_equal(s.p999, plain_percentile(copy, n, 999));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_even),
		cmocka_unit_test(test_thousand),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_against_definition),
	};

	return cmocka_run_group_tests_name("bench/stats", tests, NULL, NULL);
}
