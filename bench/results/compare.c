// SPDX-License-Identifier: GPL-2.0
/* Two sets of results, case by case; see compare.h. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/mann_whitney.h"
#include "bench/stats/wilcoxon.h"
#include "claims.h"
#include "compare.h"
#include "lib/quantile.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_SAME] = "same",
		[VERDICT_SLOWER] = "slower",
		[VERDICT_FASTER] = "faster",
	};

	return names[verdict];
}

static bool has(const struct result *r, enum metric metric)
{
	return r && r->metric[metric].n && r->metric[metric].p50 > 0;
}

static bool both_have(const struct result_set *baseline, const struct result_set *candidate,
		      enum metric metric)
{
	for (size_t i = 0; i < baseline->nr_results; i++)
		if (has(&baseline->results[i], metric) &&
		    has(results_find(candidate, baseline->results[i].name), metric))
			return true;
	return false;
}

/* The phases in cycles, or in ns. */
static enum metric choose_phases(const struct result_set *baseline,
				 const struct result_set *candidate)
{
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		if (both_have(baseline, candidate, METRIC_PHASE_CYCLES + p))
			return METRIC_PHASE_CYCLES;
	return METRIC_PHASE;
}

size_t compare_choose(const struct result_set *baseline, const struct result_set *candidate,
		      enum metric *metrics)
{
	bool emulated = hypervisor_may_emulate(&baseline->host.hypervisor) ||
			hypervisor_may_emulate(&candidate->host.hypervisor);
	enum metric phases = choose_phases(baseline, candidate);
	size_t n = 0;

	metrics[n++] = emulated && both_have(baseline, candidate, METRIC_INSTRUCTIONS) ?
		       METRIC_INSTRUCTIONS : METRIC_NS;
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		metrics[n++] = phases + p;
	return n;
}

bool compare_usable(const struct result_set *set, char *why)
{
	size_t most = 0, rounds;

	for (size_t i = 0; i < set->nr_results; i++) {
		rounds = set->results[i].metric[METRIC_NS].nr_rounds;
		most = rounds > most ? rounds : most;
	}
	if (most >= COMPARE_ROUNDS_MIN)
		return true;
	/* Of one round, and of too many, none are kept. */
	rounds = most ? most : set->rounds * set->repeat;
	if (rounds >= COMPARE_ROUNDS_MIN && rounds <= COMPARE_ROUNDS_MAX)
		snprintf(why, RESULT_WHY, "%zu rounds, but no case has the figures of each: a "
			 "comparison takes those", rounds);
	else
		snprintf(why, RESULT_WHY, "%zu rounds: a comparison takes from %d to %d of them; "
			 "see -n, --rounds and --repeat", rounds, COMPARE_ROUNDS_MIN,
			 COMPARE_ROUNDS_MAX);
	return false;
}

static bool has_rounds(const struct compared *c, enum metric metric)
{
	return c->baseline->metric[metric].nr_rounds >= COMPARE_ROUNDS_MIN &&
	       c->candidate->metric[metric].nr_rounds >= COMPARE_ROUNDS_MIN;
}

static void set_ratio(struct compared *c, const struct rank_center *center)
{
	c->ratio = center->center;
	c->low = center->low;
	c->high = center->high;
}

/* What is below a tick was measured as 0, which has no ratio, and is about half of one. */
static void raise_zeros(double *sorted, size_t n, double least)
{
	for (size_t i = 0; i < n && sorted[i] < least; i++)
		sorted[i] = least;
}

static int test_rounds(struct compared *c, const struct stats *a, const struct stats *b,
			double least)
{
	double baseline[STATS_ROUNDS_MAX], candidate[STATS_ROUNDS_MAX];
	struct rank_center center;
	int err;
	bool few = a->nr_rounds <= MANN_WHITNEY_EXACT_MAX && b->nr_rounds <= MANN_WHITNEY_EXACT_MAX;

	memcpy(baseline, a->rounds, a->nr_rounds * sizeof(*baseline));
	memcpy(candidate, b->rounds, b->nr_rounds * sizeof(*candidate));
	quantile_sort(baseline, a->nr_rounds);
	quantile_sort(candidate, b->nr_rounds);
	c->p = few ? mann_whitney_exact(baseline, a->nr_rounds, candidate, b->nr_rounds) :
		     mann_whitney(baseline, a->nr_rounds, candidate, b->nr_rounds);
	raise_zeros(baseline, a->nr_rounds, least);
	raise_zeros(candidate, b->nr_rounds, least);
	err = mann_whitney_ratio(baseline, a->nr_rounds, candidate, b->nr_rounds, &center);
	if (!err)
		set_ratio(c, &center);
	return err;
}

/* How many rounds both have; those that were stopped in between differ by one. */
static size_t nr_pairs(const struct stats *a, const struct stats *b)
{
	return a->nr_rounds < b->nr_rounds ? a->nr_rounds : b->nr_rounds;
}

/*
 * A round without any of it, such as a phase below one tick, has no ratio. Where rounds are
 * missing, other than the last one of a run that was stopped, it is not known which.
 */
