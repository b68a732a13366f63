// SPDX-License-Identifier: GPL-2.0
/* The samples of a case; see case_samples.h. */
#include "case_samples.h"

struct case_samples_mark case_samples_mark(const struct case_samples *cs)
{
	struct case_samples_mark mark;

	for (int m = 0; m < NR_METRICS; m++)
		mark.n[m] = cs->samples[m].n;
	return mark;
}

void case_samples_rewind(struct case_samples *cs, const struct case_samples_mark *mark)
{
	for (int m = 0; m < NR_METRICS; m++)
		cs->samples[m].n = mark->n[m];
}

int case_samples_end_round(struct case_samples *cs)
{
	int err = 0;

	for (int m = 0; m < NR_METRICS && !err; m++)
		err = samples_end_round(&cs->samples[m]);
	return err;
}

static void sum_up(struct case_samples *cs)
{
	struct result *r = cs->result;

	for (int m = 0; m < NR_METRICS; m++) {
		bool refused = m != METRIC_NS && m < METRIC_PHASE && r->multiplexed;

		if (cs->samples[m].n && !refused)
			r->metric[m] = samples_stats(&cs->samples[m]);
		if (r->trips > 1 && m < METRIC_PHASE)
			stats_set_means(&r->metric[m]);
	}
	r->n = r->metric[METRIC_NS].n;
}

void case_samples_end(struct case_samples *cs)
{
	if (cs->result)
		sum_up(cs);
	for (int m = 0; m < NR_METRICS; m++)
		samples_free(&cs->samples[m]);
}
