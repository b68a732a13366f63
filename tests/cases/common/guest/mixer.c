// SPDX-License-Identifier: GPL-2.0
/* The guest that forgets nothing, from the host's side; see mixer.h. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

#include "mixer.h"
#include "vcpu_calls.h"

#define LIMIT 20000000 /* us: a guest that went astray may never end by itself */

extern const char mixer_begin[], mixer_entry[], mixer_end[];

/* For the signal handler: the vcpu that runs, and what vcpu_run() looks at. */
static struct kvm_run *volatile kicked_run;
static volatile sig_atomic_t kicked;

static int fail_vcpu(struct mixer *mixer, int err)
{
	snprintf(mixer->msg, sizeof(mixer->msg), "%s", mixer->vcpu->msg);
	return err;
}

/* A store that was not to be: what the guest says by it. */
static int fail_report(struct mixer *mixer, const struct vcpu_mmio *mmio)
{
	const char *what = "access";

	switch (mmio->addr) {
	case MIXER_MMIO + MIXER_RDVL:
		what = "it ended, RDVL";
		break;
	case MIXER_MMIO + MIXER_STEP:
		what = "it made step";
		break;
	case MIXER_MMIO + MIXER_BAD_VL:
		what = "its VL changed, RDVL";
		break;
	case MIXER_MMIO + MIXER_EXCEPTION:
		what = "exception, ESR_EL1";
		break;
	}
	snprintf(mixer->msg, sizeof(mixer->msg), "guest: %s %#" PRIx64 " (at %#" PRIx64 ")", what,
		 mmio->data, mmio->addr);
	return -EPROTO;
}

/* immediate_exit: the signal may come before KVM_RUN as well as in it. */
static void kick(int signo)
{
	kicked = 1;
	kicked_run->immediate_exit = 1;
}

/* Run up to an access, for @usec at most: then -EINTR. */
static int run_limited(struct vcpu *vcpu, struct vcpu_mmio *mmio, unsigned int usec)
{
	struct itimerval timer = { .it_value.tv_sec = usec / 1000000,
				   .it_value.tv_usec = usec % 1000000 };
	struct sigaction action = { .sa_handler = kick }, old;
	int err;

	kicked = 0;
	kicked_run = vcpu->run;
	vcpu->stop = &kicked;
	sigaction(SIGALRM, &action, &old);
	setitimer(ITIMER_REAL, &timer, NULL);
	err = vcpu_run_mmio(vcpu, mmio);
	timer = (struct itimerval){ 0 };
	setitimer(ITIMER_REAL, &timer, NULL);
	sigaction(SIGALRM, &old, NULL);
	vcpu->run->immediate_exit = 0;
	vcpu->stop = NULL;
	return err;
}

/* Run up to a store to @offset, which must be the next one. */
static int run_to(struct mixer *mixer, unsigned int offset, uint64_t *data)
{
	struct vcpu_mmio mmio;
	int err = run_limited(mixer->vcpu, &mmio, LIMIT);

	if (err)
		return fail_vcpu(mixer, err);
	if (!mmio.write || mmio.addr != MIXER_MMIO + offset)
		return fail_report(mixer, &mmio);
	*data = mmio.data;
	return 0;
}

int mixer_start(struct mixer *mixer, struct vcpu *vcpu, uint64_t seed, uint64_t zcr, uint64_t steps,
		uint64_t stop)
{
	const uint64_t x[] = { seed, zcr, MIXER_MMIO, MIXER_DATA, steps, stop };
	unsigned int i;

	*mixer = (struct mixer){ .vcpu = vcpu };
	if (vm_load(vcpu->vm, MIXER_GPA, mixer_begin, mixer_end - mixer_begin)) {
		snprintf(mixer->msg, sizeof(mixer->msg), "%s", vcpu->vm->msg);
		return -EIO;
	}
	if (vcpu_set_pc(vcpu, MIXER_GPA + (mixer_entry - mixer_begin)))
		return fail_vcpu(mixer, -EIO);
	for (i = 0; i < sizeof(x) / sizeof(x[0]); i++)
		if (vcpu_set_x(vcpu, i, x[i]))
			return fail_vcpu(mixer, -EIO);
	return run_to(mixer, MIXER_RDVL, &mixer->rdvl);
}

int mixer_run_to_stop(struct mixer *mixer)
{
	return run_to(mixer, MIXER_STEP, &mixer->step);
}

int mixer_run_for(struct mixer *mixer, unsigned int usec)
{
	struct vcpu_mmio mmio;
	int err = run_limited(mixer->vcpu, &mmio, usec);

	if (!err)
		return fail_report(mixer, &mmio);
	if (err != -EINTR || vcpu_get_x(mixer->vcpu, MIXER_X_STEP, &mixer->step))
		return fail_vcpu(mixer, err);
	return 0;
}

int mixer_finish(struct mixer *mixer, struct vcpu *vcpu)
{
	int err;

	mixer->vcpu = vcpu;
	err = run_to(mixer, MIXER_RDVL, &mixer->rdvl);
	if (!err)
		err = run_to(mixer, MIXER_DONE, &mixer->sum);
	return err;
}
