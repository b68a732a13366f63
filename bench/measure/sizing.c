// SPDX-License-Identifier: GPL-2.0
/* How many samples are taken: as many as were asked for, or as a time takes; see measure.h. */
#include "measure.h"

#define SAMPLES_MIN	10	/* of a batch, however long they take */
#define SAMPLES_MEMORY	(256UL << 20)	/* all samples of all cases are kept until the end */

size_t measure_count(const struct bench_case *c, size_t n)
{
	return n ? (n + c->exit->sample_divisor - 1) / c->exit->sample_divisor : 0;
}

size_t measure_warmup(const struct measure *measure, const struct bench_case *c)
{
	if (measure->warmup == MEASURE_STEADY)
		return MEASURE_STEADY;
	return measure_count(c, measure->warmup);
}

void measure_by_time(struct measure *measure, double seconds, size_t parts, size_t batches,
		     size_t cases)
{
	size_t most = SAMPLES_MEMORY / sizeof(double) / NR_METRICS / cases / batches;

	measure->part_ns = seconds * 1e9 / parts / batches;
	measure->samples_max = most < SAMPLES_MIN ? SAMPLES_MIN : most;
}

size_t measure_size(struct measure *measure, const struct bench_case *c, enum part part,
		    double sample_ns)
{
	double fit = sample_ns > 0 ? measure->part_ns / sample_ns : SAMPLES_MIN;
	size_t *sized = &measure->sized[part];

	if (measure->n)
		return measure_count(c, measure->n);
	if (!*sized && fit > measure->samples_max)
		*sized = measure->samples_max;
	else if (!*sized)
		*sized = fit < SAMPLES_MIN ? SAMPLES_MIN : (size_t)fit;
	return *sized;
}
