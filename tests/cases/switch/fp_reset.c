// SPDX-License-Identifier: GPL-2.0
/*
 * fp_reset: with kvm.fp_restore on, a vcpu that powers off and on again, by PSCI, within
 * one KVM_RUN starts with registers of 0, although its CPU was idle and still holds what
 * they were: with "always" it is seen that it does.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "bench/cases/payload.h"
#include "bystander.h"
#include "fp_run.h"
#include "lib/host.h"
#include "reset_guest.h"
#include "tap.h"
#include "vcpu_calls.h"
#include "vls_test.h"

#define ROUNDS 100
#define DELAY 200000	/* turns of a loop in the guest */
#define OFF_ID 1

struct reset {
	struct vm vm;
	struct vcpu on, off;
	pthread_t thread;
	volatile sig_atomic_t stop;
};

static void wake(int sig)
{
	(void)sig;
}

static void *run_off(void *arg)
{
	struct reset *r = arg;

	pin_to(1);
	vcpu_run(&r->off);
	return NULL;
}

static uint64_t gpa_of(const char *code)
{
	return PAYLOAD_GPA + (code - reset_guest_begin);
}

static void set_up_vcpu(struct vcpu *vcpu, const char *code, const uint64_t *x, unsigned int n)
{
	if (vcpu_set_pc(vcpu, gpa_of(code)))
		tap_bail("%s", vcpu->msg);
	for (unsigned int i = 0; i < n; i++)
		if (vcpu_set_x(vcpu, i, x[i]))
			tap_bail("%s", vcpu->msg);
}

static void set_up(struct reset *r, bool sve)
{
	const uint64_t x[] = { PAYLOAD_SCRATCH,		ROUNDS, OFF_ID,
			       gpa_of(reset_guest_off), DELAY,	PAYLOAD_MMIO };

	memset(r, 0, sizeof(*r));
	if (vm_open(&r->vm, PAYLOAD_MEM_SIZE) ||
	    vm_load(&r->vm, PAYLOAD_GPA, reset_guest_begin, reset_guest_end - reset_guest_begin))
		tap_bail("%s", r->vm.msg);
	if (vcpu_new(&r->on, &r->vm, 0, sve, NULL))
		tap_bail("%s", r->on.msg);
	if (vcpu_new(&r->off, &r->vm, OFF_ID, sve, NULL))
		tap_bail("%s", r->off.msg);
	r->off.stop = &r->stop;
	set_up_vcpu(&r->on, reset_guest_on, x, sizeof(x) / sizeof(x[0]));
	set_up_vcpu(&r->off, reset_guest_off, x, 1);
}

/* It is powered off, and so within KVM_RUN. */
static void stop(struct reset *r)
{
	r->stop = 1;
	while (pthread_tryjoin_np(r->thread, NULL)) {
		pthread_kill(r->thread, SIGUSR1);
		sched_yield();
	}
}

static void check(enum fp_mode mode, bool sve, bool may_keep)
{
	const uint64_t *shared;
	struct vcpu_fp_stats stats;
	struct vcpu_mmio mmio;
	struct reset r;

	fp_mode_set(mode);
	set_up(&r, sve);
	if (pthread_create(&r.thread, NULL, run_off, &r))
		tap_bail("pthread_create");
	if (vcpu_run_mmio(&r.on, &mmio))
		tap_bail("%s", r.on.msg);
	stop(&r);

	shared = (const void *)((const char *)r.vm.mem + (PAYLOAD_SCRATCH - PAYLOAD_GPA));
	tap_ok(shared[RESET_STARTS / 8] == ROUNDS + 1 && !shared[RESET_FOUND / 8],
	       "%s, %s: V5 is 0 at each of %llu starts (%#llx)", fp_mode_names[mode],
	       sve ? "SVE" : "FPSIMD", (unsigned long long)shared[RESET_STARTS / 8],
	       (unsigned long long)shared[RESET_FOUND / 8]);
	if (vcpu_fp_stats(&r.off, &stats))
		tap_bail("%s", r.off.msg);
	/* Else it proves nothing. */
	if (may_keep)
		tap_ok(stats.kept > ROUNDS / 4, "%s, %s: the CPU still had the registers",
		       fp_mode_names[mode], sve ? "SVE" : "FPSIMD");
	vcpu_close(&r.on);
	vcpu_close(&r.off);
	vm_close(&r.vm);
}

int main(void)
{
	const struct sigaction action = { .sa_handler = wake };
	bool hyp_saves = host_hyp_saves_at_exit() == YES;
	enum fp_mode first;

	fp_mode_need();
	first = fp_mode_get();
	sigaction(SIGUSR1, &action, NULL);
	pin_to(0);
	for (enum fp_mode mode = FP_OFF; mode < NR_FP_MODES; mode++) {
		check(mode, false, mode == FP_ALWAYS && !hyp_saves);
		check(mode, true, mode == FP_ALWAYS && !hyp_saves);
	}
	fp_mode_set(first);
	return tap_end();
}
