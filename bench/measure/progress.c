// SPDX-License-Identifier: GPL-2.0
/* Progress on stderr; see progress.h. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "progress.h"

#define REFRESH_SECONDS	0.2	/* of the line on a terminal */

static struct timespec now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time;
}

static double seconds_since(const struct timespec *time)
{
	struct timespec to = now();

	return (to.tv_sec - time->tv_sec) + (to.tv_nsec - time->tv_nsec) / 1e9;
}

void progress_begin(struct progress *progress, size_t total)
{
	*progress = (struct progress){ .terminal = isatty(STDERR_FILENO), .total = total };
	progress->begin = now();
	/* Without a terminal nothing is said of a short run. */
	if (!progress->terminal)
		progress->shown = progress->begin;
}

static void show(struct progress *progress)
{
	long left;

	fprintf(stderr, progress->terminal ? "\r" : "kvm-sve: ");
	fprintf(stderr, "bench: %zu of %zu, %s, %s", progress->done, progress->total,
		progress->pass, progress->name);
	if (progress->done) {
		left = lround(seconds_since(&progress->begin) / progress->done *
			      (progress->total - progress->done));
		fprintf(stderr, ", %ld:%02ld left", left / 60, left % 60);
	}
	fprintf(stderr, progress->terminal ? "\033[K" : "\n");
	progress->shown = now();
}

static void show_in_time(struct progress *progress)
{
	double every = progress->terminal ? REFRESH_SECONDS : PROGRESS_SECONDS;

	if (progress->name && seconds_since(&progress->shown) >= every)
		show(progress);
}

void progress_show(struct progress *progress, const char *pass, const char *name)
{
	progress->pass = pass;
	progress->name = name;
	show_in_time(progress);
}

void progress_done(struct progress *progress)
{
	if (progress->done < progress->total)
		progress->done++;
	show_in_time(progress);
}

void progress_clear(struct progress *progress)
{
	if (!progress->terminal || !progress->name)
		return;
	fprintf(stderr, "\r\033[K");
	progress->shown = (struct timespec){ 0 };
}
