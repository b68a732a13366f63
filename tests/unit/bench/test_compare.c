// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of bench/results/compare.c: a set against itself, against one with a case or a
 * phase made slower, and with too few rounds.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/measure/samples.h"
#include "bench/results/compare.h"
#include "lib/quantile.h"

#define N	100
#define ROUNDS	10
#define CASES	6
#define DRIFT_ROUNDS	20

/* Samples about @center in @rounds rounds, of a spread of 10%, that differ with @seed. */
static struct stats around_in(double center, unsigned int seed, size_t rounds)
{
	struct samples samples = { 0 };
	struct stats stats;

	srandom(seed);
	for (size_t i = 0; i < N; i++) {
		double value = center * (0.95 + 0.1 * (random() % 1000) / 1000);

		assert_int_equal(samples_add(&samples, value), 0);
		if ((i + 1) * rounds / N > i * rounds / N)
			assert_int_equal(samples_end_round(&samples), 0);
	}
	stats = stats_of(samples.values, samples.n);
	stats_set_rounds(&stats, samples.medians, samples.rounds);
	samples_free(&samples);
	return stats;
}

static struct stats around(double center, unsigned int seed)
{
	return around_in(center, seed, ROUNDS);
}

/* Cases of guest sve at VQ 1.. that cost 1000 + 100 * VQ ns; @slow times @factor. */
static void make_set(struct result_set *set, unsigned int seed, int slow, double factor)
{
	*set = (struct result_set){ .n = N, .rounds = ROUNDS, .repeat = 1, .resolution_ns = 16 };
	assert_int_equal(results_alloc(set, CASES), 0);
	for (int i = 0; i < CASES; i++) {
		struct result *r = &set->results[set->nr_results++];
		double ns = (1000 + 100 * (i + 1)) * (i == slow ? factor : 1);

		strcpy(r->guest, "sve");
		strcpy(r->exit, "mmio");
		strcpy(r->host_state, "clean");
		r->vl = (i + 1) * VLS_VQ_BITS;
		snprintf(r->name, sizeof(r->name), "sve/mmio/%u/clean", r->vl);
		r->metric[METRIC_NS] = around(ns, seed + i);
		r->n = N;
		r->trips = 1;
	}
}

static struct comparisons compared(const struct result_set *baseline,
				   const struct result_set *candidate)
{
	const enum metric metric = METRIC_NS;
	struct comparisons c;

	assert_int_equal(compare(&c, baseline, candidate, &metric, 1, 0.05), 0);
	assert_int_equal(c.n, 1);
	return c;
}

/* Cases of @candidate that are slower than in @baseline. */
static size_t slower(const struct result_set *baseline, const struct result_set *candidate)
{
	struct comparisons c = compared(baseline, candidate);
	size_t n = c.by[0].slower;

	compare_free(&c);
	return n;
}

/* Other samples of the same: nothing is found, a hundred times. */
static void test_same(void **state)
{
	struct result_set a, b;
	struct comparisons c;

	for (int i = 0; i < 100; i++) {
		make_set(&a, 1000 * i, -1, 1);
		make_set(&b, 1000 * i + 500, -1, 1);
		c = compared(&a, &b);
		assert_int_equal(c.by[0].n, CASES);
		assert_int_equal(c.by[0].untested, 0);
		assert_int_equal(c.by[0].slower + c.by[0].faster, 0);
		compare_free(&c);
		results_free(&a);
		results_free(&b);
	}
}

