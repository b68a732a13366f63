// SPDX-License-Identifier: GPL-2.0
/* How many samples are taken: as many as were asked for, or as a time takes; see sizing.h. */
#include "sizing.h"

#define SAMPLES_MIN	10	/* of a batch, however long they take */
#define SAMPLES_MEMORY	(256UL << 20)	/* all samples of all cases are kept until the end */

size_t sizing_count(const struct bench_case *c, size_t n)
{
	return n ? (n + c->exit->sample_divisor - 1) / c->exit->sample_divisor : 0;
}

bool sizing_is_by_time(const struct sizing *sizing)
{
	return sizing->part_ns > 0;
}

size_t sizing_warmup(const struct sizing *sizing, const struct bench_case *c)
{
	if (sizing->warmup == SIZING_STEADY)
		return SIZING_STEADY;
	return sizing_count(c, sizing->warmup);
}

void sizing_by_time(struct sizing *sizing, double seconds, size_t parts, size_t batches,
		    size_t cases)
{
	size_t most = SAMPLES_MEMORY / sizeof(double) / NR_METRICS / cases / batches;

	sizing->part_ns = seconds * 1e9 / parts / batches;
	sizing->samples_max = most < SAMPLES_MIN ? SAMPLES_MIN : most;
}

size_t sizing_samples(struct sizing *sizing, const struct bench_case *c, enum part part,
		      double sample_ns)
{
	double fit = sample_ns > 0 ? sizing->part_ns / sample_ns : SAMPLES_MIN;
	size_t *sized = &sizing->sized[part];

	if (!sizing_is_by_time(sizing))
		return sizing_count(c, sizing->n);
	if (!*sized && fit > sizing->samples_max)
		*sized = sizing->samples_max;
	else if (!*sized)
		*sized = fit < SAMPLES_MIN ? SAMPLES_MIN : (size_t)fit;
	return *sized;
}
