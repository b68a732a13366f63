// SPDX-License-Identifier: GPL-2.0
/*
 * vl_change [STEPS]: four vcpus on two CPUs step through all their VLs in a
 * random order that is known, each by its own ZCR_EL1, and the tracepoint
 * vl_change tells exactly that: one event for each change, none for a step that
 * asks for the same VL by another LEN or by the same, in order, with the raw ZCR.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bystander.h"
#include "guest.h"
#include "tap.h"
#include "tracefs.h"
#include "vls_test.h"
#include "write.h"

#define STEPS 200
#define MAX_STEPS 20000
#define VCPUS 4
#define CPUS 2
#define LENS 16

struct change {
	unsigned int old_vq, new_vq, zcr;
};

struct walker {
	pthread_t thread;
	struct vcpu vcpu;
	struct guest guest;
	unsigned int cpu, seed, steps;
	int err;
	struct change want[MAX_STEPS], got[MAX_STEPS];
	unsigned int nr_want, nr_got;
	unsigned long long vm;
};

static struct walker walkers[VCPUS];
static struct vls_host host;

/* Each step restarts the guest with another LEN, which it writes to ZCR_EL1. */
static void *walk(void *arg)
{
	struct walker *w = arg;
	unsigned int i, len, vq, now = mask_max(mask_upto(host.guest_max, 1));

	pin_to(w->cpu);
	for (i = 0; i < w->steps && !w->err; i++) {
		len = rand_r(&w->seed) % LENS;
		vq = mask_max(mask_upto(host.guest_max, len + 1));
		w->err = guest_start(&w->guest, &w->vcpu, GUEST_SVE, len);
		if (!w->err && w->guest.rdvl != vq * 16)
			w->err = -EPROTO;
		if (vq != now)
			w->want[w->nr_want++] = (struct change){ now, vq, len };
		now = vq;
	}
	return NULL;
}

/* The VM's number tells whose event it is: they were made in this order. */
static struct walker *walker_of(unsigned long long vm)
{
	unsigned int i;

	for (i = 0; i < VCPUS; i++) {
		if (!walkers[i].vm)
			walkers[i].vm = vm;
		if (walkers[i].vm == vm)
			return &walkers[i];
	}
	tap_bail("an event of VM %llu, a fifth", vm);
}

static void see_change(const struct kvm_sve_vl_change *rec, void *data)
{
	struct walker *w;

	(void)data;
	if (rec->vm_tgid != (unsigned int)getpid() || rec->vcpu_id || rec->nested)
		tap_bail("an event that is none of ours: tgid %u, vcpu %u, nested %u",
			 rec->vm_tgid, rec->vcpu_id, rec->nested);
	w = walker_of(rec->vm_id);
	if (w->nr_got < MAX_STEPS)
		w->got[w->nr_got++] = (struct change){ rec->old_vq, rec->new_vq, rec->zcr };
}

/* The VMs' numbers in the order in which the walkers' VMs were made. */
static void sort_vms(void)
{
	unsigned int i, j;

	for (i = 0; i < VCPUS; i++)
		for (j = i + 1; j < VCPUS; j++)
			if (walkers[j].vm < walkers[i].vm) {
				unsigned long long vm = walkers[i].vm;

				walkers[i].vm = walkers[j].vm;
				walkers[j].vm = vm;
			}
}

static void compare(const struct walker *w, unsigned int n)
{
	unsigned int i;

	tap_many(!w->err, "vcpu %u: %s", n, w->guest.msg);
	for (i = 0; i < w->nr_want && i < w->nr_got; i++)
		if (memcmp(&w->want[i], &w->got[i], sizeof(w->want[i]))) {
			tap_many(false, "vcpu %u, change %u: VQ %u to %u (ZCR %#x), not %u to %u (%#x)",
				 n, i, w->got[i].old_vq, w->got[i].new_vq, w->got[i].zcr,
				 w->want[i].old_vq, w->want[i].new_vq, w->want[i].zcr);
			break;
		}
	tap_ok(!tap_many_bad() && w->nr_got == w->nr_want,
	       "vcpu %u: %u steps, %u changes of VL, %u events, each as it was", n, w->steps,
	       w->nr_want, w->nr_got);
}

static void run_walkers(unsigned int steps)
{
	unsigned int i;

	for (i = 0; i < VCPUS; i++) {
		walkers[i].cpu = i % CPUS;
		walkers[i].seed = getpid() * 31 + i;
		walkers[i].steps = steps;
		new_vcpu(&walkers[i].vcpu, true);
		must_finalize(&walkers[i].vcpu);
	}
	tap_note("seeds from %u", walkers[0].seed);
	for (i = 0; i < VCPUS; i++)
		if (pthread_create(&walkers[i].thread, NULL, walk, &walkers[i]))
			tap_bail("pthread_create");
	for (i = 0; i < VCPUS; i++) {
		pthread_join(walkers[i].thread, NULL);
		free_vcpu(&walkers[i].vcpu);
	}
}

int main(int argc, char **argv)
{
	unsigned int steps = argc > 1 ? atoi(argv[1]) : STEPS, i, seen = 0;

	if (!steps || steps > MAX_STEPS)
		tap_bail("1 to %u steps", MAX_STEPS);
	learn_host(&host);
	write_text(TRACEFS "buffer_size_kb", "8192");
	trace_clear();
	trace_event("sve_vl_change", true);
	run_walkers(steps);
	trace_event("sve_vl_change", false);

	/* Twice: the numbers must be known before they can be put in order. */
	trace_vl_changes(see_change, NULL);
	sort_vms();
	for (i = 0; i < VCPUS; i++)
		walkers[i].nr_got = 0;
	trace_vl_changes(see_change, NULL);
	for (i = 0; i < VCPUS; i++) {
		compare(&walkers[i], i);
		seen += walkers[i].nr_got;
	}
	if (mask_upto(host.guest_max, 1) == host.guest_max)
		tap_ok(!seen, "one VL: nothing to tell");
	else
		tap_ok(seen, "%u changes in all", seen);
	return tap_end();
}
