/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exit by which a guest sleeps: WFI with its timer set. KVM blocks the vcpu's
 * thread, and the CPU goes idle or to another task until the timer fires.
 */
#ifndef KVM_SVE_BENCH_SLEEP_H
#define KVM_SVE_BENCH_SLEEP_H

#include "cases.h"

/* Steps of struct bench_exit: on an idle CPU, or beside a task of the host. */
int sleep_prep_idle(struct fixture *fixture);
int sleep_prep_task(struct fixture *fixture);
int sleep_start(struct fixture *fixture);
int sleep_post(struct fixture *fixture);
int sleep_end(struct fixture *fixture);

#endif /* KVM_SVE_BENCH_SLEEP_H */
