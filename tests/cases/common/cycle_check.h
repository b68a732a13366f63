/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Are the cycles of the module's "sve_switch_cycles" events right? In the emulated host
 * the cycle counter runs at 1 GHz and never stops by itself, so a phase's
 * cycles follow from its ticks. A guest that makes such events is part of it.
 *
 * Under --icount they do so in each event. Else the machine that emulates may
 * pause between the two reads of a stamp, which puts a few phases off, in either
 * direction; an event is wrong all the same when it is off by what no pause
 * explains but a counter that was written in between does.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_CYCLE_CHECK_H
#define KVM_SVE_TESTS_CASES_COMMON_CYCLE_CHECK_H

#include <stdbool.h>

/* What a number of events say. */
struct cycle_check {
	unsigned int events;  /* of the guest, on the CPU that was asked for */
	unsigned int counted; /* of those, with cycles */
	unsigned int off;     /* of those, with a phase far from its ticks */
	unsigned int wrong;   /* of those, with cycles that cannot be */
	double ticks, cycles; /* sums over those with cycles, but for those off */
	char msg[160];	      /* the first that is off; a wrong one, if there is one */
};

/* Once: the guest that will run, and CNTFRQ_EL0. Bails out on failure. */
void cycle_check_init(void);

/* Let the guest make @steps on @cpu while "sve_switch_cycles" is on, and look at its events. */
struct cycle_check cycle_check_run(int cpu, unsigned int steps);

/* Poll until the events of @cpu have cycles, for a second at most. */
bool cycles_come(int cpu);

/* Cycles per tick as they should be. */
double cycles_per_tick(void);

#endif /* KVM_SVE_TESTS_CASES_COMMON_CYCLE_CHECK_H */
