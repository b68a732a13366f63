/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A second task for the CPU of a VMM: it holds a pattern in all of its Z, P
 * and FFR at each VL of the host in turn, the largest every other time, spins in
 * user space until it was preempted, and looks whether the pattern is still there.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_BYSTANDER_H
#define KVM_SVE_TESTS_CASES_COMMON_BYSTANDER_H

#include <stdint.h>
#include <sys/types.h>

struct bystander_shared;

struct bystander {
	pid_t pid;
	struct bystander_shared *shared;
};

struct bystander_state {
	uint64_t rounds;    /* patterns checked */
	uint64_t preempted; /* involuntary context switches while they were held */
	uint64_t bad;	    /* patterns that were not what they should be */
	char msg[128];	    /* of the first bad one */
};

/* Start it on @cpu, for a host with the VLs @vls (bit VQ - 1). Bails out on failure. */
void bystander_start(struct bystander *by, int cpu, uint64_t vls);

struct bystander_state bystander_look(const struct bystander *by);

/* End it. Return: its last state; a death of it counts as bad. */
struct bystander_state bystander_end(struct bystander *by);

/* Pin the calling thread. Bails out on failure. */
void pin_to(int cpu);

#endif /* KVM_SVE_TESTS_CASES_COMMON_BYSTANDER_H */
