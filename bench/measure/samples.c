// SPDX-License-Identifier: GPL-2.0
/* A buffer of samples that grows; see samples.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "lib/quantile.h"
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

int samples_end_round(struct samples *samples)
{
	size_t n = samples->n - samples->ended;
	double *medians, *sorted;

	if (!n)
		return 0;
	sorted = malloc(n * sizeof(*sorted));
	medians = realloc(samples->medians, (samples->rounds + 1) * sizeof(*medians));
	samples->medians = medians ? medians : samples->medians;
	if (sorted && medians) {
		memcpy(sorted, samples->values + samples->ended, n * sizeof(*sorted));
		quantile_sort(sorted, n);
		medians[samples->rounds++] = quantile_of(sorted, n, 500);
		samples->ended = samples->n;
	}
	free(sorted);
	return sorted && medians ? 0 : -ENOMEM;
}

void samples_free(struct samples *samples)
{
	free(samples->values);
	free(samples->medians);
	*samples = (struct samples){ 0 };
}
