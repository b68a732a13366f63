// SPDX-License-Identifier: GPL-2.0
/* The answer in short; see summary.h. */
#include <string.h>

#include "summary.h"

const char *const summary_guests[NR_SUMMARY_GUESTS] = {
	[SUMMARY_NONE] = "none",
	[SUMMARY_FPSIMD] = "fpsimd",
	[SUMMARY_SVE] = "sve",
};

enum metric summary_metric(const struct result_set *set)
{
	return hypervisor_may_emulate(&set->host.hypervisor) ? METRIC_INSTRUCTIONS : METRIC_NS;
}

const struct result *summary_table(const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		if (breakdown_fits(&set->results[i]))
			return &set->results[i];
	return set->nr_results ? set->results : NULL;
}

/* Is @r the first result with its VL of the table that @first begins? */
static bool begins_row(const struct result *first, const struct result *r)
{
	for (const struct result *before = first; before < r; before++)
		if (results_same_table(before, r) && before->vl == r->vl)
			return false;
	return true;
}

static enum summary_guest guest_of(const struct result *r)
{
	size_t i = 0;

	while (i < NR_SUMMARY_GUESTS && strcmp(r->guest, summary_guests[i]))
		i++;
	return i;
}

static void fill(const struct result_set *set, struct summary_row *row)
{
	enum metric metric = summary_metric(set);

	for (size_t i = 0; i < set->nr_results; i++) {
		const struct result *r = &set->results[i];
		enum summary_guest guest = guest_of(r);

		if (!results_same_table(r, row->of) || r->vl != row->of->vl ||
		    guest == NR_SUMMARY_GUESTS)
			continue;
		if (guest == SUMMARY_SVE && !row->sve)
			row->sve = r;
		if (r->metric[metric].n && !row->trip[guest])
			row->trip[guest] = &r->metric[metric];
	}
	row->has_added = row->trip[SUMMARY_NONE] && row->trip[SUMMARY_SVE];
	if (row->has_added)
		row->added = (int64_t)row->trip[SUMMARY_SVE]->p50 -
			     (int64_t)row->trip[SUMMARY_NONE]->p50;
	row->has_parts = row->sve && breakdown_by(set, row->sve, metric, &row->parts);
}

bool summary_next(const struct result_set *set, const struct result *first,
		  struct summary_row *row)
{
	const struct result *r = row->of ? row->of + 1 : first;
	const struct result *end = set->results + set->nr_results;

	while (r < end && !(results_same_table(r, first) && begins_row(first, r)))
		r++;
	*row = (struct summary_row){ .of = r < end ? r : NULL };
	if (!row->of)
		return false;
	fill(set, row);
	return true;
}