static void test_slower(void **state)
{
	const enum metric metric = METRIC_NS;
	struct result_set a, b;
	struct comparisons c;

	make_set(&a, 1, -1, 1);
	make_set(&b, 2000, 3, 1.1);
	c = compared(&a, &b);
	assert_int_equal(c.by[0].slower, 1);
	assert_int_equal(c.by[0].faster, 0);
	assert_int_equal(c.by[0].cases[3].verdict, VERDICT_SLOWER);
	assert_true(c.by[0].cases[3].low > 1.05 && c.by[0].cases[3].low <= c.by[0].cases[3].ratio);
	assert_true(c.by[0].cases[3].high < 1.15 && c.by[0].cases[3].high >= c.by[0].cases[3].ratio);
	assert_true(fabs(c.by[0].cases[3].p - CASES * 2 / 184756.0) < 1e-12);
	compare_free(&c);

	c = compared(&b, &a);
	assert_int_equal(c.by[0].slower, 0);
	assert_int_equal(c.by[0].cases[3].verdict, VERDICT_FASTER);
	compare_free(&c);

	/* Neither within the threshold nor within the noise of either set. */
	assert_int_equal(compare(&c, &a, &b, &metric, 1, 0.2), 0);
	assert_int_equal(c.by[0].slower, 0);
	compare_free(&c);
	strcpy(b.noise[0].exit, "hvc");
	b.noise[0].of[METRIC_NS] = 0.15;
	b.nr_noise = 1;
	assert_int_equal(slower(&a, &b), 1);
	strcpy(b.noise[0].exit, "mmio");
	assert_int_equal(slower(&a, &b), 0);
	results_free(&a);
	results_free(&b);
}

static void test_other_cases(void **state)
{
	enum metric metrics[COMPARE_METRICS];
	struct result_set a, b;
	struct comparisons c;

	make_set(&a, 1, -1, 1);
	make_set(&b, 1, -1, 1);
	strcpy(b.results[2].name, "sve/hvc/128/clean");
	c = compared(&a, &b);
	assert_int_equal(c.by[0].n, CASES - 1);
	assert_int_equal(c.only_baseline, 1);
	assert_int_equal(c.only_candidate, 1);
	compare_free(&c);
	compare_choose(&a, &b, metrics);
	assert_int_equal(metrics[0], METRIC_NS);
	b.host.hypervisor.kind = HYPERVISOR_UNKNOWN;
	a.results[0].metric[METRIC_INSTRUCTIONS] = around(6486, 1);
	compare_choose(&a, &b, metrics);
	assert_int_equal(metrics[0], METRIC_NS);
	b.results[0].metric[METRIC_INSTRUCTIONS] = around(6486, 2);
	compare_choose(&a, &b, metrics);
	assert_int_equal(metrics[0], METRIC_INSTRUCTIONS);
	results_free(&a);
	results_free(&b);
}

/* Each phase of each case: @slow times @factor. */
static void add_phases(struct result_set *set, unsigned int seed, int slow, double factor)
{
	for (size_t i = 0; i < set->nr_results; i++)
		for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
			set->results[i].metric[METRIC_PHASE + p] =
				around(4000 * (p == slow ? factor : 1), seed++);
}

/* Two sets alike but for @phase, which takes @factor times as long in @b. */
static void make_pair_with_phases(struct result_set *a, struct result_set *b, int phase,
				  double factor)
{
	make_set(a, 1, -1, 1);
	make_set(b, 2000, -1, 1);
	add_phases(a, 3000, -1, 1);
	add_phases(b, 4000, phase, factor);
}

/* A phase that became slower is found, in that phase and in all cases. */
static void test_phase(void **state)
{
	enum metric metrics[COMPARE_METRICS];
	struct result_set a, b;
	struct comparisons c;
	size_t n;

	make_pair_with_phases(&a, &b, KVM_SVE_GUEST_RESTORE, 1.1);
	n = compare_choose(&a, &b, metrics);
	assert_int_equal(n, COMPARE_METRICS);
	assert_int_equal(metrics[1], METRIC_PHASE);
	assert_int_equal(compare(&c, &a, &b, metrics, n, 0.05), 0);
	assert_int_equal(c.n, COMPARE_METRICS);
	for (size_t i = 0; i < c.n; i++) {
		bool slow = c.by[i].metric == METRIC_PHASE + KVM_SVE_GUEST_RESTORE;

		assert_int_equal(c.by[i].slower, slow ? CASES : 0);
		assert_int_equal(c.by[i].faster, 0);
	}
	assert_int_equal(compare_slower(&c), CASES);
	compare_free(&c);

	/* By cycles if both have them. */
	a.results[0].metric[METRIC_PHASE_CYCLES] = around(4000, 1);
	compare_choose(&a, &b, metrics);
	assert_int_equal(metrics[1], METRIC_PHASE);
	b.results[0].metric[METRIC_PHASE_CYCLES] = around(4000, 1);
	compare_choose(&a, &b, metrics);
	assert_int_equal(metrics[1], METRIC_PHASE_CYCLES);
	assert_int_equal(metrics[4], METRIC_PHASE_CYCLES + KVM_SVE_GUEST_SAVE);
	results_free(&a);
	results_free(&b);
}

