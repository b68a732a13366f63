/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TAP for the case programs: one line a check on stdout, the plan at the end.
 * A program that dies before tap_end() has no plan, which is a failure.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_TAP_H
#define KVM_SVE_TESTS_CASES_COMMON_TAP_H

#include <stdbool.h>

/* One check. Return: @good, so that a test can stop where going on is senseless. */
bool tap_ok(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "# ...": what a reader of a failure wants to know. */
void tap_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A check that this host cannot make. */
void tap_skip(const char *why, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Nothing at all can be tested here: the plan "1..0 # SKIP". Exits with 0. */
void tap_skip_all(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* The set-up failed: a failed check, "Bail out!". Exits with 1. */
void tap_bail(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* The plan. Return: the exit status of the program, 1 if any check failed or none was made. */
int tap_end(void);

/*
 * Many alike checks in one line: count the bad ones, with a note for each of
 * the first few, and report them by tap_ok(!tap_many_bad(), ...).
 */
void tap_many(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* How many were bad since the last call. */
unsigned int tap_many_bad(void);

#endif /* KVM_SVE_TESTS_CASES_COMMON_TAP_H */
