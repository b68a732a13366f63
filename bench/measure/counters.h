/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hardware counters of the calling thread: cycles and instructions of user
 * space, kernel, hypervisor and guest, or without the guest, as one perf event
 * group so that one read() takes both at the same instant.
 *
 * The events are those of one CPU, to which the thread is pinned: so the kernel takes that
 * CPU's PMU. They are pinned to the hardware: they count all the time, or say that they cannot.
 */
#ifndef KVM_SVE_BENCH_COUNTERS_H
#define KVM_SVE_BENCH_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

enum counter {
	COUNTER_CYCLES,
	COUNTER_INSTRUCTIONS,
	NR_COUNTERS,
};

struct counters {
	int leader;			/* fd of the group; -1: no counter at all */
	int fd[NR_COUNTERS];		/* -1: this one is not there */
	unsigned int pos[NR_COUNTERS];	/* place of its value in a reading */
	char why[NR_COUNTERS][128];	/* why it is not there */
};

/* What read() of the group gives: PERF_FORMAT_GROUP with both times. */
struct counters_reading {
	uint64_t nr;			/* 0: the hardware was taken away */
	uint64_t enabled;		/* ns that the group was to count */
	uint64_t running;		/* ns that it did; less: it shared the hardware */
	uint64_t value[NR_COUNTERS];
};

/*
 * Open what @cpu has; never fails: a counter that is missing says why. They stand still until
 * counters_start().
 *
 * With @exclude_guest KVM stops the counters in the guest. On VHE that is by exception
 * level, and what hyp does counts. On nVHE hyp stops them before it enters the guest and starts
 * them again after the exit, so that the FP/SVE trap is lost with the guest; and stopping and
 * starting costs time. So such a group must not be open while another one counts.
 */
void counters_open(struct counters *counters, int cpu, bool exclude_guest);
void counters_close(struct counters *counters);

/* Let them count, or stop: then they take nothing from what is timed. 0 or a negative errno. */
int counters_start(const struct counters *counters);
int counters_stop(const struct counters *counters);

bool counters_have(const struct counters *counters, enum counter which);

/* Read the group into @reading: 0, or a negative errno. No call without counters. */
int counters_read(const struct counters *counters, struct counters_reading *reading);

/* How far @which went from @from to @to. */
uint64_t counters_delta(const struct counters *counters, enum counter which,
			const struct counters_reading *from,
			const struct counters_reading *to);

/* Between the two readings other events had the hardware: the deltas are wrong. */
bool counters_multiplexed(const struct counters *counters, const struct counters_reading *from,
			  const struct counters_reading *to);

#endif /* KVM_SVE_BENCH_COUNTERS_H */
