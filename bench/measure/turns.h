/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two results that are measured by turns, each after a command that sets this host up for
 * it: what changes in between, such as how fast the machine is, changes for both.
 */
#ifndef KVM_SVE_BENCH_TURNS_H
#define KVM_SVE_BENCH_TURNS_H

#include "bench/results/results.h"

/* Say in both that they belong together: an id of their own, and the commands. */
void turns_begin(struct result_set *old, const char *setup_old,
		 struct result_set *now, const char *setup_new);

/*
 * Run @command by sh(1), its stdout joined to stderr. Return: CLI_OK; CLI_NO when the
 * user stopped it; CLI_CANNOT if it failed, with a message.
 */
int turns_setup(const char *command);

#endif /* KVM_SVE_BENCH_TURNS_H */
