// SPDX-License-Identifier: GPL-2.0
/* Two sets of results, case by case; see compare.h. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/bootstrap.h"
#include "bench/stats/mann_whitney.h"
#include "bench/stats/wilcoxon.h"
#include "compare.h"
#include "lib/quantile.h"

#define CHANCE	0.05	/* of any case being called changed that is not */

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
	snprintf(why, RESULT_WHY, "%zu rounds: a comparison takes from %d to %d of them; "
		 "see -n, --rounds and --repeat", rounds, COMPARE_ROUNDS_MIN, COMPARE_ROUNDS_MAX);
	return false;
}

static bool has_rounds(const struct compared *c, enum metric metric)
{
	return c->baseline->metric[metric].nr_rounds >= COMPARE_ROUNDS_MIN &&
	       c->candidate->metric[metric].nr_rounds >= COMPARE_ROUNDS_MIN;
}

static void test_rounds(struct compared *c, const struct stats *a, const struct stats *b)
{
	double baseline[STATS_ROUNDS_MAX], candidate[STATS_ROUNDS_MAX];
	bool few = a->nr_rounds <= MANN_WHITNEY_EXACT_MAX && b->nr_rounds <= MANN_WHITNEY_EXACT_MAX;

	memcpy(baseline, a->rounds, a->nr_rounds * sizeof(*baseline));
	memcpy(candidate, b->rounds, b->nr_rounds * sizeof(*candidate));
	quantile_sort(baseline, a->nr_rounds);
	quantile_sort(candidate, b->nr_rounds);
	c->p = few ? mann_whitney_exact(baseline, a->nr_rounds, candidate, b->nr_rounds) :
		     mann_whitney(baseline, a->nr_rounds, candidate, b->nr_rounds);
	bootstrap_ratio(baseline, a->nr_rounds, candidate, b->nr_rounds, &c->low, &c->high);
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
	double ratios[STATS_ROUNDS_MAX], logs[STATS_ROUNDS_MAX];
	size_t n = nr_pairs(a, b);

	for (size_t i = 0; i < n; i++) {
		ratios[i] = b->rounds[i] / a->rounds[i];
		logs[i] = log(ratios[i]);
	}
	quantile_sort(ratios, n);
	c->ratio = quantile_of(ratios, n, 500);
	c->p = wilcoxon(logs, n);
	bootstrap_median(ratios, n, &c->low, &c->high);
}

/* By the rounds, since what disturbs a round disturbs all its samples alike. */
static void test(struct compared *c, enum metric metric, bool interleaved)
{
	const struct stats *a = &c->baseline->metric[metric], *b = &c->candidate->metric[metric];

	c->paired = interleaved && has_pairs(c, a, b);
	if (c->paired)
		test_pairs(c, a, b);
	else
		test_rounds(c, a, b);
}

/* One tick of the clock, over the median: what cannot be told from it. */
static double tick_noise(const struct result_set *set, const struct result *r, enum metric metric)
{
	unsigned int trips = metric == METRIC_NS && r->trips ? r->trips : 1;

	return metric_is_ns(metric) ? set->tick_ns / trips / r->metric[metric].p50 : 0;
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

static void find_pairs(struct comparison *c, const struct result_set *baseline,
		       const struct result_set *candidate, bool interleaved)
{
	for (size_t i = 0; i < baseline->nr_results; i++) {
		const struct result *a = &baseline->results[i];
		const struct result *b = results_find(candidate, a->name);
		struct compared *pair = &c->cases[c->n];

		if (!has(a, c->metric) || !has(b, c->metric))
			continue;
		*pair = (struct compared){
			.baseline = a,
			.candidate = b,
			.ratio = b->metric[c->metric].p50 / a->metric[c->metric].p50,
			.noise = fmax(noise_of(baseline, a, c->metric),
				      noise_of(candidate, b, c->metric)),
		};
		if (!has_rounds(pair, c->metric)) {
			c->untested++;
			continue;
		}
		test(pair, c->metric, interleaved);
		c->n++;
	}
}

/* A slower one is past the threshold as 1 + t is, a faster one as 1 / (1 + t). */
static bool past(double ratio, double limit)
{
	return fabs(log(ratio)) > log1p(limit);
}

static enum verdict judge(struct compared *pair, double threshold, size_t tests)
{
	pair->p = fmin(1, pair->p * tests);
	if (!past(pair->ratio, threshold) || !past(pair->ratio, pair->noise))
		return VERDICT_SAME;
	if (pair->p >= CHANCE || (pair->low <= 1 && pair->high >= 1))
		return VERDICT_SAME;
	return pair->ratio > 1 ? VERDICT_SLOWER : VERDICT_FASTER;
}

static void judge_all(struct comparison *c, size_t tests)
{
	for (size_t i = 0; i < c->n; i++) {
		c->cases[i].verdict = judge(&c->cases[i], c->threshold, tests);
		c->slower += c->cases[i].verdict == VERDICT_SLOWER;
		c->faster += c->cases[i].verdict == VERDICT_FASTER;
	}
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
	size_t tests = 0;

	*c = (struct comparisons){
		.only_baseline = count_only(baseline, candidate),
		.only_candidate = count_only(candidate, baseline),
		.setup_baseline = interleaved ? baseline->interleaved.setup : NULL,
		.setup_candidate = interleaved ? candidate->interleaved.setup : NULL,
	};
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
		find_pairs(by, baseline, candidate, interleaved);
		tests += by->n;
		if (by->n)
			c->n++;
		else
			free(by->cases);
	}
	for (size_t i = 0; i < c->n; i++)
		judge_all(&c->by[i], tests);
	return 0;
}

size_t compare_slower(const struct comparisons *c)
{
	size_t slower = 0;

	for (size_t i = 0; i < c->n; i++)
		slower += c->by[i].slower;
	return slower;
}

void compare_free(struct comparisons *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->by[i].cases);
	*c = (struct comparisons){ 0 };
}
