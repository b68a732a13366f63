// SPDX-License-Identifier: GPL-2.0
/*
 * fp_kept: with kvm.fp_restore on, a guest that sleeps on an idle CPU finds its registers there
 * when it wakes up. Not so if meanwhile something else had them, or they were lost:
 *
 *	another task, other vcpus with other VLs
 *	the vcpu itself on another CPU
 *	the CPU, which was offline
 *
 * Where a state is used that is not the vcpu's, its guest finds a wrong register.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bystander.h"
#include "fp_run.h"
#include "lib/host.h"
#include "tap.h"
#include "vls_test.h"
#include "write.h"

#define CPU 1
#define CPU_ONLINE "/sys/devices/system/cpu/cpu1/online"
#define ROUNDS 60
#define SLEEPS 5
#define TURNS 12	/* of tests whose sleeps are long */
#define LONG_SLEEP 0.4	/* seconds; a CPU goes offline and comes back in less */

static uint64_t guest_max;
static bool hyp_saves;

/* The CPU is idle while the guest sleeps, or another task's. */
static void check_sleep(enum fp_mode mode, const char *exit)
{
	bool idle = !strcmp(exit, "sleep-idle"), may_keep = idle && mode != FP_OFF && !hyp_saves;
	struct vcpu_fp_stats stats;
	struct fp_run run;

	fp_mode_set(mode);
	fp_run_start(&run, "sve", exit, mask_max(guest_max));
	fp_run_steps(&run, ROUNDS, SLEEPS);
	stats = fp_run_end(&run);
	tap_ok(run.ok, "%s %s: every register is right", fp_mode_names[mode], exit);
	if (idle)
		tap_ok(may_keep ? stats.kept > run.trips / 4 : !stats.kept, "%s %s: %s",
		       fp_mode_names[mode], exit,
		       may_keep ? "the CPU still has the registers" : "none are kept");
}

static void *sleeper(void *arg)
{
	pin_to(CPU);
	fp_run_steps(arg, ROUNDS, SLEEPS);
	return NULL;
}

/* Guests that sleep on one CPU, of different VLs and one without SVE, take turns on it. */
static void check_vcpus(enum fp_mode mode)
{
	const unsigned int vqs[] = { mask_max(guest_max), mask_ceil(guest_max, 1), 0 };
	struct fp_run runs[3];
	pthread_t threads[3];

	fp_mode_set(mode);
	for (int i = 0; i < 3; i++) {
		fp_run_start(&runs[i], vqs[i] ? "sve" : "fpsimd", "sleep-idle", vqs[i]);
		if (pthread_create(&threads[i], NULL, sleeper, &runs[i]))
			tap_bail("pthread_create");
	}
	for (int i = 0; i < 3; i++) {
		pthread_join(threads[i], NULL);
		fp_run_end(&runs[i]);
		tap_ok(runs[i].ok, "%s beside others, VL %u: every register is right",
		       fp_mode_names[mode], vqs[i] * 128);
	}
}

/* A thread in one KVM_RUN, so that it never returns to user space. */
struct long_run {
	struct fp_run run;
	pthread_t thread;
	volatile pid_t tid;
	unsigned int sleeps;
	int err;
};

static void *run_long(void *arg)
{
	struct long_run *l = arg;

	pin_to(CPU);
	l->tid = syscall(SYS_gettid);
	l->err = fp_run_once(&l->run, l->sleeps);
	return NULL;
}

static void long_start(struct long_run *l, double sleep, unsigned int sleeps)
{
	memset(l, 0, sizeof(*l));
	fp_run_start(&l->run, "sve", "sleep-idle", mask_max(guest_max));
	fp_run_sleep_for(&l->run, sleep);
	l->sleeps = sleeps;
	if (fixture_set_left(&l->run.fixture, sleeps))
		tap_bail("%s", l->run.fixture.msg);
	if (pthread_create(&l->thread, NULL, run_long, l))
		tap_bail("pthread_create");
	while (!l->tid)
		usleep(1000);
}

static void long_end(struct long_run *l, enum fp_mode mode, const char *what)
{
	struct vcpu_fp_stats stats;

	pthread_join(l->thread, NULL);
	l->run.ok = !l->err;
	stats = fp_run_end(&l->run);
	tap_ok(l->run.ok, "%s %s: every register is right", fp_mode_names[mode], what);
	/* Else there was no state to be taken for kept. */
	if (mode == FP_ALWAYS && !hyp_saves)
		tap_ok(stats.early >= l->sleeps / 4, "%s %s: what was lost is restored",
		       fp_mode_names[mode], what);
}

static void move(pid_t tid, int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(tid, sizeof(set), &set) && errno != ESRCH)
		tap_bail("sched_setaffinity");
}

/* It wakes up on another CPU, and then on the first one again, which nothing else has used. */
static void check_moves(enum fp_mode mode)
{
	struct long_run l;

	fp_mode_set(mode);
	pin_to(0);
	long_start(&l, 0.02, 3 * TURNS);
	for (int i = 0; i < 3 * TURNS; i++) {
		usleep(20000);
		move(l.tid, i % 2 ? CPU : 0);
	}
	long_end(&l, mode, "from CPU to CPU");
}

/* While it sleeps its CPU goes offline, which loses the registers, and comes back. */
static void check_offline(enum fp_mode mode)
{
	struct long_run l;

	if (fp_hotplug_panics()) {
		tap_skip("this kernel itself panics there", "%s while the CPU goes and comes",
			 fp_mode_names[mode]);
		return;
	}
	fp_mode_set(mode);
	pin_to(0);
	long_start(&l, LONG_SLEEP, TURNS);
	for (int i = 0; i < TURNS; i++) {
		usleep(LONG_SLEEP * 250000);
		write_text(CPU_ONLINE, "0");
		write_text(CPU_ONLINE, "1");
		/* Where it woke up too soon it is no longer bound to the CPU. */
		move(l.tid, CPU);
		usleep(LONG_SLEEP * 600000);
	}
	long_end(&l, mode, "while the CPU goes and comes");
}

int main(void)
{
	enum fp_mode first;

	fp_mode_need();
	first = fp_mode_get();
	guest_max = kvm_guest_max();
	hyp_saves = host_hyp_saves_at_exit() == YES;
	for (enum fp_mode mode = FP_OFF; mode < NR_FP_MODES; mode++) {
		pin_to(CPU);
		check_sleep(mode, "sleep-idle");
		check_sleep(mode, "sleep-task");
		check_vcpus(mode);
		check_moves(mode);
		check_offline(mode);
	}
	fp_mode_set(first);
	return tap_end();
}
