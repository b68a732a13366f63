// SPDX-License-Identifier: GPL-2.0
/*
 * pingpong [STEPS]: vcpus that share a CPU keep their registers apart. At each
 * VL, a thread for each of: a vcpu of that VL, one of the largest, one without
 * SVE that uses V registers, and one with SVE whose guest uses none. All are
 * pinned to one CPU, so the scheduler puts one and loads another in mid-run; the
 * guests check their registers and RDVL at every exit.
 */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bystander.h"
#include "guest.h"
#include "tap.h"
#include "vls_test.h"

#define STEPS 100 /* of each guest at each VL */
#define THREADS 4
#define CPU 0

struct player {
	pthread_t thread;
	struct vcpu vcpu;
	struct guest guest;
	unsigned int steps;
	int err;
};

static uint64_t guest_max;

/* Between steps too the next one gets its turn. */
static void *play(void *arg)
{
	struct player *p = arg;
	unsigned int i;

	for (i = 0; i < p->steps && !p->err; i++) {
		p->err = guest_step(&p->guest);
		sched_yield();
	}
	return NULL;
}

static void player_start(struct player *p, enum guest_kind kind, unsigned int vq,
			 unsigned int steps)
{
	const struct vls set = { { vq ? mask_upto(guest_max, vq) : 0 } };

	*p = (struct player){ .steps = steps };
	new_vcpu(&p->vcpu, vq);
	if (vq && vcpu_set_vls(&p->vcpu, &set))
		tap_bail("%s", p->vcpu.msg);
	must_finalize(&p->vcpu);
	if (guest_start(&p->guest, &p->vcpu, kind, VLS_VQ_ARCH_MAX - 1))
		tap_bail("%s", p->guest.msg);
	if (pthread_create(&p->thread, NULL, play, p))
		tap_bail("pthread_create");
}

static void player_end(struct player *p)
{
	pthread_join(p->thread, NULL);
	tap_many(!p->err, "%s", p->guest.msg);
	free_vcpu(&p->vcpu);
}

static void test_vl(unsigned int vq, unsigned int steps)
{
	struct player players[THREADS];
	int i;

	player_start(&players[0], GUEST_SVE, vq, steps);
	player_start(&players[1], GUEST_SVE, mask_max(guest_max), steps);
	player_start(&players[2], GUEST_FPSIMD, 0, steps);
	player_start(&players[3], GUEST_NONE, vq, steps);
	for (i = 0; i < THREADS; i++)
		player_end(&players[i]);
	tap_ok(!tap_many_bad(), "VL %u with VL %u, no SVE and no FP on one CPU", vq * 128,
	       mask_max(guest_max) * 128);
}

int main(int argc, char **argv)
{
	unsigned int steps = argc > 1 ? atoi(argv[1]) : STEPS, vq;
	struct rusage usage;

	guest_max = kvm_guest_max();

	pin_to(CPU);
	for (vq = 1; vq <= mask_max(guest_max); vq++)
		if (guest_max & VQ_BIT(vq))
			test_vl(vq, steps);
	getrusage(RUSAGE_SELF, &usage);
	tap_ok(usage.ru_nivcsw, "vcpus were preempted (%ld times)", usage.ru_nivcsw);
	return tap_end();
}
