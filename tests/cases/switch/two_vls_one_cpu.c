// SPDX-License-Identifier: GPL-2.0
/*
 * two_vls_one_cpu [STEPS]: two vcpus of one VM with different sets, side by side
 * on one CPU. Each guest checks all of its Z, P, FFR and its RDVL at every exit, and
 * every step of one is followed by a step of the other, so that each switch
 * between them meets a full-width state of another VL.
 */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "bench/cases/payload.h"
#include "bystander.h"
#include "guest.h"
#include "tap.h"
#include "vls_test.h"

#define STEPS 5000 /* of each: 10,000 switches */
#define CPU 0

struct side {
	pthread_t thread;
	struct vcpu vcpu;
	struct guest guest;
	unsigned int vq;
	int err;
};

/* They take turns by a count of steps that both made. */
struct pair {
	struct vm vm;
	struct side side[2];
	unsigned int steps;
	unsigned int turn; /* even: the first one's */
	pthread_mutex_t lock;
	pthread_cond_t next;
};

struct player {
	struct pair *pair;
	unsigned int me;
};

static uint64_t guest_max;

static void *play(void *arg)
{
	struct player *player = arg;
	struct pair *pair = player->pair;
	struct side *side = &pair->side[player->me];
	unsigned int i;

	pthread_mutex_lock(&pair->lock);
	for (i = 0; i < pair->steps; i++) {
		while (pair->turn % 2 != player->me)
			pthread_cond_wait(&pair->next, &pair->lock);
		if (!side->err)
			side->err = guest_step(&side->guest);
		pair->turn++;
		pthread_cond_signal(&pair->next);
	}
	pthread_mutex_unlock(&pair->lock);
	return NULL;
}

/*
 * Both before any runs: in protected mode upstream's hyp makes room for the vcpus
 * that there are at the first run, and the host panics when another one runs.
 */
static void side_create(struct pair *pair, unsigned int me, unsigned int vq)
{
	const struct vls set = { { mask_upto(guest_max, vq) } };
	struct side *side = &pair->side[me];

	side->vq = vq;
	if (vcpu_new(&side->vcpu, &pair->vm, me, true, &set))
		tap_bail("%s", side->vcpu.msg);
}

static void side_start(struct side *side)
{
	if (guest_start(&side->guest, &side->vcpu, GUEST_SVE, VLS_VQ_ARCH_MAX - 1))
		tap_bail("%s", side->guest.msg);
}

static void test_pair(unsigned int vq, unsigned int other_vq, unsigned int steps)
{
	struct pair pair = { .steps = steps, .lock = PTHREAD_MUTEX_INITIALIZER,
			     .next = PTHREAD_COND_INITIALIZER };
	struct player players[2] = { { &pair, 0 }, { &pair, 1 } };
	unsigned int i;

	if (vm_open(&pair.vm, PAYLOAD_MEM_SIZE) ||
	    vm_load(&pair.vm, PAYLOAD_GPA, payload_start, payload_end - payload_start))
		tap_bail("%s", pair.vm.msg);
	side_create(&pair, 0, vq);
	side_create(&pair, 1, other_vq);
	side_start(&pair.side[0]);
	side_start(&pair.side[1]);
	for (i = 0; i < 2; i++)
		if (pthread_create(&pair.side[i].thread, NULL, play, &players[i]))
			tap_bail("pthread_create");
	for (i = 0; i < 2; i++) {
		pthread_join(pair.side[i].thread, NULL);
		tap_many(!pair.side[i].err, "%s", pair.side[i].guest.msg);
		tap_many(pair.side[i].guest.rdvl == pair.side[i].vq * 16, "RDVL %llu",
			 (unsigned long long)pair.side[i].guest.rdvl);
		tap_many(pair.side[i].guest.next == steps, "%llu steps",
			 (unsigned long long)pair.side[i].guest.next);
		vcpu_close(&pair.side[i].vcpu);
	}
	vm_close(&pair.vm);
	tap_ok(!tap_many_bad(), "VL %u and VL %u in one VM: %u switches, all registers right",
	       vq * 128, other_vq * 128, pair.turn);
}

int main(int argc, char **argv)
{
	unsigned int steps = argc > 1 ? atoi(argv[1]) : STEPS, max;

	guest_max = kvm_guest_max();
	max = mask_max(guest_max);
	pin_to(CPU);
	test_pair(mask_ceil(guest_max, 1), max, steps);
	return tap_end();
}
