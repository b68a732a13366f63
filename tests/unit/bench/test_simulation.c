// SPDX-License-Identifier: GPL-2.0
/*
 * Comparisons of simulated results: how often one is called changed that is not, how often a
 * phase that is 5% slower is found, and how often intervals hold the true value. The numbers
 * are seeded, so that a run repeats. "make check-stats" sets KVM_SVE_CHECK_STATS, which adds
 * more rounds and runs to the few that "make unit" has time for.
 *
 *   sample = base * place(round, case) * drift(round) * burst(round) * (1 + 1%), in whole ticks
 *
 * A place is the memory that a round's VM got: it differs between rounds by "spread", half of it
 * in all metrics of the case alike. Each interval of time begins anywhere within a tick.
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
#include "tests/unit/random.h"

#define CASES		6
#define BATCH		12	/* samples of a round */
#define THRESHOLD	0.03
#define SLOWER		1.05
#define SLOW_CASE	2
#define SLOW_METRIC	(METRIC_PHASE + KVM_SVE_GUEST_RESTORE)
#define BURST_RARITY	16	/* rounds, of which one has a burst */
#define BURST		1.5
#define SAMPLE_SPREAD	0.01

enum disturbance {
	NONE,
	DRIFT,
	BURSTS,
};

struct world {
	bool interleaved;
	size_t rounds;
	double spread, tick;
	enum disturbance disturbance;
};

/* What comparisons in a world came to. */
struct tally {
	size_t runs, alarms;		/* alarms: anything is called changed */
	size_t claimed, found;		/* the slower phase: that can be found, and is */
	size_t means, means_hold, ratios, ratios_hold;
};

/* ns of the round trip and of each phase. */
static const double bases[COMPARE_METRICS] = { 3000, 110, 155, 910, 175 };

static const enum metric metrics[COMPARE_METRICS] = {
	METRIC_NS, METRIC_PHASE, METRIC_PHASE + 1, METRIC_PHASE + 2, METRIC_PHASE + 3,
};

static uint64_t random_state;

/* 0 <= x < 1 */
static double uniform(void)
{
	return random_unit(&random_state);
}

/* Of the normal distribution, by Box and Muller. */
static double normal(void)
{
	return sqrt(-2 * log(1 - uniform())) * cos(2 * M_PI * uniform());
}

static double in_ticks(double ns, double tick)
{
	return floor(ns / tick + uniform()) * tick;
}

static void add_round(struct samples *samples, double center, const struct world *world)
{
	for (int i = 0; i < BATCH; i++)
		assert_int_equal(samples_add(samples, in_ticks(center * (1 + SAMPLE_SPREAD * normal()),
							       world->tick)), 0);
	assert_int_equal(samples_end_round(samples), 0);
}

/*
 * How fast the machine is in each round. Two runs begin at the same speed and end up to 1.5%
 * apart; interleaved the two share a speed, which may change by half.
 */
static void make_speeds(const struct world *world, double *speeds)
{
	double slope = (uniform() - 0.5) * (world->interleaved ? 1 : 0.015);

	for (size_t r = 0; r < world->rounds; r++)
		speeds[r] = 1 + (world->disturbance == DRIFT ? slope * r / world->rounds : 0);
}

/* One case of a set; the phase SLOW_METRIC takes @factor. */
static void make_case(struct result *r, const struct world *world, const double *speeds,
		      double factor)
{
	struct samples samples[COMPARE_METRICS] = { 0 };

	for (size_t round = 0; round < world->rounds; round++) {
		double common = 1 + world->spread * M_SQRT1_2 * normal();

		if (world->disturbance == BURSTS && uniform() * BURST_RARITY < 1)
			common *= BURST;
		for (int m = 0; m < COMPARE_METRICS; m++) {
			double own = 1 + world->spread * M_SQRT1_2 * normal();

			add_round(&samples[m], bases[m] * common * own * speeds[round] *
				  (metrics[m] == SLOW_METRIC ? factor : 1), world);
		}
	}
	for (int m = 0; m < COMPARE_METRICS; m++) {
		r->metric[metrics[m]] = samples_stats(&samples[m]);
		samples_free(&samples[m]);
	}
}

