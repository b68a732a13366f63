/* SPDX-License-Identifier: GPL-2.0 */
/* Cycles as a user of perf_event_open() counts them, for test programs. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_PMU_H
#define KVM_SVE_TESTS_CASES_COMMON_PMU_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* An event of cycles on @cpu (-1: any) of @pid (-1: all). Return: its fd, or -1 with errno. */
int cycles_open(pid_t pid, int cpu, bool pinned);

/* Is it counted? A pinned event that found no counter is not, and says so by an empty read. */
bool cycles_read(int fd, uint64_t *val);

/*
 * How many pinned events of cycles @cpu can count at once, beside those of
 * others. -1: there is no PMU for it.
 */
int cycles_room(int cpu);

#endif /* KVM_SVE_TESTS_CASES_COMMON_PMU_H */
