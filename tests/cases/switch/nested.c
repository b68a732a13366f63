// SPDX-License-Identifier: GPL-2.0
/*
 * nested [STEPS]: a guest hypervisor whose guest uses all SVE registers at a VL of its own,
 * in each mode of kvm.fp_restore. Both get their registers at each switch between them and
 * the VMM; the guest hypervisor gets the traps it asked for, and its guest the VL that both
 * ZCR_EL2 and ZCR_EL1 allow. The events show these VLs, and only changes that were made.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/cases/vgic.h"
#include "fp_mode.h"
#include "guest.h"
#include "nested_guest.h"
#include "tap.h"
#include "tracefs.h"
#include "vcpu_calls.h"
#include "vls_test.h"

#ifndef KVM_CAP_ARM_EL2
#define KVM_CAP_ARM_EL2 240
#endif
#ifndef KVM_ARM_VCPU_HAS_EL2
#define KVM_ARM_VCPU_HAS_EL2 7
#endif

#define STEPS 40
#define CALLS 2 /* of the guest to its hypervisor, a step */
#define LEN_MAX 15

struct config {
	unsigned int max_vq; /* of the vcpu's set */
	unsigned int cap;    /* ZCR_EL2.LEN for the guest */
	unsigned int len;    /* ZCR_EL1.LEN */
	unsigned int how;    /* of nested_guest.h */
};

struct nested {
	struct config conf;
	struct vcpu vcpu;
	struct guest guest;
	unsigned int max_vq, vq; /* of vcpu and guest, as they must be */
	unsigned int steps, exits; /* of the guest, of the guest hypervisor */
	int vgic; /* without it KVM runs no vcpu with EL2 */
};

/* Changes of VL that were traced, and the VQ after the last. */
struct changes {
	unsigned int n, vq;
	bool odd; /* one began with another VQ than the last ended with */
};

/* What the switch events say. */
struct seen {
	unsigned int vq[2], max_vq;
	unsigned int switches[2], odd;
};

static uint64_t guest_max;

static uint64_t *area(struct nested *n, unsigned int word)
{
	return (uint64_t *)((char *)n->vcpu.vm->mem + (NESTED_AREA - VM_MEM_BASE) + word);
}

static void set_up(struct nested *n, const struct config *conf)
{
	const uint32_t features = 1U << KVM_ARM_VCPU_SVE | 1U << KVM_ARM_VCPU_HAS_EL2;
	const struct vls set = { { mask_upto(guest_max, conf->max_vq) } };
	unsigned int len = conf->cap < conf->len ? conf->cap : conf->len;

	memset(n, 0, sizeof(*n));
	n->conf = *conf;
	n->max_vq = mask_max(set.vqs[0]);
	n->vq = mask_max(mask_upto(set.vqs[0], len + 1));
	raw_vcpu(&n->vcpu);
	if (vm_load(n->vcpu.vm, NESTED_GPA, nested_guest_begin,
		    nested_guest_end - nested_guest_begin))
		tap_bail("%s", n->vcpu.vm->msg);
	if (vcpu_init_features(&n->vcpu, features) || vcpu_set_vls(&n->vcpu, &set) ||
	    vcpu_finalize(&n->vcpu))
		tap_bail("%s", n->vcpu.msg);
	n->vgic = vgic_create(n->vcpu.vm);
	if (n->vgic < 0)
		tap_bail("%s", n->vcpu.vm->msg);
	*area(n, NESTED_ENTRY) = PAYLOAD_GPA + (payload_sve_hvc - payload_start);
	*area(n, NESTED_LEN) = conf->cap;
	*area(n, NESTED_HOW) = conf->how;
}

static int start(struct nested *n)
{
	return guest_start_at(&n->guest, &n->vcpu,
			      NESTED_GPA + (nested_guest_start - nested_guest_begin), n->conf.len);
}

