// SPDX-License-Identifier: GPL-2.0
/* A case against itself; noise.h is the manual. */
#include <math.h>
#include <stdio.h>

#include "noise.h"

#define RUNS	4
#define N_MAX	500	/* round trips of each */

/* The medians of one run; 0 where there are none. */
static int run_once(struct measure *measure, const struct bench_case *c, double *medians)
{
	case_samples samples = { 0 };
	struct result result = { 0 };
	struct trip trip;
	int err = trip_start(&trip, c), ended;

	if (!err) {
		err = measure_untraced(measure, &trip, &result, samples);
		ended = trip_end(&trip);
		err = err ? err : ended;
	}
	for (int m = 0; m < NR_METRICS; m++) {
		struct samples *s = &samples[m];

		stats_sort(s->values, s->n);
		medians[m] = s->n && !err ? stats_percentile(s->values, s->n, 500) : 0;
		samples_free(s);
	}
	return err;
}

int noise_measure(struct noise *noise, struct measure *measure, const struct bench_case *c)
{
	struct measure shorter = *measure;
	double low[NR_METRICS], high[NR_METRICS], medians[NR_METRICS];

	int err;

	if (shorter.n > N_MAX)
		shorter.n = N_MAX;
	for (int i = 0; i < RUNS; i++) {
		err = run_once(&shorter, c, medians);
		if (err)
			return err;
		for (int m = 0; m < NR_METRICS; m++) {
			low[m] = i ? fmin(low[m], medians[m]) : medians[m];
			high[m] = i ? fmax(high[m], medians[m]) : medians[m];
		}
	}
	snprintf(noise->name, sizeof(noise->name), "%s", c->name);
	snprintf(noise->exit, sizeof(noise->exit), "%s", c->exit->name);
	noise->runs = RUNS;
	for (int m = 0; m < NR_METRICS; m++)
		noise->of[m] = low[m] > 0 ? high[m] / low[m] - 1 : -1;
	return 0;
}
