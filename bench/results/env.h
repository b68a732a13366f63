/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The surroundings of a measurement, and what in them speaks against trusting
 * it. What cannot be learned stays empty or 0.
 */
#ifndef KVM_SVE_BENCH_ENV_H
#define KVM_SVE_BENCH_ENV_H

#include <stddef.h>

#include "lib/yes_no.h"
#include "lib/hypervisor.h"

#define ENV_TEXT	256
#define ENV_LINES	32

struct env {
	char version[ENV_TEXT];		/* of the kernel's build, as uname -v */
	char cmdline[1024];		/* of the kernel; empty unless asked for */
	char model[ENV_TEXT];		/* of the machine: device tree or DMI */
	enum yes_no series;		/* the kernel has the kvm-sve series */
	unsigned int khz, max_khz;	/* of the CPU: at the start, and at most */
	unsigned int khz_end;		/* at the end */
	char siblings[ENV_TEXT];	/* CPUs of its core, itself among them */
	enum yes_no isolated;		/* the scheduler leaves it alone (isolcpus) */
	enum yes_no nohz_full;		/* it has no timer tick while one task runs (nohz_full) */
	int irqs;			/* of devices that are routed to it; -1: unknown */
	int fifo;			/* priority of the measuring thread; 0: not SCHED_FIFO */
	int latency_us;			/* longest wake-up of a CPU, as asked for; -1: it was not */
	enum yes_no memory_locked;
	double sibling_busy;		/* largest part of the time that one of them was; -1: none */
	char mitigations[ENV_LINES][ENV_TEXT];	/* "NAME: STATE" */
	size_t nr_mitigations;
	char warnings[ENV_LINES][ENV_TEXT];
	size_t nr_warnings;
};

/*
 * What is known before: all but @sibling_busy, @khz_end and the warnings. @series, @fifo,
 * @latency_us and @memory_locked are the caller's.
 * @cmdline: the kernel's command line too, which may hold what is secret.
 */
void env_begin(struct env *env, int cpu, bool cmdline);

/* After the measurement: how busy the siblings were since env_begin(), and the clock rate. */
void env_end(struct env *env, int cpu);

/*
 * Add the warnings about a CPU with this @governor, in a host that runs on @hypervisor. None where
 * that may emulate it, of which each output has words of its own.
 */
void env_warn(struct env *env, int cpu, const char *governor,
	      const struct hypervisor *hypervisor);

#endif /* KVM_SVE_BENCH_ENV_H */
