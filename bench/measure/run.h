/* SPDX-License-Identifier: GPL-2.0 */
/* Measuring a plan: all cases through the passes, round by round. */
#ifndef KVM_SVE_BENCH_RUN_H
#define KVM_SVE_BENCH_RUN_H

#include "bench/results/results.h"
#include "plan.h"

/**
 * run_plan() - measure all cases of @plan
 * @set:	all but what is measured is there; results_alloc() is done
 * @baseline:	the same, to be measured interleaved with @set; or NULL
 *
 * Return: CLI_OK; CLI_WRONG for a wrong result; cli_stopped() after a signal;
 * CLI_CANNOT. What was finished before is in @set and @baseline.
 */
int run_plan(const struct plan *plan, const struct bench_options *opts, struct result_set *set,
	     struct result_set *baseline);

#endif /* KVM_SVE_BENCH_RUN_H */
