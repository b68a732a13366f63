/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host task: another one on the vcpu's CPU, with registers of its own in use, as
 * the case's host state says.
 */
#ifndef KVM_SVE_BENCH_HOST_TASK_H
#define KVM_SVE_BENCH_HOST_TASK_H

#include <stdint.h>

#include "cases.h"

struct host_task;

enum host_task_kind {
	/*
	 * Of the idle class: it runs exactly while the vcpu's thread sleeps, and is preempted
	 * with its state live when that wakes up. It makes no system call, which would
	 * discard its SVE state.
	 */
	HOST_TASK_IDLE,
	/*
	 * SCHED_FIFO, above the vcpu's thread: it sleeps until host_task_wake_in() says, then
	 * has the CPU for a turn: it changes the mark, writes its registers, looks at them,
	 * and sleeps again.
	 */
	HOST_TASK_FIFO,
};

/**
 * host_task_start() - start it on the CPUs of the caller, for the fixture's case
 * @mark:	HOST_TASK_FIFO: a word that is another one after each turn; else NULL
 *
 * Return: 0 and fixture.host_task, or a negative errno and fixture.msg: -EOPNOTSUPP
 * where the caller may not have such a task.
 */
int host_task_start(struct fixture *fixture, enum host_task_kind kind,
		    volatile uint32_t *mark);

/* End the fixture's, if it has one. -EBADMSG: its registers were not kept. */
int host_task_end(struct fixture *fixture);

/* HOST_TASK_FIFO: have a turn in @ns from now, or 0: none. Return: 0 or a negative errno. */
int host_task_wake_in(struct host_task *task, uint64_t ns);

/* How many turns it had, and how long the last one was. */
struct host_task_turns {
	uint64_t n, ticks;
};

struct host_task_turns host_task_turns(const struct host_task *task);

#endif /* KVM_SVE_BENCH_HOST_TASK_H */
