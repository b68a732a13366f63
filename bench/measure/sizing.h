/* SPDX-License-Identifier: GPL-2.0 */
/* How many samples are taken: as many as were asked for, or as a time takes. */
#ifndef KVM_SVE_BENCH_SIZING_H
#define KVM_SVE_BENCH_SIZING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/cases/cases.h"

/* What samples are taken of, each so many or for so long. */
enum part {
	PART_TIMES,
	PART_COUNTS,
	PART_NO_GUEST,
	PART_TRACED,
	NR_PARTS,
};

/* A warm-up that lasts until times are steady. */
#define SIZING_STEADY	SIZE_MAX

struct sizing {
	size_t n;			/* round trips of a batch, which may be none */
	double part_ns;			/* or so long for each part of a batch; 0: by @n */
	size_t samples_max;		/* then, since they are all kept */
	size_t *sized;			/* samples of each part, once that is known; 0: not yet */
	size_t warmup;			/* round trips before, or SIZING_STEADY */
};

/* How many samples of @c a pass takes, where the plainest case takes @n. */
size_t sizing_count(const struct bench_case *c, size_t n);

/* How many samples to take of @part, where one takes @sample_ns, as was seen while warming up. */
size_t sizing_samples(struct sizing *sizing, const struct bench_case *c, enum part part,
		      double sample_ns);

/*
 * Take samples for @seconds of each of @cases cases, in @parts parts of @batches batches. All
 * batches of a part have as many as was found for the first one.
 */
void sizing_by_time(struct sizing *sizing, double seconds, size_t parts, size_t batches,
		    size_t cases);

/* Was that called? Else @n says how many. */
bool sizing_is_by_time(const struct sizing *sizing);

/* How many samples to take before; SIZING_STEADY: until times are steady. */
size_t sizing_warmup(const struct sizing *sizing, const struct bench_case *c);

#endif /* KVM_SVE_BENCH_SIZING_H */
