/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rival: a host task on the vcpu's CPU, with registers of its own in use. It
 * is of the idle class, so it runs exactly while the vcpu's thread sleeps, and is
 * preempted with its state live when that wakes up. It makes no system call,
 * which would discard its SVE state.
 */
#ifndef KVM_SVE_BENCH_RIVAL_H
#define KVM_SVE_BENCH_RIVAL_H

#include <stdint.h>

#include "cases.h"

struct rival;

/**
 * rival_start() - start it on the CPUs of the caller
 * @vl:	BENCH_HOST_SVE: its VL, bits
 *
 * Return: 0 and trip.rival, or a negative errno and trip.msg.
 */
int rival_start(struct trip *trip, enum bench_host host, unsigned int vl);

/* End it. Return: how many of its registers were wrong, or 0 for NULL. */
uint64_t rival_end(struct rival *rival);

#endif /* KVM_SVE_BENCH_RIVAL_H */
