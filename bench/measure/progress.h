/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How far the benchmark is, and for how long still, on stderr: on a terminal a line that changes,
 * else a line every half minute, so that no log is full of it and no long run looks like a hang.
 */
#ifndef KVM_SVE_BENCH_PROGRESS_H
#define KVM_SVE_BENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define PROGRESS_SECONDS	30	/* from one line to the next, without a terminal */

struct progress {
	bool terminal;
	size_t done, total;	/* steps */
	const char *pass, *name; /* of the step that is on; NULL: none yet */
	struct timespec begin, shown;
};

/* @total steps are to come; those may take differently long. */
void progress_begin(struct progress *progress, size_t total);

/* A step begins; it is done. What was shown last is shown again, if it is time. */
void progress_show(struct progress *progress, const char *pass, const char *name);
void progress_done(struct progress *progress);

/* Take the line away, before anything else is printed. */
void progress_clear(struct progress *progress);

#endif /* KVM_SVE_BENCH_PROGRESS_H */