static void set_rounds(struct result *r, const double *medians, size_t n)
{
	stats_free(&r->metric[METRIC_NS]);
	stats_set_rounds(&r->metric[METRIC_NS], medians, n);
}

/* @n medians of rounds about that of @r, which differ by up to @spread. */
static void spread_rounds(struct result *r, size_t n, double spread)
{
	double medians[STATS_ROUNDS_MAX];

	/* The largest first: a round's place is kept. */
	for (size_t i = 0; i < n; i++)
		medians[n - 1 - i] = r->metric[METRIC_NS].p50 * (1 - spread / 2 + spread * i / (n - 1));
	set_rounds(r, medians, n);
}

/* The rounds decide: a change within what they differ by is none. */
static void test_by_rounds(void **state)
{
	struct result_set a, b;

	make_set(&a, 1, -1, 1);
	make_set(&b, 2000, 3, 1.1);
	spread_rounds(&a.results[3], 10, 0.05);
	spread_rounds(&b.results[3], 10, 0.05);
	assert_int_equal(slower(&a, &b), 1);
	spread_rounds(&b.results[3], 10, 0.3);
	assert_int_equal(slower(&a, &b), 0);
	results_free(&a);
	results_free(&b);
}

/* A case of which either set has too few rounds is left out, however far off it is. */
static void test_few_rounds(void **state)
{
	struct result_set a, b;
	struct comparisons c;

	make_set(&a, 1, -1, 1);
	make_set(&b, 2000, 3, 3);
	spread_rounds(&b.results[3], COMPARE_ROUNDS_MIN - 1, 0.01);
	c = compared(&a, &b);
	assert_int_equal(c.by[0].n, CASES - 1);
	assert_int_equal(c.by[0].untested, 1);
	assert_int_equal(c.by[0].slower, 0);
	compare_free(&c);
	spread_rounds(&b.results[3], COMPARE_ROUNDS_MIN, 0.01);
	assert_int_equal(slower(&a, &b), 1);
	results_free(&a);
	results_free(&b);
}

/* A set without a case of enough rounds is refused; the reason has both numbers. */
static void test_usable(void **state)
{
	const enum metric metric = METRIC_NS;
	const double one = 1000;
	struct result_set set;
	struct comparisons c;
	char why[RESULT_WHY];

	make_set(&set, 1, -1, 1);
	for (int i = 0; i < CASES; i++)
		spread_rounds(&set.results[i], i + 2, 0.01);
	assert_false(compare_usable(&set, why));
	assert_non_null(strstr(why, "7 rounds: a comparison takes from 8 to 200"));
	assert_int_equal(compare(&c, &set, &set, &metric, 1, 0.05), 0);
	assert_int_equal(c.n, 0);
	compare_free(&c);
	spread_rounds(&set.results[2], 8, 0.01);
	assert_true(compare_usable(&set, why));

	/* Too many are not kept. */
	for (int i = 0; i < CASES; i++)
		set_rounds(&set.results[i], &one, 0);
	set.rounds = 30;
	set.repeat = 10;
	assert_false(compare_usable(&set, why));
	assert_non_null(strstr(why, "300 rounds: "));

	/* A file that lacks them says so. */
	set.repeat = 1;
	assert_false(compare_usable(&set, why));
	assert_non_null(strstr(why, "30 rounds, but no case has the figures of each"));
	results_free(&set);
}

