// SPDX-License-Identifier: GPL-2.0
/* A second task with SVE state on the VMM's CPU; see bystander.h. */
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bystander.h"
#include "fp_regs.h"
#include "tap.h"

#define SPINS 100000 /* under emulation some 100 us to 1 ms */
#define NICE 5	     /* a quarter of the CPU: enough switches, and the VMM gets on */

struct bystander_shared {
	atomic_int stop;
	struct bystander_state state;
};

void pin_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		tap_bail("cannot pin to CPU %d", cpu);
}

static uint64_t preemptions(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_nivcsw;
}

static unsigned int top_vl(uint64_t vls)
{
	return (64 - __builtin_clzll(vls)) * 16;
}

/* The largest VL in even rounds, all of them one after the other in odd ones. */
static unsigned int round_vl(uint64_t vls, uint64_t round)
{
	unsigned int skip = round / 2 % __builtin_popcountll(vls);

	if (round % 2 == 0)
		return top_vl(vls);
	while (skip--)
		vls &= vls - 1;
	return (__builtin_ctzll(vls) + 1) * 16;
}

static void hold_once(struct bystander_state *state, uint64_t vls)
{
	static struct sve_regs in, out;
	unsigned int vl = round_vl(vls, state->rounds);
	const char *reg;
	char name[8];
	uint64_t before;

	if (sve_set_vl(vl)) {
		state->bad++;
		return;
	}
	sve_pattern(&in, vl, state->rounds);
	before = preemptions();
	sve_hold_spin(&in, &out, SPINS);
	state->preempted += preemptions() - before;
	reg = sve_differ(&in, &out, vl, name);
	if (reg && !state->bad++)
		snprintf(state->msg, sizeof(state->msg), "VL %u, round %llu: %s", vl * 8,
			 (unsigned long long)state->rounds, reg);
	state->rounds++;
}

void bystander_start(struct bystander *by, int cpu, uint64_t vls)
{
	by->shared = mmap(NULL, sizeof(*by->shared), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (by->shared == MAP_FAILED)
		tap_bail("no shared memory");
	by->pid = fork();
	if (by->pid < 0)
		tap_bail("fork");
	if (by->pid)
		return;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	pin_to(cpu);
	if (nice(NICE) < 0)
		_exit(1);
	while (!atomic_load(&by->shared->stop))
		hold_once(&by->shared->state, vls);
	_exit(0);
}

struct bystander_state bystander_look(const struct bystander *by)
{
	return by->shared->state;
}

struct bystander_state bystander_end(struct bystander *by)
{
	struct bystander_state state;
	int status;

	atomic_store(&by->shared->stop, 1);
	waitpid(by->pid, &status, 0);
	state = by->shared->state;
	if (status) {
		state.bad++;
		snprintf(state.msg, sizeof(state.msg), "it died, status %#x", status);
	}
	munmap(by->shared, sizeof(*by->shared));
	return state;
}
