// SPDX-License-Identifier: GPL-2.0
/* A running guest that is preempted; see preempt.h. */
#include <errno.h>
#include <string.h>

#include "host_task.h"
#include "lib/host.h"
#include "lib/thread_switches.h"
#include "misses.h"
#include "payload.h"
#include "preempt.h"
#include "ticks.h"

#define DELAY_NS	200000		/* from KVM_RUN to the preemption, at first */
#define DELAY_NS_MAX	5000000
#define DELAYS		3		/* so many times as long the guest stays, at least */
#define TURNS		1024		/* that it stays, at first */
#define TURNS_MAX	(1ULL << 32)
#define TIMINGS		3		/* of a number of turns; the shortest counts */

int preempt_prep(struct fixture *fixture)
{
	uint64_t mark = PAYLOAD_SCRATCH + PAYLOAD_MARK - VM_MEM_BASE;

	fixture->delay_ns = DELAY_NS;
	return host_task_start(fixture, HOST_TASK_FIFO,
			       (volatile uint32_t *)((char *)fixture->vm.mem + mark));
}

/* Before each KVM_RUN: with @left 1 it is to be preempted. */
int preempt_arm(struct fixture *fixture)
{
	struct host_task *task = fixture->host_task;
	int err = host_task_wake_in(task, fixture->left ? fixture->delay_ns : 0);

	fixture->task_turns = host_task_turns(task).n;
	fixture->switches = thread_preemptions();
	return err ? fixture_fail(fixture, err, "the timer of the host's other task: %s",
				  strerror(-err)) : 0;
}

static int set_turns(struct fixture *fixture, uint64_t turns)
{
	int err = vcpu_set_x(&fixture->self.vcpu, PAYLOAD_X_TURNS, turns);

	fixture->turns = turns;
	return err ? fixture_fail(fixture, err, "%s", fixture->self.vcpu.msg) : 0;
}

/* The preemptions come too early or too late: leave more room before and after them. */
static int stay_longer(struct fixture *fixture)
{
	fixture->misses = 0;
	fixture->delay_ns *= 2;
	return set_turns(fixture, 3 * fixture->turns);
}

/*
 * Did KVM_RUN go as it was armed? Either the task ran once, the thread lost the CPU
 * involuntarily and the guest noticed that in its loop, or the task was not to run and did not.
 */
static bool as_armed(const struct fixture *fixture, const struct host_task_turns *turns,
		     uint64_t gap)
{
	uint64_t n = turns->n - fixture->task_turns;

	if (!fixture->left)
		return !n;
	return n == 1 && thread_preemptions() > fixture->switches && gap > turns->ticks;
}

/* -EAGAIN if the guest was not preempted in its loop: the sample is taken again. */
int preempt_post(struct fixture *fixture)
{
	struct host_task_turns turns = host_task_turns(fixture->host_task);
	struct vcpu *vcpu = &fixture->self.vcpu;
	uint64_t gap = 0;
	int err = fixture_check_count(fixture, &fixture->self, 0);
	bool missed;

	if (err)
		return err;
	if (vcpu_get_reg(vcpu, vcpu_x_reg(PAYLOAD_X_GAP), &gap))
		return fixture_fail(fixture, -EIO, "%s", vcpu->msg);
	missed = !as_armed(fixture, &turns, gap);
	fixture->switched = fixture->left && !missed;
	fixture->gap_ticks = fixture->switched ? gap - turns.ticks : 0;
	if (misses_add(&fixture->misses, missed) && fixture->delay_ns < DELAY_NS_MAX)
		err = stay_longer(fixture);
	if (err)
		return err;
	return missed ? -EAGAIN : 0;
}

double preempt_ticks(const struct fixture *fixture)
{
	return fixture->gap_ticks;
}

/* How long KVM_RUN takes with so many turns, and nothing that disturbs it: ticks. */
static int time_turns(struct fixture *fixture, uint64_t turns, uint64_t *ticks)
{
	int err = set_turns(fixture, turns);

	*ticks = UINT64_MAX;
	for (int i = 0; i < TIMINGS && !err; i++) {
		uint64_t begin = ticks_now(), took;

		err = misses_run(fixture, 0);
		took = ticks_now() - begin;
		if (took < *ticks)
			*ticks = took;
		if (err == -EAGAIN)
			err = 0;
	}
	return err;
}

/* Make the guest stay for DELAYS times the delay. */
static int find_turns(struct fixture *fixture)
{
	uint64_t want = DELAYS * fixture->delay_ns * (host_cntfrq() / 1e9), took = 0;
	int err = 0;

	for (uint64_t turns = TURNS; !err && took < want && turns < TURNS_MAX; turns *= 2)
		err = time_turns(fixture, turns, &took);
	fixture->misses = 0;
	return err;
}

int preempt_start(struct fixture *fixture)
{
	int err = find_turns(fixture);

	return err ? err : misses_settle(fixture,
					 "the host's other task does not preempt the guest");
}