/* @n rounds of each case about its median that differ by up to @spread, others with each call. */
static void random_rounds(struct result_set *set, size_t n, double spread)
{
	double medians[STATS_ROUNDS_MAX];

	for (int i = 0; i < CASES; i++) {
		for (size_t k = 0; k < n; k++)
			medians[k] = (1000 + 100 * (i + 1)) *
				     (1 - spread / 2 + spread * (random() % 1000) / 1000);
		set_rounds(&set->results[i], medians, n);
		quantile_sort(medians, n);
		set->results[i].metric[METRIC_NS].p50 = quantile_of(medians, n, 500);
	}
}

/*
 * More rounds than are counted through are tested as rounds too: where these differ by 20%, of
 * a hundred pairs of sets of 30 few are found to differ, which are the same. One that is
 * slower is found with each number of rounds.
 */
static void test_many_rounds(void **state)
{
	static const size_t numbers[] = { 20, 21, 30, STATS_ROUNDS_MAX };
	struct result_set a, b;
	struct comparisons c;
	int wrong = 0;

	make_set(&a, 1, -1, 1);
	make_set(&b, 1, -1, 1);
	srandom(5);
	for (int i = 0; i < 100; i++) {
		random_rounds(&a, 30, 0.2);
		random_rounds(&b, 30, 0.2);
		c = compared(&a, &b);
		wrong += c.by[0].slower + c.by[0].faster > 0;
		compare_free(&c);
	}
	assert_true(wrong <= 5);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		random_rounds(&a, numbers[i], 0.02);
		random_rounds(&b, numbers[i], 0.02);
		assert_int_equal(slower(&a, &b), 0);
		for (size_t k = 0; k < numbers[i]; k++)
			b.results[3].metric[METRIC_NS].rounds[k] *= 1.1;
		b.results[3].metric[METRIC_NS].p50 *= 1.1;
		assert_int_equal(slower(&a, &b), 1);
	}
	results_free(&a);
	results_free(&b);
}

/* Rounds of @r on a machine whose speed doubles in between, and differs by up to @spread. */
static void add_drift(struct result *r, double factor, double spread)
{
	double medians[DRIFT_ROUNDS];

	for (int i = 0; i < DRIFT_ROUNDS; i++)
		medians[i] = r->metric[METRIC_NS].p50 * (i < DRIFT_ROUNDS / 2 ? 1 : 2) * factor *
			     (1 - spread / 2 + spread * (random() % 1000) / 1000);
	set_rounds(r, medians, DRIFT_ROUNDS);
}

/* Interleaved, what both have in common does not count, and little is found. */
static void test_interleaved(void **state)
{
	struct result_set a, b;
	struct comparisons c;

	make_set(&a, 1, -1, 1);
	make_set(&b, 1, -1, 1);
	add_drift(&a.results[3], 1, 0.02);
	add_drift(&b.results[3], 1.08, 0.02);
	add_drift(&a.results[4], 1, 0.02);
	add_drift(&b.results[4], 1, 0.02);
	strcpy(a.interleaved.id, "one");
	strcpy(b.interleaved.id, "another");
	c = compared(&a, &b);
	assert_false(c.by[0].cases[3].paired);
	assert_true(c.by[0].cases[3].p > 0.01);
	compare_free(&c);

	strcpy(b.interleaved.id, "one");
	strcpy(b.interleaved.setup, "true");
	c = compared(&a, &b);
	assert_string_equal(c.setup_candidate, "true");
	assert_int_equal(c.by[0].slower, 1);
	assert_true(c.by[0].cases[3].paired);
	assert_true(fabs(c.by[0].cases[3].ratio - 1.08) < 0.01);
	assert_true(c.by[0].cases[3].low > 1.06 && c.by[0].cases[3].high < 1.1);
	assert_true(c.by[0].cases[3].p < 0.001);
	assert_int_equal(c.by[0].cases[4].verdict, VERDICT_SAME);
	compare_free(&c);

	/* A round of none has no ratio: then they are no pairs, and the drift is in the way. */
	a.results[3].metric[METRIC_NS].rounds[0] = 0;
	c = compared(&a, &b);
	assert_false(c.by[0].cases[3].paired);
	compare_free(&c);
	results_free(&a);
	results_free(&b);
}

