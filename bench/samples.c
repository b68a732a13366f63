// SPDX-License-Identifier: GPL-2.0
/* A buffer of samples that grows; samples.h is the manual. */
#include <errno.h>
#include <stdlib.h>

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

void samples_free(struct samples *samples)
{
	free(samples->values);
	*samples = (struct samples){ 0 };
}
