/* SPDX-License-Identifier: GPL-2.0 */
/* How far the benchmark is, and for how long still: on a terminal, else nothing. */
#ifndef KVM_SVE_BENCH_PROGRESS_H
#define KVM_SVE_BENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct progress {
	bool terminal;
	size_t done, total;
	struct timespec begin;
};

/* @total steps are to come; those may take differently long. */
void progress_begin(struct progress *progress, size_t total);

/* A step begins; it is done. */
void progress_show(struct progress *progress, const char *pass, const char *name);
void progress_done(struct progress *progress);

/* Take the line away, before anything else is printed. */
void progress_clear(struct progress *progress);

#endif /* KVM_SVE_BENCH_PROGRESS_H */
