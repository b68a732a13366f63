// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/stats/stats.c: percentiles against a plain count, intervals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/stats/stats.c"

#define MAX_SAMPLES	2000

static void test_none(void **state)
{
	struct stats s = stats_of(NULL, 0);

	assert_int_equal(s.n, 0);
	assert_int_equal(s.max, 0);
}

static void test_one(void **state)
{
	double one[] = { 42 };
	struct stats s = stats_of(one, 1);

	assert_int_equal(s.n, 1);
	assert_int_equal(s.min, 42);
	assert_int_equal(s.p50, 42);
	assert_false(stats_has(&s, 900));
	assert_int_equal(s.max, 42);
	assert_true(s.mean == 42);
}

/* The usual example of the method: the 50th percentile of 4 is the 2nd. */
static void test_even(void **state)
{
	double four[] = { 40, 10, 30, 20 };
	struct stats s = stats_of(four, 4);

	assert_int_equal(s.min, 10);
	assert_int_equal(s.p50, 20);
	assert_int_equal(s.p90, 0);
	assert_int_equal(s.max, 40);
	assert_true(s.mean == 25);
}

static void test_thousand(void **state)
{
	double samples[1000];
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

/* The least samples of each percentile; with one less it is the maximum. */
static void test_tails(void **state)
{
	static const struct {
		unsigned int permille, n;
	} cases[] = { { 900, 10 }, { 990, 100 }, { 999, 1000 } };
	double samples[1000];
	struct stats s;

	for (int i = 0; i < 1000; i++)
		samples[i] = i;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		s = stats_of(samples, cases[i].n);
		assert_true(stats_has(&s, cases[i].permille));
		s = stats_of(samples, cases[i].n - 1);
		assert_false(stats_has(&s, cases[i].permille));
		assert_true(stats_has(&s, 1000));
	}
	s = stats_of(samples, 999);
	assert_int_equal(s.p999, 0);
	s = stats_of(samples, 1000);
	assert_int_equal(s.p999, 998);

	stats_set_means(&s);
	assert_true(stats_has(&s, 900));
	assert_false(stats_has(&s, 990) || stats_has(&s, 999) || stats_has(&s, 1000));
	assert_int_equal(s.max, 0);
}

/* Values whose sum, or that of their squares, would lose digits. */
static void test_large(void **state)
{
	double large[] = { 0x1p53, 0x1p53 - 2, 0x1p53 - 1 };
	struct stats s = stats_of(large, 3);

	assert_true(s.min == 0x1p53 - 2);
	assert_true(s.p50 == 0x1p53 - 1);
	assert_true(s.max == 0x1p53);
	assert_true(s.mean == 0x1p53 - 1);
}

/* Of 103 the quartiles are the 26th, 24, and the 78th, 76: what is 3 * 52 away is still in. */
static void test_outliers(void **state)
{
	double samples[103];
	struct stats s;

	for (int i = 0; i < 100; i++)
		samples[i] = i;
	samples[100] = 1000;
	samples[101] = -1000;
	samples[102] = 76 + 3 * 52;
	s = stats_of(samples, 103);
	assert_int_equal(s.outliers, 2);
	assert_true(s.max == 1000);
}

/*
 * Of 100 samples the 95% interval of the median is from the 40th to the 61st, by tables of the
 * binomial distribution; of 5 there is none, so it is all of them.
 */
static void test_median_interval(void **state)
{
	double samples[100], five[] = { 5, 1, 4, 2, 3 };
	struct stats s;

	for (int i = 0; i < 100; i++)
		samples[i] = 100 - i;
	s = stats_of(samples, 100);
	assert_true(s.p50_low == 40 && s.p50_high == 61);
	assert_true(s.p25 == 25 && s.p75 == 75);
	s = stats_of(five, 5);
	assert_true(s.p50_low == 1 && s.p50_high == 5);
	s = stats_of(five, 1);
	assert_true(s.p50_low == 1 && s.p50_high == 1);
}

