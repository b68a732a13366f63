// SPDX-License-Identifier: GPL-2.0
/* What the tests of a comparison say together; see claims.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "bench/stats/holm.h"
#include "bench/stats/student.h"
#include "claims.h"
#include "reach.h"

/* A slower one is past the threshold as 1 + t is, a faster one as 1 / (1 + t). */
static bool past(double ratio, double limit)
{
	return fabs(log(ratio)) > log1p(limit);
}

static enum verdict judge(const struct compared *pair, double threshold)
{
	if (!past(pair->ratio, threshold) || !past(pair->ratio, pair->noise))
		return VERDICT_SAME;
	if (pair->p >= REACH_CHANCE || (pair->low <= 1 && pair->high >= 1))
		return VERDICT_SAME;
	return pair->ratio > 1 ? VERDICT_SLOWER : VERDICT_FASTER;
}

static bool is_phase(const struct comparison *c)
{
	return c->metric >= METRIC_PHASE;
}

/* Tests of round trips, or of phases. */
static size_t nr_tests(const struct comparisons *c, bool phases)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		if (is_phase(&c->by[i]) == phases)
			n += c->by[i].n;
	return n;
}

/* Times which the p of a test is counted, at most. */
static double correction_of(const struct comparisons *c, bool phases)
{
	bool both = nr_tests(c, true) && nr_tests(c, false);

	return (both ? 2.0 : 1.0) * nr_tests(c, phases);
}

static double spread_of(const double *rounds, size_t n)
{
	double logs[STATS_ROUNDS_MAX];

	for (size_t i = 0; i < n; i++) {
		if (rounds[i] <= 0)
			return INFINITY;
		logs[i] = log(rounds[i]);
	}
	return student_deviation(logs, n);
}

static double spread_of_pairs(const struct stats *a, const struct stats *b)
{
	double ratios[STATS_ROUNDS_MAX];
	size_t n = a->nr_rounds < b->nr_rounds ? a->nr_rounds : b->nr_rounds;

	for (size_t i = 0; i < n; i++)
		ratios[i] = b->rounds[i] / a->rounds[i];
	return spread_of(ratios, n);
}

static double detectable(const struct comparison *c, const struct compared *pair,
			 double correction)
{
	const struct stats *a = &pair->baseline->metric[c->metric];
	const struct stats *b = &pair->candidate->metric[c->metric];
	struct reach_test test = {
		.nr_a = a->nr_rounds,
		.nr_b = b->nr_rounds,
		.paired = pair->paired,
		.correction = correction,
	};

	if (pair->paired) {
		test.spread_a = spread_of_pairs(a, b);
	} else {
		test.spread_a = spread_of(a->rounds, a->nr_rounds);
		test.spread_b = spread_of(b->rounds, b->nr_rounds);
	}
	return reach_detectable(&test, fmax(c->threshold, pair->noise));
}

static bool is_blind(const struct comparison *c, const struct compared *pair, double correction)
{
	return reach_least_p(pair->baseline->metric[c->metric].nr_rounds,
			     pair->candidate->metric[c->metric].nr_rounds, pair->paired) *
	       correction >= REACH_CHANCE;
}

/* What each could find. Only the correction for all tests is missing in p. */
static void find_reach(struct comparisons *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct comparison *by = &c->by[i];
		double correction = correction_of(c, is_phase(by));

		for (size_t k = 0; k < by->n; k++) {
			by->cases[k].detectable = detectable(by, &by->cases[k], correction);
			by->blind += is_blind(by, &by->cases[k], correction);
		}
	}
}

/* All tests, the one at @id: by[id / most].cases[id % most]. */
static size_t list_tests(const struct comparisons *c, size_t most, struct holm_test *tests)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < c->by[i].n; k++)
			tests[n++] = (struct holm_test){
				.p = c->by[i].cases[k].p,
				.weight = 1 / correction_of(c, is_phase(&c->by[i])),
				.id = i * most + k,
			};
	return n;
}

/* The p of the round trip of this case, if that has changed; else 1. */
static double changed_p(const struct comparisons *c, const struct result *baseline)
{
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; !is_phase(&c->by[i]) && k < c->by[i].n; k++)
			if (c->by[i].cases[k].baseline == baseline &&
			    judge(&c->by[i].cases[k], c->by[i].threshold) != VERDICT_SAME)
				return c->by[i].cases[k].p;
	return 1;
}

/*
 * The corrected p of the phases, or of the round trips, which are first. Where a round trip has
 * changed, its phases are no claims of their own.
 */
static void set_p(struct comparisons *c, size_t most, const struct holm_test *tests, size_t n,
		  bool phases)
{
	for (size_t i = 0; i < n; i++) {
		struct comparison *by = &c->by[tests[i].id / most];
		struct compared *pair = &by->cases[tests[i].id % most];

		if (is_phase(by) != phases)
			continue;
		pair->p = phases ? fmin(tests[i].p, fmax(pair->p, changed_p(c, pair->baseline))) :
				   tests[i].p;
	}
}

/* Correct the p of all tests, at most @most of a metric. */
static int correct(struct comparisons *c, size_t most)
{
	struct holm_test *tests = calloc(c->n * most + 1, sizeof(*tests));
	size_t n;

	if (!tests)
		return -ENOMEM;
	n = list_tests(c, most, tests);
	holm_correct(tests, n);
	set_p(c, most, tests, n, false);
	set_p(c, most, tests, n, true);
	free(tests);
	return 0;
}

static void judge_all(struct comparison *c)
{
	for (size_t i = 0; i < c->n; i++) {
		c->cases[i].verdict = judge(&c->cases[i], c->threshold);
		c->slower += c->cases[i].verdict == VERDICT_SLOWER;
		c->faster += c->cases[i].verdict == VERDICT_FASTER;
	}
}

/* How many rounds would be enough, for the most cases that a metric has. */
static size_t rounds_needed(const struct comparisons *c, bool interleaved)
{
	struct reach reach = { .phases = nr_tests(c, true), .paired = interleaved };

	for (size_t i = 0; i < c->n; i++)
		reach.cases = c->by[i].n > reach.cases ? c->by[i].n : reach.cases;
	return reach_rounds(&reach);
}

int claims_judge(struct comparisons *c, size_t most, bool interleaved)
{
	int err;

	find_reach(c);
	c->rounds_needed = rounds_needed(c, interleaved);
	err = correct(c, most);
	for (size_t i = 0; i < c->n && !err; i++)
		judge_all(&c->by[i]);
	return err;
}
