// SPDX-License-Identifier: GPL-2.0
/* The kinds of exit; docs/benchmarking.md tells what each is for. */
#include "cases.h"
#include "host_task.h"
#include "preempt.h"
#include "sleep.h"

#define HVC_TRIPS_SHORT		2
#define HVC_TRIPS_LONG		34
#define SLEEP_TRIPS_SHORT	1
#define SLEEP_TRIPS_LONG	5
#define PREEMPT_TRIPS_LONG	1	/* more than none: the guest's loop is in both */
#define LONG_SAMPLE_DIVISOR	5

#define HOST_STATES_ALL		(HOST_STATES_CLEAN | HOST_STATES_FPSIMD | HOST_STATES_SVE)

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

#define NO_TASK								\
	.host_states = HOST_STATES_CLEAN | HOST_STATES_FPSIMD,		\
	.default_host_states = HOST_STATES_CLEAN

#define SLEEP(beside)							\
	.name = "sleep-" beside,					\
	.loop = BENCH_LOOP_SLEEP,					\
	.trips_short = SLEEP_TRIPS_SHORT,				\
	.trips_long = SLEEP_TRIPS_LONG,					\
	.sample_divisor = LONG_SAMPLE_DIVISOR,				\
	.missed = "the guest's sleeps end too soon",			\
	.start = sleep_start,						\
	.exec = exec_self,						\
	.post = sleep_post,						\
	.end = sleep_end

#define PINGPONG(with)							\
	.name = "pingpong-" with,					\
	.loop = BENCH_LOOP_MMIO,					\
	.sample_divisor = 1,						\
	NO_TASK,							\
	.exec = exec_self,						\
	.post = post_pair

/*
 * An exit "preempt" was a sleep beside another task, which is "sleep-task" now. Do not use
 * that name again: results of the new exit would be compared with those of the old one.
 */
const struct bench_exit bench_exits[] = {
	{
		.name = "mmio",
		.loop = BENCH_LOOP_MMIO,
		.sample_divisor = 1,
		.host_states = HOST_STATES_CLEAN | HOST_STATES_FPSIMD,
		.default_host_states = HOST_STATES_CLEAN | HOST_STATES_FPSIMD,
		.exec = exec_self,
		.post = post_self,
	}, {
		.name = "hvc",
		.loop = BENCH_LOOP_HVC,
		.trips_short = HVC_TRIPS_SHORT,
		.trips_long = HVC_TRIPS_LONG,
		.sample_divisor = LONG_SAMPLE_DIVISOR,
		NO_TASK,
		.exec = exec_self,
		.post = post_self,
	},
	{ SLEEP("idle"), NO_TASK, .prep = sleep_prep_idle },
	{
		SLEEP("task"),
		.host_states = HOST_STATES_ALL,
		.default_host_states = HOST_STATES_SVE,
		.prep = sleep_prep_task,
	}, {
		.name = "preempt-fifo",
		.loop = BENCH_LOOP_PREEMPT,
		.trips_long = PREEMPT_TRIPS_LONG,
		.sample_divisor = LONG_SAMPLE_DIVISOR,
		.host_states = HOST_STATES_ALL,
		.default_host_states = HOST_STATES_CLEAN | HOST_STATES_SVE,
		.missed = "the guest is not preempted in its loop",
		.prep = preempt_prep,
		.start = preempt_start,
		.arm = preempt_arm,
		.exec = exec_self,
		.post = preempt_post,
		.ticks = preempt_ticks,
		.end = host_task_end,
	},
	{ PINGPONG("same"), .peer = BENCH_PEER_SAME },
	{ PINGPONG("other"), .peer = BENCH_PEER_OTHER },
	{ PINGPONG("nosve"), .peer = BENCH_PEER_NO_SVE },
	{ .name = NULL },
};
