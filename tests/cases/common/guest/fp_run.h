/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the tests of kvm.fp_restore: the benchmark's cases, whose guests check every register
 * at each round trip.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_FP_RUN_H
#define KVM_SVE_TESTS_CASES_COMMON_FP_RUN_H

#include <stdbool.h>

#include "bench/cases/cases.h"
#include "fp_mode.h"

/* A guest that leaves by an exit. */
struct fp_run {
	struct bench_case c;
	struct fixture fixture;
	struct vcpu_fp_stats before;
	unsigned int trips; /* round trips made */
	bool ok; /* every register was right so far */
};

/* @guest and @exit by their names; without SVE if @vq is 0. Bails out on failure. */
void fp_run_start(struct fp_run *run, const char *guest, const char *exit, unsigned int vq);

/* One KVM_RUN with @left round trips within. Return: what it says of the guest, 0 or -errno. */
int fp_run_once(struct fp_run *run, unsigned int left);

/* Many of them, as long as all is right. */
void fp_run_steps(struct fp_run *run, unsigned int steps, unsigned int left);

/* Let each sleep of the guest, whose exit is "sleep-idle", last so long. */
void fp_run_sleep_for(struct fp_run *run, double seconds);

/* End it. Return: how often the guest got the registers since it started, and how. */
struct vcpu_fp_stats fp_run_end(struct fp_run *run);

#endif /* KVM_SVE_TESTS_CASES_COMMON_FP_RUN_H */
