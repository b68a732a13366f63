/* SPDX-License-Identifier: GPL-2.0 */
/* A command that a test program runs while it does something else. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_RUN_COMMAND_H
#define KVM_SVE_TESTS_CASES_COMMON_RUN_COMMAND_H

/* Run @argv[0], found in PATH, to its end. Return: its exit status, 1 if a signal ended it. */
int run_command(char *const argv[]);

#endif /* KVM_SVE_TESTS_CASES_COMMON_RUN_COMMAND_H */
