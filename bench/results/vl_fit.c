// SPDX-License-Identifier: GPL-2.0
/* Lines over the VL; see vl_fit.h. */
#include <string.h>

#include "vl_fit.h"

#define POINTS_MAX	(2 * VLS_VQ_MAX)

static bool same_but_vl(const struct result *a, const struct result *b)
{
	return !strcmp(a->guest, b->guest) && !strcmp(a->exit, b->exit) &&
	       !strcmp(a->host_state, b->host_state) && a->host_vl == b->host_vl;
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
	size_t n = 0;

	for (size_t i = 0; i < set->nr_results && n < POINTS_MAX; i++) {
		const struct result *r = &set->results[i];

		if (!r->vl || !r->metric[metric].n || !same_but_vl(first, r))
			continue;
		x[n] = (double)r->vl / VLS_VQ_BITS;
		y[n++] = r->metric[metric].p50;
	}
	return fit_line(x, y, n, line);
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
