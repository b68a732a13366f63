// SPDX-License-Identifier: GPL-2.0
/* A line of progress on stderr; see progress.h. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "progress.h"

void progress_begin(struct progress *progress, size_t total)
{
	*progress = (struct progress){ .terminal = isatty(STDERR_FILENO), .total = total };
	clock_gettime(CLOCK_MONOTONIC, &progress->begin);
}

/* Seconds that the rest takes if it goes on as until now. */
static long left(const struct progress *progress)
{
	struct timespec now;
	double taken;

	clock_gettime(CLOCK_MONOTONIC, &now);
	taken = (now.tv_sec - progress->begin.tv_sec) +
		(now.tv_nsec - progress->begin.tv_nsec) / 1e9;
	return lround(taken / progress->done * (progress->total - progress->done));
}

void progress_show(struct progress *progress, const char *pass, const char *name)
{
	long seconds;

	if (!progress->terminal)
		return;
	fprintf(stderr, "\rbench: %s, %zu of %zu, %s", pass, progress->done + 1, progress->total,
		name);
	if (progress->done) {
		seconds = left(progress);
		fprintf(stderr, ", %ld:%02ld left", seconds / 60, seconds % 60);
	}
	fprintf(stderr, "\033[K");
}

void progress_done(struct progress *progress)
{
	progress->done++;
}

void progress_clear(struct progress *progress)
{
	if (progress->terminal)
		fprintf(stderr, "\r\033[K");
}
