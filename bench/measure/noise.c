// SPDX-License-Identifier: GPL-2.0
/* A case against itself; see noise.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/quantile.h"
#include "noise.h"
#include "vm_spacer.h"

#define RUNS	4
#define N_MAX	500	/* round trips of each */

size_t noise_batches(size_t rounds)
{
	return rounds * RUNS;
}

/*
 * One after the other, as far apart in time as the rounds of a case are from those of others, each
 * in a place of its own.
 */
static int run_all(struct measure *measure, measure_fn *pass, struct fixture *fixture,
		   const struct bench_case *c, const struct vls *guest_max, size_t rounds,
		   metric_samples samples[RUNS])
{
	struct vm_spacer spacer = { 0 };
	int err = 0;

	for (size_t i = 0; i < rounds * RUNS && !err; i++) {
		struct result result = { .steady = UNKNOWN };

		if (i)
			vm_spacer_add(&spacer, guest_max);
		err = measure_case(measure, pass, fixture, c, &result, samples[i % RUNS]);
		if (measure->progress)
			progress_done(measure->progress);
	}
	vm_spacer_free(&spacer);
	return err;
}

/* How far the medians of a metric lie apart; -1: there are none. */
static double apart(metric_samples samples[RUNS], int metric)
{
	double low = INFINITY, high = 0;

	for (int i = 0; i < RUNS; i++) {
		struct samples *s = &samples[i][metric];
		double median;

		if (!s->n)
			return -1;
		quantile_sort(s->values, s->n);
		median = quantile_of(s->values, s->n, 500);
		low = fmin(low, median);
		high = fmax(high, median);
	}
	return low > 0 ? high / low - 1 : -1;
}

/* That of a kind of exit: the one that is there, or a new one; NULL if there is no room. */
static struct noise *noise_of(struct result_set *set, const struct bench_case *c)
{
	struct noise *noise;

	for (size_t i = 0; i < set->nr_noise; i++)
		if (!strcmp(set->noise[i].exit, c->exit->name))
			return &set->noise[i];
	if (set->nr_noise == NOISE_MAX)
		return NULL;
	noise = &set->noise[set->nr_noise++];
	snprintf(noise->name, sizeof(noise->name), "%s", c->name);
	snprintf(noise->exit, sizeof(noise->exit), "%s", c->exit->name);
	noise->runs = RUNS;
	for (int m = 0; m < NR_METRICS; m++)
		noise->of[m] = -1;
	return noise;
}

/* A batch's part of @n samples, which stay few; but without one there is nothing to compare. */
static size_t batch_of(size_t n, size_t rounds)
{
	size_t batch = (n < N_MAX ? n : N_MAX) / rounds;

	return batch ? batch : 1;
}

int noise_measure(struct result_set *set, struct measure *measure, measure_fn *pass,
		  struct fixture *fixture, const struct bench_case *c, size_t rounds)
{
	metric_samples samples[RUNS] = { 0 };
	struct measure shorter = *measure;
	size_t sized[NR_PARTS] = { 0 }, most = batch_of(N_MAX, rounds);
	struct noise *noise;
	double of;
	int err;

	shorter.sizing.n = batch_of(measure->sizing.n, rounds);
	if (shorter.sizing.samples_max > most)
		shorter.sizing.samples_max = most;
	shorter.sizing.sized = sized;
	err = run_all(&shorter, pass, fixture, c, &set->guest_max, rounds, samples);
	noise = err ? NULL : noise_of(set, c);
	for (int m = 0; noise && m < NR_METRICS; m++) {
		of = apart(samples, m);
		if (of >= 0)
			noise->of[m] = of;
	}
	for (int i = 0; i < RUNS; i++)
		for (int m = 0; m < NR_METRICS; m++)
			samples_free(&samples[i][m]);
	return err;
}
