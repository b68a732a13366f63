/* SPDX-License-Identifier: GPL-2.0 */
/* The time, for tests that need how long something took. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_CLOCK_H
#define KVM_SVE_TESTS_CASES_COMMON_CLOCK_H

/* CLOCK_MONOTONIC in seconds. */
double clock_seconds(void);

#endif /* KVM_SVE_TESTS_CASES_COMMON_CLOCK_H */
