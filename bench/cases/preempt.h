/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A running guest that is preempted: by a task of the host with SCHED_FIFO that a timer
 * wakes up on its CPU, while the guest is in a loop without exits.
 *
 *	guest	... turn |                               | turn turn ... store
 *	host		 IRQ put  task runs, sleeps  load
 *		    <------------ gap ------------------------>
 *
 * The task changes a word of the guest's memory, so the guest knows in which of its turns
 * it was preempted, and reports how long that turn and the next one took. A round trip is
 * that gap less the time for which the task ran, by its own clock readings.
 */
#ifndef KVM_SVE_BENCH_PREEMPT_H
#define KVM_SVE_BENCH_PREEMPT_H

#include "cases.h"

/* Steps of struct bench_exit. */
int preempt_prep(struct fixture *fixture);
int preempt_start(struct fixture *fixture);
int preempt_arm(struct fixture *fixture);
int preempt_post(struct fixture *fixture);
double preempt_ticks(const struct fixture *fixture);

#endif /* KVM_SVE_BENCH_PREEMPT_H */