static bool has_pairs(const struct compared *c, const struct stats *a, const struct stats *b)
{
	size_t n = nr_pairs(a, b);

	if (n + 1 < c->baseline->metric[METRIC_NS].nr_rounds)
		return false;
	for (size_t i = 0; i < n; i++)
		if (a->rounds[i] <= 0 || b->rounds[i] <= 0)
			return false;
	return true;
}

/* Each round of the candidate over that of the baseline just beside it. */
static void test_pairs(struct compared *c, const struct stats *a, const struct stats *b)
{
	double logs[STATS_ROUNDS_MAX];
	struct rank_center center;
	size_t n = nr_pairs(a, b);

	for (size_t i = 0; i < n; i++)
		logs[i] = log(b->rounds[i] / a->rounds[i]);
	center = wilcoxon_center(logs, n);
	center = (struct rank_center){ exp(center.center), exp(center.low), exp(center.high) };
	set_ratio(c, &center);
	c->p = wilcoxon(logs, n);
}

/* By the rounds, since what disturbs a round disturbs all its samples alike. */
static int test(struct compared *c, enum metric metric, bool interleaved, double least)
{
	const struct stats *a = &c->baseline->metric[metric], *b = &c->candidate->metric[metric];

	c->paired = interleaved && has_pairs(c, a, b);
	if (!c->paired)
		return test_rounds(c, a, b, least);
	test_pairs(c, a, b);
	return 0;
}

/* The largest that is measured as 0, or about that; 0.5 of what has no step. */
static double half_tick(const struct result_set *a, const struct result_set *b, enum metric metric)
{
	double tick = fmax(a->resolution_ns, b->resolution_ns);

	return metric_is_ns(metric) && tick > 0 ? tick / 2 : 0.5;
}

/* One step of the clock, over the median: a smaller difference cannot be measured. */
static double tick_noise(const struct result_set *set, const struct result *r, enum metric metric)
{
	unsigned int trips = metric == METRIC_NS && r->trips ? r->trips : 1;

	return metric_is_ns(metric) ? set->resolution_ns / trips / r->metric[metric].p50 : 0;
}

static double noise_of(const struct result_set *set, const struct result *r, enum metric metric)
{
	return fmax(results_noise(set, r->exit, metric), tick_noise(set, r, metric));
}

static bool are_interleaved(const struct result_set *baseline, const struct result_set *candidate)
{
	return baseline->interleaved.id[0] &&
	       !strcmp(baseline->interleaved.id, candidate->interleaved.id);
}

static int find_pairs(struct comparison *c, const struct result_set *baseline,
		       const struct result_set *candidate, bool interleaved)
{
	int err = 0;

	for (size_t i = 0; i < baseline->nr_results && !err; i++) {
		const struct result *a = &baseline->results[i];
		const struct result *b = results_find(candidate, a->name);
		struct compared *pair = &c->cases[c->n];

		if (!has(a, c->metric) || !has(b, c->metric))
			continue;
		*pair = (struct compared){
			.baseline = a,
			.candidate = b,
			.noise = fmax(noise_of(baseline, a, c->metric),
				      noise_of(candidate, b, c->metric)),
		};
		if (!has_rounds(pair, c->metric)) {
			c->untested++;
			continue;
		}
		err = test(pair, c->metric, interleaved, half_tick(baseline, candidate, c->metric));
		c->n++;
	}
	return err;
}

static size_t count_only(const struct result_set *in, const struct result_set *other)
{
	size_t n = 0;

	for (size_t i = 0; i < in->nr_results; i++)
		n += !results_find(other, in->results[i].name);
	return n;
}

int compare(struct comparisons *c, const struct result_set *baseline,
	    const struct result_set *candidate, const enum metric *metrics, size_t nr_metrics,
	    double threshold)
{
	bool interleaved = are_interleaved(baseline, candidate);

	*c = (struct comparisons){
		.only_baseline = count_only(baseline, candidate),
		.only_candidate = count_only(candidate, baseline),
		.setup_baseline = interleaved ? baseline->interleaved.setup : NULL,
		.setup_candidate = interleaved ? candidate->interleaved.setup : NULL,
	};
	if (context_differ(&c->differences, baseline, candidate))
		return -ENOMEM;
	for (size_t i = 0; i < nr_metrics; i++) {
		struct comparison *by = &c->by[c->n];

		if (!both_have(baseline, candidate, metrics[i]))
			continue;
		*by = (struct comparison){
			.metric = metrics[i],
			.threshold = threshold,
			.cases = calloc(baseline->nr_results, sizeof(*by->cases)),
		};
		if (!by->cases)
			return -ENOMEM;
		if (find_pairs(by, baseline, candidate, interleaved)) {
			free(by->cases);
			return -ENOMEM;
		}
		if (by->n)
			c->n++;
		else
			free(by->cases);
	}
	return claims_judge(c, baseline->nr_results, interleaved);
}

size_t compare_slower(const struct comparisons *c)
{
	size_t slower = 0;

	for (size_t i = 0; i < c->n; i++)
		slower += c->by[i].slower;
	return slower;
}

bool compare_blind(const struct comparisons *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->by[i].blind < c->by[i].n)
			return false;
	return c->n;
}

void compare_free(struct comparisons *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->by[i].cases);
	context_differences_free(&c->differences);
	*c = (struct comparisons){ 0 };
}
