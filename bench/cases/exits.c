// SPDX-License-Identifier: GPL-2.0
/* The kinds of exit; docs/benchmarking.md tells what each is for. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cases.h"
#include "host_task.h"
#include "payload.h"
#include "vgic.h"

#define HVC_FEW		2
#define HVC_MANY	34
#define NAP_FEW		1
#define NAP_MANY	5
#define NAPS_PER_SECOND	10000	/* 100 us at first */
#define NAP_RUNS	4	/* KVM_RUNs with all their sleeps, before it is measured */
#define NAP_OWES	6	/* KVM_RUNs with all their sleeps for one without */
#define NAP_DEBT_MAX	12	/* two in a row without, or one in seven for long */
#define NAP_LONGEST	10	/* of a second; longer than that none becomes */

static int exec_self(struct trip *trip)
{
	return vcpu_run_once(&trip->self.vcpu);
}

static int post_self(struct trip *trip)
{
	return trip_check_count(trip, &trip->self, trip->left);
}

/* The other one's turn is not timed. */
static int post_pair(struct trip *trip)
{
	int err = post_self(trip);

	return err ? err : trip_turn(trip, &trip->peer);
}

static int prep_preempt(struct trip *trip)
{
	trip->vgic = vgic_create(&trip->vm);
	if (trip->vgic < 0)
		return trip_fail(trip, -EOPNOTSUPP, "%s", trip->vm.msg);
	return rival_start(trip, trip->c->host, trip->c->host_vl);
}

/* How often this thread went to sleep by itself, be it within KVM_RUN. */
static long sleeps(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nvcsw;
}

static int set_nap(struct trip *trip, uint64_t nap)
{
	int err = vcpu_set_x(&trip->self.vcpu, PAYLOAD_X_NAP, nap);

	trip->nap = nap;
	trip->nap_debt = 0;
	return err ? trip_fail(trip, err, "%s", trip->self.vcpu.msg) : 0;
}

/*
 * -EAGAIN if not each sleep of the guest gave the CPU away: it was over too soon, and the
 * sample is taken again. Where that is not seldom, since the host has become busier, they
 * become longer.
 */
static int post_preempt(struct trip *trip)
{
	long now = sleeps();
	int err = post_self(trip);

	trip->slept = now - trip->sleeps;
	trip->sleeps = now;
	if (err)
		return err;
	if (trip->slept >= trip->left) {
		if (trip->nap_debt)
			trip->nap_debt--;
		return 0;
	}
	trip->nap_debt += NAP_OWES;
	if (trip->nap_debt > NAP_DEBT_MAX && trip->nap < host_cntfrq() / NAP_LONGEST)
		err = set_nap(trip, 2 * trip->nap);
	return err ? err : -EAGAIN;
}

/* A KVM_RUN at the nap that is set. */
static int try_nap(struct trip *trip)
{
	int err = trip_set_left(trip, NAP_MANY);

	if (err)
		return err;
	err = vcpu_run(&trip->self.vcpu);
	if (err)
		return trip_fail(trip, err, "%s", trip->self.vcpu.msg);
	return post_preempt(trip);
}

/*
 * Find a nap that is long enough for KVM to give the CPU away before it is over. Where the
 * host does not trap WFI there is none.
 */
static int start_preempt(struct trip *trip)
{
	int err = set_nap(trip, host_cntfrq() / NAPS_PER_SECOND), good = 0;

	trip->sleeps = sleeps();
	while (!err && good < NAP_RUNS) {
		err = try_nap(trip);
		good += !err;
		if (err == -EAGAIN && trip->nap_debt > NAP_DEBT_MAX)
			return trip_fail(trip, -EOPNOTSUPP,
					 "the vcpu keeps its CPU when the guest sleeps (WFI)");
		if (err == -EAGAIN)
			err = 0;
	}
	return err;
}

static int end_preempt(struct trip *trip)
{
	uint64_t wrong = rival_end(trip->rival);

	trip->rival = NULL;
	if (trip->vgic >= 0)
		close(trip->vgic);
	trip->vgic = -1;
	if (!wrong)
		return 0;
	return trip_fail(trip, -EBADMSG, "wrong result: the host's other task lost %llu registers",
			 (unsigned long long)wrong);
}

#define PINGPONG(with)				\
	.name = "pingpong-" with,		\
	.loop = BENCH_LOOP_MMIO,		\
	.share = 1,				\
	.exec = exec_self,			\
	.post = post_pair

const struct bench_exit bench_exits[] = {
	{
		.name = "mmio",
		.loop = BENCH_LOOP_MMIO,
		.share = 1,
		.exec = exec_self,
		.post = post_self,
	}, {
		.name = "hvc",
		.loop = BENCH_LOOP_HVC,
		.few = HVC_FEW,
		.many = HVC_MANY,
		.share = 5,
		.exec = exec_self,
		.post = post_self,
	}, {
		.name = "preempt",
		.loop = BENCH_LOOP_NAP,
		.few = NAP_FEW,
		.many = NAP_MANY,
		.share = 5,
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