/* The guest's exit, after those of the guest hypervisor. */
static int step(struct nested *n)
{
	struct vcpu_mmio mmio;
	int err;

	if (vcpu_set_x(&n->vcpu, PAYLOAD_X_LEFT, CALLS))
		tap_bail("%s", n->vcpu.msg);
	n->steps++;
	for (;;) {
		err = vcpu_run_mmio(&n->vcpu, &mmio);
		if (err) {
			memcpy(n->guest.msg, n->vcpu.msg, sizeof(n->guest.msg));
			return err;
		}
		if (mmio.addr != PAYLOAD_MMIO + NESTED_EXIT) {
			n->guest.next += CALLS;
			return guest_stepped(&n->guest);
		}
		n->exits++;
	}
}

static void tear_down(struct nested *n)
{
	close(n->vgic);
	free_vcpu(&n->vcpu);
}

static const char *text(const struct config *conf)
{
	static char line[128];

	snprintf(line, sizeof(line), "VL %u, ZCR_EL2 %u, ZCR_EL1 %u%s%s", conf->max_vq * 128,
		 conf->cap, conf->len, conf->how & NESTED_TRAP ? ", traps" : "",
		 conf->how & NESTED_USE_FP ? ", uses FP itself" : "");
	return line;
}

static void check_counts(struct nested *n, const struct vcpu_fp_stats *s, const char *mode)
{
	uint64_t calls = *area(n, NESTED_CALLS), traps = *area(n, NESTED_TRAPS);
	bool trap = n->conf.how & NESTED_TRAP;

	tap_ok(calls == CALLS * n->steps, "%s: %" PRIu64 " calls reached the guest hypervisor", mode,
	       calls);
	tap_ok(n->exits == (n->conf.how & NESTED_USE_FP ? calls : 0),
	       "%s: it left %u times itself", mode, n->exits);
	tap_ok(!*area(n, NESTED_BAD), "%s: its registers stayed as they were", mode);
	/* The guest uses FP after its last call in a step, and where it sets up its VL. */
	tap_ok(trap ? traps >= n->steps : !traps, "%s: %" PRIu64 " traps reached it", mode, traps);
	tap_ok(vcpu_fp_states(s) >= n->steps, "%s: %" PRIu64 " trapped, %" PRIu64 " early, %" PRIu64
	       " kept", mode, s->trapped, s->early, s->kept);
	switch (fp_mode_get()) {
	case FP_OFF:
		tap_ok(!s->early && !s->kept, "%s: none early", mode);
		break;
	case FP_ALWAYS:
		tap_ok(!s->trapped, "%s: none trapped to the host", mode);
		break;
	default:
		tap_ok(s->early, "%s: some early", mode);
	}
}

static void check(const struct config *conf, unsigned int steps)
{
	const char *mode = fp_mode_names[fp_mode_get()];
	struct vcpu_fp_stats stats;
	struct nested n;
	int err;

	tap_note("%s, %s", mode, text(conf));
	set_up(&n, conf);
	err = start(&n);
	tap_ok(!err && n.guest.rdvl == n.vq * 16, "%s: the guest's VL is %u", mode, n.vq * 128);
	while (!err && n.steps < steps)
		err = step(&n);
	tap_ok(!err, "%s: its registers are right, %u exits%s%s", mode, n.steps, err ? ": " : "",
	       err ? n.guest.msg : "");
	if (vcpu_fp_stats(&n.vcpu, &stats))
		tap_bail("%s", n.vcpu.msg);
	if (!err)
		check_counts(&n, &stats, mode);
	tear_down(&n);
}

static void see_switch(const struct kvm_sve_switch *rec, int cpu, void *data)
{
	struct seen *seen = data;

	(void)cpu;
	seen->odd += rec->guest_max_vq != seen->max_vq;
	if (rec->guest_vq == seen->vq[1])
		seen->switches[1]++;
	else if (rec->guest_vq == seen->vq[0])
		seen->switches[0]++;
	else
		seen->odd++;
}

