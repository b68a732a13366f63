// SPDX-License-Identifier: GPL-2.0
/*
 * What the policy of adaptive restore costs above the better of "always" and "never" in
 * hindsight, by trace and by modelled core: at most 5% on stationary traces, 15% on others.
 * Prints the tables that docs/fp-restore.md quotes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "simulate.h"

#define STATIONARY_MOST 0.05
#define OTHERS_MOST 0.15
#define BOUND_MOST 0.21	/* where the trap is a bound, not an estimate */
#define SEEDS 8

/* The makers that chance has no part in ignore the seed. */
struct recipe {
	const char *name;
	enum { RANDOM, BURSTS, RANDOM_BURSTS, PHASES, RECORDED } maker;
	double with[2];		/* share; lengths; shares of phases in turns */
};

static const struct recipe stationary[] = {
	{ "never", RANDOM, { 0 } },
	{ "p = 0.1", RANDOM, { 0.1 } },
	{ "p = 0.2", RANDOM, { 0.2 } },
	{ "p = 0.3", RANDOM, { 0.3 } },
	{ "p = 0.4", RANDOM, { 0.4 } },
	{ "p = 0.5", RANDOM, { 0.5 } },
	{ "p = 0.6", RANDOM, { 0.6 } },
	{ "p = 0.7", RANDOM, { 0.7 } },
	{ "p = 0.8", RANDOM, { 0.8 } },
	{ "p = 0.9", RANDOM, { 0.9 } },
	{ "always", RANDOM, { 1 } },
	{ "every other", BURSTS, { 1, 1 } },
};

static const struct recipe others[] = {
	{ "1 of 1000", BURSTS, { 1, 999 } },
	{ "1 of 2000", BURSTS, { 1, 1999 } },
	{ "bursts 4/4", BURSTS, { 4, 4 } },
	{ "bursts 16/16", BURSTS, { 16, 16 } },
	{ "bursts 64/64", BURSTS, { 64, 64 } },
	{ "bursts 256/256", BURSTS, { 256, 256 } },
	{ "bursts 8/56", BURSTS, { 8, 56 } },
	{ "bursts 56/8", BURSTS, { 56, 8 } },
	{ "bursts 64/960", BURSTS, { 64, 960 } },
	{ "bursts 960/64", BURSTS, { 960, 64 } },
	{ "random 10/10", RANDOM_BURSTS, { 10, 10 } },
	{ "random 10/50", RANDOM_BURSTS, { 10, 50 } },
	{ "random 50/10", RANDOM_BURSTS, { 50, 10 } },
	{ "random 100/100", RANDOM_BURSTS, { 100, 100 } },
	{ "never, always", PHASES, { 0, 1 } },
	{ "always, never", PHASES, { 1, 0 } },
	{ "p 0.1, p 0.9", PHASES, { 0.1, 0.9 } },
	{ "p 0.9, p 0.1", PHASES, { 0.9, 0.1 } },
	{ "Linux, idle", RECORDED, { 0 } },
	{ "Linux, fp", RECORDED, { 0 } },
	{ "Linux, busy", RECORDED, { 0 } },
	{ "Linux, phases", RECORDED, { 0 } },
};

static void make(struct trace *trace, const struct recipe *recipe, unsigned int seed)
{
	double a = recipe->with[0], b = recipe->with[1];
	const double turns[] = { a, b, a, b };

	switch (recipe->maker) {
	case RANDOM:
		make_random(trace, a, seed);
		break;
	case BURSTS:
		make_bursts(trace, a, b);
		break;
	case RANDOM_BURSTS:
		make_random_bursts(trace, a, b, seed);
		break;
	case PHASES:
		make_phases(trace, turns, 4, seed);
		break;
	case RECORDED:
		if (!read_recorded(trace, strchr(recipe->name, ' ') + 1))
			fail_msg("%s: cannot be read", recipe->name);
		break;
	}
}

/* Of all seeds. */
static double worst_regret(const struct recipe *recipe, const struct core *core, u32 at)
{
	static struct trace trace;
	double worst = -1;

	for (unsigned int seed = 1; seed <= SEEDS; seed++) {
		struct outcome out;

		make(&trace, recipe, seed);
		out = simulate(&trace, at);
		worst = fmax(worst, regret(&out, core));
	}
	return worst;
}

static void print_head(const char *what)
{
	printf("%s\n%-15s", what, "core");
	for (size_t i = 0; i < CORES; i++)
		printf(" %6s", cores[i].name);
	printf("\n%-15s", "registers, bits");
	for (size_t i = 0; i < CORES; i++)
		printf(" %6s", cores[i].moved);
	printf("\n%-15s", "trap, cycles");
	for (size_t i = 0; i < CORES; i++)
		printf(" %6u", cores[i].trap);
	printf("\n%-15s", "break-even");
	for (size_t i = 0; i < CORES; i++)
		printf(" %6.2f", early_cost(&cores[i]) / trapped_cost(&cores[i]));
	printf("\n");
}

