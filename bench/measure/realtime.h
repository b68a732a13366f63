/* SPDX-License-Identifier: GPL-2.0 */
/* What keeps other tasks, sleeping CPUs and paging away from a measurement, on request. */
#ifndef KVM_SVE_BENCH_REALTIME_H
#define KVM_SVE_BENCH_REALTIME_H

#include <argp.h>

#include "bench/results/env.h"

struct realtime_options {
	int fifo;		/* priority of SCHED_FIFO; 0: the scheduler of the caller */
	int latency_us;		/* longest wake-up of a CPU; -1: as it is */
};

/* --fifo and --latency, into a struct realtime_options. */
extern const struct argp realtime_argp;

/*
 * Set the calling thread and this host so, until the process ends, and say in @env what is set.
 * Children do not inherit it. All memory is locked where that is permitted. Return: CLI_OK, or
 * CLI_CANNOT with a message.
 */
int realtime_begin(const struct realtime_options *opts, struct env *env);

#endif /* KVM_SVE_BENCH_REALTIME_H */