/*
 * Half of the chance of a false alarm is for the round trips: 8 rounds, whose least p is
 * 2 / 12870, are enough for each of 6. Of phases there are 24, counted 48 times.
 */
static void test_correction(void **state)
{
	enum metric metrics[COMPARE_METRICS];
	struct result_set a, b;
	struct comparisons c;
	size_t n;

	make_pair_with_phases(&a, &b, KVM_SVE_GUEST_SAVE, 3);
	for (int i = 1; i < CASES; i++)
		memcpy(b.results[i].metric[METRIC_PHASE + KVM_SVE_GUEST_SAVE].rounds,
		       a.results[i].metric[METRIC_PHASE + KVM_SVE_GUEST_SAVE].rounds,
		       ROUNDS * sizeof(double));
	n = compare_choose(&a, &b, metrics);
	assert_int_equal(compare(&c, &a, &b, metrics, n, 0.05), 0);
	assert_int_equal(c.by[4].slower, 1);
	assert_true(fabs(c.by[4].cases[0].p - 48 * 2 / 184756.0) < 1e-12);
	assert_false(compare_blind(&c));
	assert_int_equal(c.rounds_needed, 8);
	compare_free(&c);
	results_free(&a);
	results_free(&b);
}

/* Threefold in each case, and still nothing can be found: that is said. */
static void test_blind(void **state)
{
	enum metric metrics[COMPARE_METRICS];
	struct result_set a, b;
	struct comparisons c;
	size_t n;

	make_set(&a, 1, -1, 1);
	make_set(&b, 2000, -1, 1);
	strcpy(a.interleaved.id, "one");
	strcpy(b.interleaved.id, "one");
	for (int i = 0; i < CASES; i++) {
		spread_rounds(&a.results[i], 8, 0.01);
		spread_rounds(&b.results[i], 8, 0.01);
	}
	/* 2 / 256 times 6 is 4.7%; of 7 and more tests it would be past 5%. */
	c = compared(&a, &b);
	assert_false(compare_blind(&c));
	assert_true(isfinite(c.by[0].cases[0].detectable));
	compare_free(&c);
	add_phases(&a, 3000, -1, 1);
	add_phases(&b, 4000, -1, 3);
	n = compare_choose(&a, &b, metrics);
	for (int i = 0; i < CASES; i++)
		for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
			a.results[i].metric[METRIC_PHASE + p].nr_rounds =
			b.results[i].metric[METRIC_PHASE + p].nr_rounds = 8;
	assert_int_equal(compare(&c, &a, &b, metrics, n, 0.05), 0);
	assert_true(compare_blind(&c));
	assert_int_equal(compare_slower(&c), 0);
	assert_int_equal(c.rounds_needed, 11);
	assert_true(isinf(c.by[0].cases[0].detectable));
	compare_free(&c);
	results_free(&a);
	results_free(&b);
}

/* A change within one tick is none. */
static void test_tick(void **state)
{
	struct result_set a, b;

	make_set(&a, 1, -1, 1);
	make_set(&b, 2000, 3, 1.1);
	b.resolution_ns = 400;
	assert_int_equal(slower(&a, &b), 0);
	b.results[3].trips = 32;
	assert_int_equal(slower(&a, &b), 1);
	results_free(&a);
	results_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_slower),
		cmocka_unit_test(test_other_cases),
		cmocka_unit_test(test_phase),
		cmocka_unit_test(test_by_rounds),
		cmocka_unit_test(test_few_rounds),
		cmocka_unit_test(test_usable),
		cmocka_unit_test(test_many_rounds),
		cmocka_unit_test(test_interleaved),
		cmocka_unit_test(test_correction),
		cmocka_unit_test(test_blind),
		cmocka_unit_test(test_tick),
	};

	return cmocka_run_group_tests_name("bench/compare", tests, NULL, NULL);
}