static void check_regret(const struct recipe *recipes, size_t n, double most)
{
	bool good = true;

	for (size_t i = 0; i < n; i++) {
		printf("%-15s", recipes[i].name);
		for (size_t c = 0; c < CORES; c++) {
			double worst = worst_regret(&recipes[i], &cores[c], break_even(&cores[c]));

			printf(" %6.1f", worst * 100);
			good &= worst <= most;
		}
		printf("\n");
	}
	assert_true(good);
}

static void test_stationary(void **state)
{
	print_head("simulated regret in %, stationary traces, modelled costs");
	check_regret(stationary, sizeof(stationary) / sizeof(stationary[0]), STATIONARY_MOST);
}

static void test_others(void **state)
{
	print_head("simulated regret in %, other traces, modelled costs");
	check_regret(others, sizeof(others) / sizeof(others[0]), OTHERS_MOST);
}

static double most_on(const struct core *core)
{
	return core->bound ? BOUND_MOST : OTHERS_MOST;
}

/* Bursts of all lengths up to 1597, by Fibonacci's numbers, which share few divisors. */
static void test_burst_lengths(void **state)
{
	static struct trace trace;

	for (size_t a = 1, b = 2; a < LOADS / 10; b += a, a = b - a) {
		for (size_t c = 1, d = 2; c < LOADS / 10; d += c, c = d - c) {
			make_bursts(&trace, a, c);
			for (size_t i = 0; i < CORES; i++) {
				struct outcome out = simulate(&trace, break_even(&cores[i]));

				if (regret(&out, &cores[i]) > most_on(&cores[i]))
					fail_msg("bursts %zu/%zu on %s", a, c, cores[i].name);
			}
		}
	}
}

/*
 * A guest that used FP in all loads goes over to a regular pattern. Short credits fall in step
 * with that, so what probes show can be far from what the guest does.
 */
static void check_pattern(struct trace *trace, size_t lead, size_t used, size_t period)
{
	trace->loads = 0;
	add_loads(trace, lead, true);
	while (trace->loads < LOADS) {
		add_loads(trace, used, true);
		add_loads(trace, period - used, false);
	}
	for (size_t i = 0; i < CORES; i++) {
		struct outcome out = simulate(trace, break_even(&cores[i]));

		if (regret(&out, &cores[i]) > most_on(&cores[i]))
			fail_msg("%zu, then %zu of %zu on %s, %u: %.1f%%", lead, used, period,
				 cores[i].name, cores[i].trap, regret(&out, &cores[i]) * 100);
	}
}

static void test_regular_patterns(void **state)
{
	static const size_t leads[] = { 80, 400, 2000 };
	static struct trace trace;

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		for (size_t period = 2; period < 300; period += 1 + period / 16)
			for (size_t used = 1; used < period; used += 1 + period / 8)
				check_pattern(&trace, leads[i], used, period);
}

/* What it costs to know no better than @at, a break-even that need not be the core's own. */
static void print_wrong(const char *what, double factor, u32 at)
{
	printf("%-15s", what);
	for (size_t c = 0; c < CORES; c++) {
		u32 wrong = at ? at : factor * break_even(&cores[c]);
		double worst = 0;

		for (size_t i = 0; i < sizeof(stationary) / sizeof(stationary[0]); i++)
			worst = fmax(worst, worst_regret(&stationary[i], &cores[c], wrong));
		printf(" %6.1f", worst * 100);
	}
	printf("\n");
}

/* Shown and not judged: no policy can know what a trap costs. */
static void test_wrong_break_even(void **state)
{
	print_head("worst of the stationary traces in %, for a break-even that is not the core's");
	print_wrong("its own", 1, 0);
	print_wrong("4/5 of it", 0.8, 0);
	print_wrong("5/4 of it", 1.25, 0);
	print_wrong("default: 0.50", 0, KVM_FP_RESTORE_BREAK_EVEN);
	print_wrong("0.30", 0, 0.30 * KVM_FP_RESTORE_ONE);
	print_wrong("0.40", 0, 0.40 * KVM_FP_RESTORE_ONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stationary),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_burst_lengths),
		cmocka_unit_test(test_regular_patterns),
		cmocka_unit_test(test_wrong_break_even),
	};

	return cmocka_run_group_tests_name("fp_restore regret", tests, NULL, NULL);
}
