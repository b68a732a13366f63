// SPDX-License-Identifier: GPL-2.0
/* The kinds of exit; docs/benchmarking.md tells what each is for. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cases.h"
#include "host_task.h"
#include "payload.h"
#include "vgic.h"

#define HVC_TRIPS_SHORT		2
#define HVC_TRIPS_LONG		34
#define SLEEP_TRIPS_SHORT	1
#define SLEEP_TRIPS_LONG	5
#define SLEEPS_PER_SECOND	10000	/* 100 us at first */
#define SLEEP_RUNS		4	/* KVM_RUNs with all their sleeps, before it is measured */
#define SLEEP_LONGEST		10	/* of a second; longer than that none becomes */
#define MISS_PENALTY		6	/* KVM_RUNs with all their sleeps for one without */
#define MISSES_MAX		12	/* two in a row without, or one in seven for long */

static int exec_self(struct fixture *fixture)
{
	return vcpu_run_once(&fixture->self.vcpu);
}

static int post_self(struct fixture *fixture)
{
	return fixture_check_count(fixture, &fixture->self, fixture->left);
}

/* The other vcpu's KVM_RUN is not timed. */
static int post_pair(struct fixture *fixture)
{
	int err = post_self(fixture);

	return err ? err : fixture_run(fixture, &fixture->peer);
}

static int prep_preempt(struct fixture *fixture)
{
	fixture->vgic = vgic_create(&fixture->vm);
	if (fixture->vgic < 0)
		return fixture_fail(fixture, -EOPNOTSUPP, "%s", fixture->vm.msg);
	return host_task_start(fixture, fixture->c->host_state, fixture->c->host_vl);
}

/* How often this thread went to sleep by itself, be it within KVM_RUN. */
static long sleeps(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nvcsw;
}

static int set_sleep(struct fixture *fixture, uint64_t ticks)
{
	int err = vcpu_set_x(&fixture->self.vcpu, PAYLOAD_X_SLEEP, ticks);

	fixture->sleep_ticks = ticks;
	fixture->sleep_misses = 0;
	return err ? fixture_fail(fixture, err, "%s", fixture->self.vcpu.msg) : 0;
}

/*
 * -EAGAIN if not each sleep of the guest gave the CPU away: it was over too soon, and the
 * sample is taken again. Where that is not seldom, since the host has become busier, they
 * become longer.
 */
static int post_preempt(struct fixture *fixture)
{
	long now = sleeps();
	int err = post_self(fixture);

	fixture->slept = now - fixture->sleeps;
	fixture->sleeps = now;
	if (err)
		return err;
	if (fixture->slept >= fixture->left) {
		if (fixture->sleep_misses)
			fixture->sleep_misses--;
		return 0;
	}
	fixture->sleep_misses += MISS_PENALTY;
	if (fixture->sleep_misses > MISSES_MAX &&
	    fixture->sleep_ticks < host_cntfrq() / SLEEP_LONGEST)
		err = set_sleep(fixture, 2 * fixture->sleep_ticks);
	return err ? err : -EAGAIN;
}

/* A KVM_RUN with sleeps of the length that is set. */
static int try_sleep(struct fixture *fixture)
{
	int err = fixture_set_left(fixture, SLEEP_TRIPS_LONG);

	if (err)
		return err;
	err = vcpu_run(&fixture->self.vcpu);
	if (err)
		return fixture_fail(fixture, err, "%s", fixture->self.vcpu.msg);
	return post_preempt(fixture);
}

/*
 * Find a sleep that is long enough for KVM to give the CPU away before it is over. Where the
 * host does not trap WFI there is none.
 */
static int start_preempt(struct fixture *fixture)
{
	int err = set_sleep(fixture, host_cntfrq() / SLEEPS_PER_SECOND), good = 0;

	fixture->sleeps = sleeps();
	while (!err && good < SLEEP_RUNS) {
		err = try_sleep(fixture);
		good += !err;
		if (err == -EAGAIN && fixture->sleep_misses > MISSES_MAX)
			return fixture_fail(fixture, -EOPNOTSUPP,
					    "the vcpu keeps its CPU when the guest sleeps (WFI)");
		if (err == -EAGAIN)
			err = 0;
	}
	return err;
}

static int end_preempt(struct fixture *fixture)
{
	uint64_t wrong = host_task_end(fixture->host_task);

	fixture->host_task = NULL;
	if (fixture->vgic >= 0)
		close(fixture->vgic);
	fixture->vgic = -1;
	if (!wrong)
		return 0;
	return fixture_fail(fixture, -EBADMSG,
			    "wrong result: the host's other task lost %llu registers",
			    (unsigned long long)wrong);
}

#define PINGPONG(with)				\
	.name = "pingpong-" with,		\
	.loop = BENCH_LOOP_MMIO,		\
	.sample_divisor = 1,				\
	.exec = exec_self,			\
	.post = post_pair

const struct bench_exit bench_exits[] = {
	{
		.name = "mmio",
		.loop = BENCH_LOOP_MMIO,
		.sample_divisor = 1,
		.exec = exec_self,
		.post = post_self,
	}, {
		.name = "hvc",
		.loop = BENCH_LOOP_HVC,
		.trips_short = HVC_TRIPS_SHORT,
		.trips_long = HVC_TRIPS_LONG,
		.sample_divisor = 5,
		.exec = exec_self,
		.post = post_self,
	}, {
		.name = "preempt",
		.loop = BENCH_LOOP_SLEEP,
		.trips_short = SLEEP_TRIPS_SHORT,
		.trips_long = SLEEP_TRIPS_LONG,
		.sample_divisor = 5,
		.prep = prep_preempt,
		.start = start_preempt,
		.exec = exec_self,
		.post = post_preempt,
		.end = end_preempt,
	},
	{ PINGPONG("same"), .peer = BENCH_PEER_SAME },
	{ PINGPONG("other"), .peer = BENCH_PEER_OTHER },
	{ PINGPONG("nosve"), .peer = BENCH_PEER_NO_SVE },
	{ .name = NULL },
};
