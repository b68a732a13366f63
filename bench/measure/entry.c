// SPDX-License-Identifier: GPL-2.0
/* The samples of a case; entry.h is the manual. */
#include "entry.h"

struct entry_mark entry_mark(const struct entry *entry)
{
	struct entry_mark mark;

	for (int m = 0; m < NR_METRICS; m++)
		mark.n[m] = entry->samples[m].n;
	return mark;
}

void entry_cut(struct entry *entry, const struct entry_mark *mark)
{
	for (int m = 0; m < NR_METRICS; m++)
		entry->samples[m].n = mark->n[m];
}

int entry_end_round(struct entry *entry)
{
	int err = 0;

	for (int m = 0; m < NR_METRICS && !err; m++)
		err = samples_end_round(&entry->samples[m]);
	return err;
}

static void sum_up(const struct entry *entry)
{
	struct result *r = entry->result;

	for (int m = 0; m < NR_METRICS; m++) {
		const struct samples *s = &entry->samples[m];
		bool refused = m != METRIC_NS && m < METRIC_PHASE && r->multiplexed;

		if (s->n && !refused)
			r->metric[m] = stats_of(s->values, s->n);
		if (r->metric[m].n && s->rounds > 1)
			stats_set_rounds(&r->metric[m], s->medians, s->rounds);
	}
	r->n = r->metric[METRIC_NS].n;
}

void entry_end(struct entry *entry)
{
	if (entry->result)
		sum_up(entry);
	for (int m = 0; m < NR_METRICS; m++)
		samples_free(&entry->samples[m]);
}