/* The median of all is in the interval of so many draws of it, some 95 of 100. */
static void test_median_covered(void **state)
{
	double samples[51];
	struct stats s;
	int covered = 0;

	srandom(3);
	for (int i = 0; i < 1000; i++) {
		for (int j = 0; j < 51; j++)
			samples[j] = random() / (double)RAND_MAX;
		s = stats_of(samples, 51);
		covered += s.p50_low <= 0.5 && s.p50_high >= 0.5;
	}
	assert_true(covered > 930 && covered < 990);
}

/* The medians of rounds are kept in their order, up to so many. */
static void test_rounds(void **state)
{
	double medians[STATS_ROUNDS_MAX + 1] = { 3, 1, 2 };
	struct stats s = { 0 };

	stats_set_rounds(&s, medians, STATS_ROUNDS_MAX);
	assert_int_equal(s.nr_rounds, STATS_ROUNDS_MAX);
	assert_true(s.rounds[0] == 3 && s.rounds[1] == 1 && s.rounds[2] == 2);
	stats_free(&s);
	assert_int_equal(s.nr_rounds, 0);
	stats_set_rounds(&s, medians, STATS_ROUNDS_MAX + 1);
	assert_int_equal(s.nr_rounds, 0);
	stats_free(&s);
}

/*
 * Of n numbers spread evenly over 0 .. 1 the mean's standard error is 1 / sqrt(12 n), so
 * the interval is about 2 * 1.96 of those wide.
 */
static void test_interval(void **state)
{
	double samples[1000], width = 2 * 1.96 / sqrt(12.0 * 1000);
	struct stats s;

	for (int i = 0; i < 1000; i++)
		samples[i] = (i + 0.5) / 1000;
	s = stats_of(samples, 1000);
	assert_true(s.mean_low < 0.5 && s.mean_high > 0.5);
	assert_true(fabs((s.mean_high - s.mean_low) / width - 1) < 0.01);
}

/*
 * Rounds that differ decide, not their samples: of means 1, 2, 3 the interval is 4.3027 standard
 * errors wide. Of one round the samples are all there is.
 */
static void test_over_rounds(void **state)
{
	static const double means[] = { 1, 2, 3 }, medians[] = { 10, 10, 10 };
	struct stats s = { .mean = 2, .p50 = 10, .mean_low = -1 };

	stats_over_rounds(&s, means, medians, 1);
	assert_true(s.mean_low == -1);
	stats_over_rounds(&s, means, medians, 3);
	assert_true(fabs(s.mean_low - (2 - 4.3027 / sqrt(3))) < 1e-4);
	assert_true(fabs(s.mean_high - (2 + 4.3027 / sqrt(3))) < 1e-4);
	assert_true(s.p50_low == 10 && s.p50_high == 10);
}

/* By definition: the smallest sample that at least p of all do not exceed. */
static double plain_percentile(const double *samples, size_t n, unsigned int permille)
{
	double best = HUGE_VAL;

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
	static double samples[MAX_SAMPLES], copy[MAX_SAMPLES];
	const size_t sizes[] = { 2, 3, 7, 10, 99, 100, 101, 500, 999, 1001, MAX_SAMPLES };
	struct stats s;

	srandom(1);
	for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
		size_t n = sizes[k];

		for (size_t i = 0; i < n; i++)
			samples[i] = copy[i] = random() % 300;
		s = stats_of(samples, n);
		assert_int_equal(s.n, n);
		assert_int_equal(s.p25, plain_percentile(copy, n, 250));
		assert_int_equal(s.p50, plain_percentile(copy, n, 500));
		assert_int_equal(s.p75, plain_percentile(copy, n, 750));
		assert_int_equal(s.p90, n < 10 ? 0 : plain_percentile(copy, n, 900));
		assert_int_equal(s.p99, n < 100 ? 0 : plain_percentile(copy, n, 990));
		assert_int_equal(s.p999, n < 1000 ? 0 : plain_percentile(copy, n, 999));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_even),
		cmocka_unit_test(test_thousand),
		cmocka_unit_test(test_tails),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_outliers),
		cmocka_unit_test(test_median_interval),
		cmocka_unit_test(test_median_covered),
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_interval),
		cmocka_unit_test(test_over_rounds),
		cmocka_unit_test(test_against_definition),
	};

	return cmocka_run_group_tests_name("bench/stats", tests, NULL, NULL);
}
