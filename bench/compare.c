// SPDX-License-Identifier: GPL-2.0
/* Two sets of results, case by case; compare.h is the manual. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "bootstrap.h"
#include "compare.h"
#include "rank.h"

#define CHANCE	0.05	/* of any case being called changed that is not */

static bool has(const struct result *r, enum metric metric)
{
	return r && r->metric[metric].n && r->metric[metric].p50 > 0;
}

static bool both_have(const struct result_set *old, const struct result_set *now,
		      enum metric metric)
{
	for (size_t i = 0; i < old->nr_results; i++)
		if (has(&old->results[i], metric) &&
		    has(results_find(now, old->results[i].name), metric))
			return true;
	return false;
}

enum metric compare_choose(const struct result_set *old, const struct result_set *now)
{
	bool emulated = old->host.emulated || now->host.emulated;

	if (emulated && both_have(old, now, METRIC_INSTRUCTIONS))
		return METRIC_INSTRUCTIONS;
	return both_have(old, now, METRIC_NS) ? METRIC_NS : NR_METRICS;
}

static void test(struct compared *c, enum metric metric)
{
	const struct stats *a = &c->old->metric[metric], *b = &c->now->metric[metric];

	c->tested = a->nr_kept >= RANK_MIN && b->nr_kept >= RANK_MIN;
	if (!c->tested)
		return;
	c->p = rank_test(a->kept, a->nr_kept, b->kept, b->nr_kept, NULL);
	bootstrap_ratio(a->kept, a->nr_kept, b->kept, b->nr_kept, &c->low, &c->high);
}

static void find_pairs(struct comparison *c, const struct result_set *old,
		       const struct result_set *now)
{
	for (size_t i = 0; i < old->nr_results; i++) {
		const struct result *a = &old->results[i], *b = results_find(now, a->name);
		struct compared *pair = &c->cases[c->n];

		if (!has(a, c->metric) || !has(b, c->metric))
			continue;
		*pair = (struct compared){
			.old = a,
			.now = b,
			.ratio = b->metric[c->metric].p50 / a->metric[c->metric].p50,
			.noise = fmax(results_noise(old, a->exit, c->metric),
				      results_noise(now, b->exit, c->metric)),
		};
		test(pair, c->metric);
		c->untested += !pair->tested;
		c->n++;
	}
}

/* A slower one is past the threshold as 1 + t is, a faster one as 1 / (1 + t). */
static bool past(double ratio, double limit)
{
	return fabs(log(ratio)) > log1p(limit);
}

static enum verdict judge(const struct comparison *c, struct compared *pair)
{
	size_t tests = c->n - c->untested;

	if (pair->tested)
		pair->p = fmin(1, pair->p * tests);
	if (!past(pair->ratio, c->threshold) || !past(pair->ratio, pair->noise))
		return VERDICT_SAME;
	if (pair->tested && (pair->p >= CHANCE || (pair->low <= 1 && pair->high >= 1)))
		return VERDICT_SAME;
	return pair->ratio > 1 ? VERDICT_SLOWER : VERDICT_FASTER;
}

static size_t count_only(const struct result_set *in, const struct result_set *other)
{
	size_t n = 0;

	for (size_t i = 0; i < in->nr_results; i++)
		n += !results_find(other, in->results[i].name);
	return n;
}

int compare(struct comparison *c, const struct result_set *old, const struct result_set *now,
	    enum metric metric, double threshold)
{
	*c = (struct comparison){
		.metric = metric,
		.threshold = threshold,
		.cases = calloc(old->nr_results + 1, sizeof(*c->cases)),
	};
	if (!c->cases)
		return -ENOMEM;
	find_pairs(c, old, now);
	for (size_t i = 0; i < c->n; i++) {
		c->cases[i].verdict = judge(c, &c->cases[i]);
		c->slower += c->cases[i].verdict == VERDICT_SLOWER;
		c->faster += c->cases[i].verdict == VERDICT_FASTER;
	}
	c->only_old = count_only(old, now);
	c->only_new = count_only(now, old);
	return 0;
}

void compare_free(struct comparison *c)
{
	free(c->cases);
	*c = (struct comparison){ 0 };
}
