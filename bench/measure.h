/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Measuring one case in two passes: untraced, for what a round trip costs, and
 * traced, for the time in each phase. All cases go through the first one before
 * any goes through the second, so neither pass disturbs the other's numbers.
 */
#ifndef KVM_SVE_BENCH_MEASURE_H
#define KVM_SVE_BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cases.h"
#include "counters.h"
#include "stats.h"
#include "switches.h"

/* One row of the result. */
struct bench_row {
	const char *guest;
	const char *exit;
	unsigned int vl;		/* largest of the vcpu, bits; 0: no SVE */
	unsigned int guest_instructions; /* the guest's own part of a round trip */
	unsigned int rdvl;		/* what the guest's RDVL said, bits; 0: no SVE */
	struct stats ticks;		/* of the system counter per round trip */
	struct stats counter[NR_COUNTERS]; /* per round trip; n is 0: not there */
	bool multiplexed;		/* so the counters were refused */

	bool traced;			/* the second pass was made; else all below is 0 */
	struct stats phase[KVM_SVE_NR_PHASES];	/* ticks, of the round trips that had it */
	struct stats phase_cycles[KVM_SVE_NR_PHASES]; /* where they were counted in it */
	uint64_t events;		/* "switch" events */
	uint64_t missing;		/* round trips without one */
	uint64_t drops;			/* events lost on the way here */
	uint64_t restores, foreign;	/* sums over the events */
	bool have_stat;			/* the kernel has the statistic fpsimd_restores */
	uint64_t fpsimd_restores;	/* how far it went in the traced pass */
};

struct measure {
	size_t n;			/* round trips of each pass */
	size_t warmup;			/* more before each, not counted */
	struct counters counters;
	struct switches *switches;	/* NULL: no second pass */
	uint64_t cycles_wait;		/* ticks to wait for cycles in it, at most */
	uint64_t *samples[1 + NR_COUNTERS + 2 * KVM_SVE_NR_PHASES];	/* @n each */
};

/* Get memory for the samples: 0 or -ENOMEM. */
int measure_alloc(struct measure *measure);
void measure_free(struct measure *measure);

/**
 * measure_untraced() - what a round trip of a case that was started costs
 *
 * Return: 0 and @row, without the traced part, or a negative errno and trip.msg:
 * -EBADMSG for a wrong result (of the guest, or events that do not add up),
 * -EINTR when the user wants to stop. measure_traced() likewise.
 */
int measure_untraced(struct measure *measure, struct trip *trip, struct bench_row *row);

/**
 * measure_traced() - the time in each phase, for a @row that was measured untraced
 * @trip:	the same case, started again
 *
 * With measure->switches attached: once for all rows, since the module gets hold
 * of a counter for it and gives it back, which would change what counters_read()
 * costs.
 */
int measure_traced(struct measure *measure, struct trip *trip, struct bench_row *row);

#endif /* KVM_SVE_BENCH_MEASURE_H */