/* @data: the changes of the guest hypervisor, and of its guest */
static void see_change(const struct kvm_sve_vl_change *rec, void *data)
{
	struct changes *changes = data;

	if (rec->nested > 1)
		tap_bail("nested is %u", rec->nested);
	changes += rec->nested;
	tap_note("VQ %u to %u, ZCR %#llx, nested %u", rec->old_vq, rec->new_vq,
		 (unsigned long long)rec->zcr, rec->nested);
	changes->odd |= rec->old_vq != changes->vq || rec->new_vq == rec->old_vq;
	changes->vq = rec->new_vq;
	changes->n++;
}

/* Exits of the guest and of its hypervisor alternate, and each has its own VL. */
static void check_events(unsigned int steps)
{
	const struct config conf = { mask_max(guest_max), 1, LEN_MAX, NESTED_USE_FP };
	struct changes changes[2] = { { .vq = 1 }, { .vq = 1 } };
	struct seen seen = { 0 };
	struct nested n;
	int err;

	set_up(&n, &conf);
	if (n.vq == n.max_vq || access(TRACEFS "events/kvm_sve", F_OK)) {
		tap_skip("no module, or not two VLs", "events");
		tear_down(&n);
		return;
	}
	seen.max_vq = seen.vq[0] = n.max_vq;
	seen.vq[1] = n.vq;
	trace_clear();
	trace_event("sve_vl_change", true);
	err = start(&n);
	trace_event("sve_switch_cycles", true);
	while (!err && n.steps < steps)
		err = step(&n);
	trace_event("sve_switch_cycles", false);
	trace_event("sve_vl_change", false);
	tap_ok(!err, "events: the registers are right%s%s", err ? ": " : "", err ? n.guest.msg : "");

	trace_switches(see_switch, &seen);
	tap_ok(!seen.odd, "events: VL %u or %u, of %u", n.vq * 128, n.max_vq * 128, n.max_vq * 128);
	tap_ok(seen.switches[0] >= n.exits && seen.switches[1] >= n.steps,
	       "events: %u switches by the guest hypervisor, %u by its guest", seen.switches[0],
	       seen.switches[1]);
	trace_vl_changes(see_change, changes);
	tap_ok(changes[1].n == (n.vq != 1) && changes[1].vq == n.vq,
	       "events: the guest set its VL once");
	/* A tick between two writes of ZCR_EL2 shows more of them, and back. */
	tap_ok(changes[0].vq == n.max_vq && changes[0].n < n.exits / 2,
	       "events: its hypervisor had its own, by %u changes", changes[0].n);
	tap_ok(!changes[0].odd && !changes[1].odd, "events: each change begins where the last ended");
	tear_down(&n);
}

int main(int argc, char **argv)
{
	unsigned int steps = argc > 1 ? atoi(argv[1]) : STEPS, i;
	enum fp_mode before, mode;
	struct vcpu vcpu;

	guest_max = kvm_guest_max();
	new_vcpu(&vcpu, true);
	if (vm_check_cap(vcpu.vm, KVM_CAP_ARM_EL2) <= 0)
		tap_skip_all("this host has no nested virtualization");
	free_vcpu(&vcpu);

	const unsigned int max = mask_max(guest_max);
	const struct config configs[] = {
		{ max, LEN_MAX, LEN_MAX, 0 },
		{ max, 0, LEN_MAX, 0 },
		{ max, 3, LEN_MAX, NESTED_USE_FP },
		{ max, LEN_MAX, 2, NESTED_USE_FP },
		{ max, LEN_MAX, LEN_MAX, NESTED_TRAP },
		{ max, 3, 1, NESTED_TRAP | NESTED_USE_FP },
		{ max > 1 ? mask_ceil(guest_max, 2) : 1, LEN_MAX, LEN_MAX, NESTED_TRAP | NESTED_USE_FP },
	};

	before = fp_mode_get();
	for (mode = FP_OFF; mode < NR_FP_MODES; mode++) {
		fp_mode_set(mode);
		for (i = 0; i < sizeof(configs) / sizeof(configs[0]); i++)
			check(&configs[i], steps);
		check_events(steps);
	}
	fp_mode_set(before);
	return tap_end();
}