static void make_set(struct result_set *set, const struct world *world, const double *speeds,
		     double factor)
{
	*set = (struct result_set){ .rounds = world->rounds, .repeat = 1, .resolution_ns = world->tick };
	if (world->interleaved)
		strcpy(set->interleaved.id, "simulated");
	assert_int_equal(results_alloc(set, CASES), 0);
	for (int i = 0; i < CASES; i++) {
		struct result *r = &set->results[set->nr_results++];

		snprintf(r->name, sizeof(r->name), "sve/mmio/%d/clean", 128 * (i + 1));
		strcpy(r->exit, "mmio");
		r->trips = 1;
		make_case(r, world, speeds, i == SLOW_CASE ? factor : 1);
	}
}

/* Both sets, the second with the phase slower by @factor. */
static void make_sets(struct result_set *a, struct result_set *b, const struct world *world,
		      double factor)
{
	double speeds[STATS_ROUNDS_MAX];

	make_speeds(world, speeds);
	make_set(a, world, speeds, 1);
	if (!world->interleaved)
		make_speeds(world, speeds);
	make_set(b, world, speeds, factor);
}

static void count_intervals(struct tally *tally, const struct world *world,
			    const struct comparisons *c)
{
	/* Of a drift, and of bursts that few rounds have, there is no one mean. */
	bool has_mean = world->disturbance == NONE;
	/* Two runs that drifted apart do differ. */
	bool has_ratio = world->disturbance != DRIFT || world->interleaved;

	for (size_t i = 0; i < c->by[0].n; i++) {
		const struct compared *pair = &c->by[0].cases[i];
		const struct stats *s = &pair->baseline->metric[METRIC_NS];

		tally->ratios += has_ratio;
		tally->ratios_hold += has_ratio && pair->low <= 1 && pair->high >= 1;
		tally->means += has_mean;
		tally->means_hold += has_mean && s->mean_low <= bases[0] && s->mean_high >= bases[0];
	}
}

static void run_same(struct tally *tally, const struct world *world)
{
	struct result_set a, b;
	struct comparisons c;
	size_t changed = 0;

	make_sets(&a, &b, world, 1);
	assert_int_equal(compare(&c, &a, &b, metrics, COMPARE_METRICS, THRESHOLD), 0);
	for (size_t i = 0; i < c.n; i++)
		changed += c.by[i].slower + c.by[i].faster;
	tally->runs++;
	tally->alarms += changed > 0;
	count_intervals(tally, world, &c);
	compare_free(&c);
	results_free(&a);
	results_free(&b);
}

static const struct compared *find(const struct comparisons *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; c->by[i].metric == SLOW_METRIC && k < c->by[i].n; k++)
			if (!strcmp(c->by[i].cases[k].baseline->name, name))
				return &c->by[i].cases[k];
	return NULL;
}

static void run_slower(struct tally *tally, const struct world *world)
{
	const struct compared *slow;
	struct result_set a, b;
	struct comparisons c;

	make_sets(&a, &b, world, SLOWER);
	assert_int_equal(compare(&c, &a, &b, metrics, COMPARE_METRICS, THRESHOLD), 0);
	slow = find(&c, a.results[SLOW_CASE].name);
	if (slow && slow->detectable <= SLOWER - 1) {
		tally->claimed++;
		tally->found += slow->verdict == VERDICT_SLOWER;
	}
	compare_free(&c);
	results_free(&a);
	results_free(&b);
}

static double percent(size_t part, size_t of)
{
	return of ? 100.0 * part / of : NAN;
}

static void print_part(size_t part, size_t of)
{
	if (of)
		printf(" %7.1f%%", percent(part, of));
	else
		printf(" %8s", "-");
}

static void print_world(const struct world *world, const struct tally *t)
{
	static const char *const names[] = { "", "drift", "bursts" };

	printf("%-11s %6zu %5.1f%% %4.0f ns %-6s", world->interleaved ? "interleaved" : "two runs",
	       world->rounds, world->spread * 100, world->tick, names[world->disturbance]);
	print_part(t->alarms, t->runs);
	printf(" %4zu of %-4zu", t->claimed, t->runs);
	print_part(t->found, t->claimed);
	print_part(t->means_hold, t->means);
	print_part(t->ratios_hold, t->ratios);
	putchar('\n');
}

static bool full;	/* of "make check-stats" */

