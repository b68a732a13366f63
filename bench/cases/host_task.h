/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host task: another one on the vcpu's CPU, with registers of its own in use. It
 * is of the idle class, so it runs exactly while the vcpu's thread sleeps, and is
 * preempted with its state live when that wakes up. It makes no system call,
 * which would discard its SVE state.
 */
#ifndef KVM_SVE_BENCH_HOST_TASK_H
#define KVM_SVE_BENCH_HOST_TASK_H

#include <stdint.h>

#include "cases.h"

struct host_task;

/**
 * host_task_start() - start it on the CPUs of the caller
 * @vl:	HOST_STATE_SVE: its VL, bits
 *
 * Return: 0 and fixture.host_task, or a negative errno and fixture.msg.
 */
int host_task_start(struct fixture *fixture, enum host_state state, unsigned int vl);

/* End it. Return: how many of its registers were wrong, or 0 for NULL. */
uint64_t host_task_end(struct host_task *task);

#endif /* KVM_SVE_BENCH_HOST_TASK_H */
