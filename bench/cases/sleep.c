// SPDX-License-Identifier: GPL-2.0
/* The exit by which a guest sleeps; see sleep.h. */
#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host_task.h"
#include "lib/host.h"
#include "lib/thread_switches.h"
#include "misses.h"
#include "payload.h"
#include "sleep.h"
#include "vgic.h"

#define SLEEPS_PER_SECOND	10000	/* 100 us at first */
#define SLEEP_LONGEST		10	/* of a second; longer than that none becomes */

static int make_vgic(struct fixture *fixture)
{
	fixture->vgic = vgic_create(&fixture->vm);
	if (fixture->vgic < 0)
		return fixture_fail(fixture, -EOPNOTSUPP, "%s", fixture->vm.msg);
	return 0;
}

/*
 * Without KVM's halt polling, which would keep the CPU busy instead of giving it away. Where
 * the kernel refuses, sleep_post() makes the sleeps longer than KVM polls.
 */
int sleep_prep_idle(struct fixture *fixture)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_HALT_POLL, .args = { 0 } };

	ioctl(fixture->vm.fd, KVM_ENABLE_CAP, &cap);
	return make_vgic(fixture);
}

int sleep_prep_task(struct fixture *fixture)
{
	int err = make_vgic(fixture);

	return err ? err : host_task_start(fixture, HOST_TASK_IDLE, NULL);
}

static int set_sleep(struct fixture *fixture, uint64_t ticks)
{
	int err = vcpu_set_x(&fixture->self.vcpu, PAYLOAD_X_SLEEP, ticks);

	fixture->sleep_ticks = ticks;
	fixture->misses = 0;
	return err ? fixture_fail(fixture, err, "%s", fixture->self.vcpu.msg) : 0;
}

/*
 * -EAGAIN if a sleep of the guest was over before KVM gave the CPU away: the sample is taken
 * again. If that happens often, since the host has become busier, the sleeps become longer.
 */
int sleep_post(struct fixture *fixture)
{
	int err = fixture_check_count(fixture, &fixture->self, fixture->left);
	long now = thread_sleeps();
	bool missed;

	fixture->switched = now - fixture->switches;
	fixture->switches = now;
	if (err)
		return err;
	missed = fixture->switched < fixture->left;
	if (misses_add(&fixture->misses, missed) &&
	    fixture->sleep_ticks < host_cntfrq() / SLEEP_LONGEST)
		err = set_sleep(fixture, 2 * fixture->sleep_ticks);
	if (err)
		return err;
	return missed ? -EAGAIN : 0;
}

/*
 * Find a sleep that is long enough for KVM to give the CPU away before it is over. Where the
 * host does not trap WFI there is none.
 */
int sleep_start(struct fixture *fixture)
{
	int err = set_sleep(fixture, host_cntfrq() / SLEEPS_PER_SECOND);

	fixture->switches = thread_sleeps();
	return err ? err : misses_settle(fixture,
					 "the vcpu keeps its CPU when the guest sleeps (WFI)");
}

int sleep_end(struct fixture *fixture)
{
	if (fixture->vgic >= 0)
		close(fixture->vgic);
	fixture->vgic = -1;
	return host_task_end(fixture);
}
