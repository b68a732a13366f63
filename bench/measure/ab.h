/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An A/B run: two results that are measured interleaved, each batch after a command that
 * sets this host up for it. What changes in between, such as how fast the machine is,
 * changes for both.
 */
#ifndef KVM_SVE_BENCH_AB_H
#define KVM_SVE_BENCH_AB_H

#include "bench/results/results.h"

/* Say in both that they belong together: an id of their own, and the commands. */
void ab_begin(struct result_set *baseline, const char *setup_baseline,
	      struct result_set *candidate, const char *setup_candidate);

/*
 * Run @command by sh(1), its stdout joined to stderr. Return: CLI_OK; cli_stopped() after a
 * signal; CLI_CANNOT if it failed, with a message.
 */
int ab_setup(const char *command);

#endif /* KVM_SVE_BENCH_AB_H */
