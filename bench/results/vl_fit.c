// SPDX-License-Identifier: GPL-2.0
/* Lines over the VL; see vl_fit.h. */
#include <stdint.h>
#include <string.h>

#include "vl_fit.h"

#define POINTS_MAX	(2 * VLS_VQ_MAX)

/* Of another vcpu either the VL is the same, or it is that of the vcpu itself. */
static bool same_peer(const struct result *a, const struct result *b)
{
	return a->peer_vl == a->vl ? b->peer_vl == b->vl : a->peer_vl == b->peer_vl;
}

static bool same_but_vl(const struct result *a, const struct result *b)
{
	return same_peer(a, b) && !strcmp(a->guest, b->guest) && results_same_table(a, b) &&
	       a->host_vl == b->host_vl;
}

static bool is_first(const struct result_set *set, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_but_vl(&set->results[i], &set->results[at]))
			return false;
	return true;
}

static bool fit_of(const struct result_set *set, const struct result *first, enum metric metric,
		   struct fit *line)
{
	double x[POINTS_MAX], y[POINTS_MAX];
	const double *rounds[POINTS_MAX];
	size_t n = 0, nr_rounds = SIZE_MAX;

	for (size_t i = 0; i < set->nr_results && n < POINTS_MAX; i++) {
		const struct result *r = &set->results[i];

		const struct stats *s = &r->metric[metric];

		if (!r->vl || !s->n || !same_but_vl(first, r))
			continue;
		x[n] = (double)r->vl / VLS_VQ_BITS;
		y[n] = s->p50;
		rounds[n++] = s->rounds;
		/* Of a run that was stopped the last cases lack a round. */
		nr_rounds = s->nr_rounds < nr_rounds ? s->nr_rounds : nr_rounds;
	}
	if (!fit_line(x, y, n, line))
		return false;
	fit_over_rounds(line, x, rounds, n, nr_rounds);
	return true;
}

static bool is_fitted(enum metric metric)
{
	return metric <= METRIC_INSTRUCTIONS ||
	       (metric >= METRIC_PHASE && metric < METRIC_PHASE_CYCLES);
}

bool vl_fit_next(const struct result_set *set, struct vl_fit_iter *iter, struct vl_fit *fit)
{
	for (; iter->at < set->nr_results; iter->at++, iter->metric = 0) {
		if (!is_first(set, iter->at))
			continue;
		while (iter->metric < NR_METRICS) {
			*fit = (struct vl_fit){
				.first = &set->results[iter->at],
				.metric = iter->metric++,
			};
			if (is_fitted(fit->metric) &&
			    fit_of(set, fit->first, fit->metric, &fit->line))
				return true;
		}
	}
	return false;
}
