// SPDX-License-Identifier: GPL-2.0
/* A buffer of samples that grows; see samples.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"

#define ROOM_MIN	256

int samples_add(struct samples *samples, double value)
{
	size_t room = samples->room ? 2 * samples->room : ROOM_MIN;
	double *values;

	if (samples->n == samples->room) {
		values = realloc(samples->values, room * sizeof(*values));
		if (!values)
			return -ENOMEM;
		samples->values = values;
		samples->room = room;
	}
	samples->values[samples->n++] = value;
	return 0;
}

/* Room for one more: 0 or -ENOMEM. */
static int grow(double **values, size_t n)
{
	double *more = realloc(*values, (n + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	*values = more;
	return 0;
}

int samples_end_round(struct samples *samples)
{
	size_t n = samples->n - samples->ended;
	struct stats round;
	double *copy;

	if (!n)
		return 0;
	copy = malloc(n * sizeof(*copy));
	if (!copy || grow(&samples->medians, samples->rounds) ||
	    grow(&samples->means, samples->rounds)) {
		free(copy);
		return -ENOMEM;
	}
	memcpy(copy, samples->values + samples->ended, n * sizeof(*copy));
	round = stats_of(copy, n);
	samples->medians[samples->rounds] = round.p50;
	samples->means[samples->rounds++] = round.mean;
	samples->ended = samples->n;
	free(copy);
	return 0;
}

struct stats samples_stats(struct samples *samples)
{
	struct stats stats = stats_of(samples->values, samples->n);

	if (stats.n && samples->rounds > 1) {
		stats_set_rounds(&stats, samples->medians, samples->rounds);
		stats_over_rounds(&stats, samples->means, samples->medians, samples->rounds);
	}
	return stats;
}

void samples_free(struct samples *samples)
{
	free(samples->values);
	free(samples->medians);
	free(samples->means);
	*samples = (struct samples){ 0 };
}