#define CLAIMS_MIN	20	/* of fewer no part can be told */

/*
 * 19 of 20 of what is said to be found are. One false alarm in 20 runs is the limit of all worlds
 * together; in each the few runs may have two standard errors more.
 */
static void judge(const struct world *world, const struct tally *t)
{
	print_world(world, t);
	if (t->alarms > t->runs * 0.05 + 2 * sqrt(t->runs * 0.05 * 0.95))
		fail_msg("%zu false alarms in %zu runs", t->alarms, t->runs);
	if (t->claimed >= CLAIMS_MIN && t->found * 20 < t->claimed * 19)
		fail_msg("%zu of %zu changes found that can be", t->found, t->claimed);
	if (t->ratios_hold * 100 < t->ratios * 91)
		fail_msg("intervals of ratios hold %.1f%%", percent(t->ratios_hold, t->ratios));
}

static void simulate(const struct world *world, size_t runs, struct tally *sum)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < runs; i++) {
		run_same(&t, world);
		run_slower(&t, world);
	}
	judge(world, &t);
	sum->runs += t.runs;
	sum->alarms += t.alarms;
	if (world->disturbance != NONE || world->tick > 1)
		return;
	sum->means += t.means;
	sum->means_hold += t.means_hold;
	sum->ratios += t.ratios;
	sum->ratios_hold += t.ratios_hold;
}

/* Of what a clock resolves and nothing disturbs: 95 +- 2%, in so few runs a bit more. */
static void judge_intervals(const struct tally *sum)
{
	double means = percent(sum->means_hold, sum->means);
	double ratios = percent(sum->ratios_hold, sum->ratios), by = full ? 2 : 4;

	printf("%-52s intervals hold %7.1f%% %7.1f%%\n", "", means, ratios);
	if (fabs(means - 95) > by || fabs(ratios - 95) > by)
		fail_msg("intervals hold %.1f%% and %.1f%%", means, ratios);
}

static void print_head(void)
{
	printf("%-11s %6s %6s %7s %-6s %8s %12s %8s %8s %8s\n", "", "rounds", "spread", "tick", "",
	       "alarms", "5% claimed", "found", "mean", "ratio");
}

static void simulate_all(bool interleaved, const size_t *rounds, size_t n, size_t runs)
{
	static const struct world worlds[] = {
		{ .spread = 0.005, .tick = 1 },
		{ .spread = 0.02, .tick = 1 },
		{ .spread = 0.06, .tick = 1 },
		{ .spread = 0.02, .tick = 40 },
		{ .spread = 0.02, .tick = 100 },
		{ .spread = 0.02, .tick = 1, .disturbance = DRIFT },
		{ .spread = 0.02, .tick = 1, .disturbance = BURSTS },
	};

	struct tally total = { 0 };

	print_head();
	for (size_t r = 0; r < n; r++) {
		struct tally sum = { 0 };

		for (size_t i = 0; i < sizeof(worlds) / sizeof(worlds[0]); i++) {
			struct world world = worlds[i];

			world.interleaved = interleaved;
			world.rounds = rounds[r];
			simulate(&world, runs, &sum);
		}
		judge_intervals(&sum);
		total.runs += sum.runs;
		total.alarms += sum.alarms;
	}
	if (total.alarms * 20 > total.runs)
		fail_msg("%zu false alarms in %zu runs", total.alarms, total.runs);
}

/* 21 rounds are the first that the exact test does not take. */
static const size_t all_rounds[] = { 8, 10, 16, 21, 40 }, few_rounds[] = { 10, 21 };

static void simulate_kind(bool interleaved)
{
	random_state = interleaved;
	if (full)
		simulate_all(interleaved, all_rounds, sizeof(all_rounds) / sizeof(*all_rounds), 80);
	else
		simulate_all(interleaved, few_rounds, sizeof(few_rounds) / sizeof(*few_rounds), 20);
}

static void test_two_runs(void **state)
{
	simulate_kind(false);
}

static void test_interleaved(void **state)
{
	simulate_kind(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_runs),
		cmocka_unit_test(test_interleaved),
	};

	full = getenv("KVM_SVE_CHECK_STATS");
	return cmocka_run_group_tests_name("bench/simulation", tests, NULL, NULL);
}
