// SPDX-License-Identifier: GPL-2.0
/*
 * migrate_to SET FILE: the destination of the migrations that migrate_from saved
 * in FILE. This host must be SET. Each snapshot is taken in by every order of
 * the calls. Where the set can be had here the guest goes on, and must come to
 * the end of the run that never moved; else SET must say why not.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vls.h"
#include "snapshot.h"
#include "tap.h"
#include "vcpu_calls.h"
#include "vls_test.h"

/*
 * What a VMM does after INIT: S, SET; O, the set by ONE_REG, as VMMs do today;
 * F, FINALIZE; R, the registers. In the last one the set comes again with the
 * registers, after FINALIZE, which the VM allows by REPLAY.
 */
static const char *const orders[] = { "SFR", "FSR", "FRS", "SFRS", "OFRO" };

#define NR_ORDERS (sizeof(orders) / sizeof(orders[0]))

static struct vls_host host;

static void open_vcpu(struct vcpu *vcpu, bool replay)
{
	struct vm *vm = malloc(sizeof(*vm));

	if (!vm)
		tap_bail("no memory");
	if (vm_open(vm, MIXER_MEM_SIZE) ||
	    (replay && vm_enable_cap(vm, KVM_CAP_ARM_SVE_VLS, KVM_ARM_SVE_VLS_REPLAY)))
		tap_bail("%s", vm->msg);
	if (vcpu_create(vcpu, vm, 0) || vcpu_init(vcpu, true))
		tap_bail("%s", vcpu->msg);
}

/* TRY first: it must answer alike. */
static struct answer give_set(struct vcpu *vcpu, const struct snapshot *snap)
{
	struct kvm_arm_sve_vls arg = { 0 };
	struct answer tried, got;

	memcpy(arg.vqs, snap->state.set.vqs, sizeof(arg.vqs));
	arg.flags = KVM_ARM_SVE_VLS_TRY;
	tried = call_set(vcpu, &arg);
	got = call_set(vcpu, &arg);
	tap_many(same_answer(tried, got), "TRY says %s, SET %s", answer_text(tried),
		 answer_text(got));
	return got;
}

static struct answer give_reg(struct vcpu *vcpu, const struct snapshot *snap)
{
	int err = vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, snap->state.set.vqs);

	return (struct answer){ .err = -err };
}

/* By @order, up to its end or the first refusal of the set; *@whole: registers and all. */
static struct answer take_in(struct vcpu *vcpu, const struct snapshot *snap, const char *order,
			     bool *whole)
{
	struct answer got = { 0 };

	memcpy(vcpu->vm->mem, snap->mem, sizeof(snap->mem));
	__builtin___clear_cache(vcpu->vm->mem, (char *)vcpu->vm->mem + sizeof(snap->mem));
	for (const char *call = order; *call && !got.err; call++)
		switch (*call) {
		case 'S':
			got = give_set(vcpu, snap);
			break;
		case 'O':
			got = give_reg(vcpu, snap);
			break;
		case 'F':
			must_finalize(vcpu);
			break;
		case 'R':
			*whole = !vcpu_state_put(vcpu, &snap->state);
			tap_many(*whole, "%s: %s", order, vcpu->msg);
			break;
		}
	return got;
}

/* The counters of time go on by themselves. */
static bool moves_on(uint64_t id)
{
	return id == KVM_REG_ARM_TIMER_CNT || id == KVM_REG_ARM_PTIMER_CNT;
}

/* What was written is there: names the register where the checksum cannot. */
static void check_registers(struct vcpu *vcpu, const struct vcpu_state *want)
{
	struct vcpu_state got;

	if (vcpu_state_get(vcpu, &got)) {
		tap_many(false, "%s", vcpu->msg);
		return;
	}
	tap_many(got.count == want->count, "%zu registers, not %zu", got.count, want->count);
	for (size_t i = 0; i < got.count && i < want->count; i++) {
		const struct vcpu_reg *a = &got.regs[i], *b = &want->regs[i];

		tap_many(a->id == b->id &&
				 (moves_on(a->id) || !memcmp(a->val, b->val, sizeof(a->val))),
			 "register %#" PRIx64 " is not as it was saved", b->id);
	}
	vcpu_state_free(&got);
}

static void go_on(struct vcpu *vcpu, const struct snapshot *snap, const char *order)
{
	struct mixer mixer = { 0 };

	tap_many(has_mask(vcpu, snap->mask), "%s: the set before the run", order);
	check_registers(vcpu, &snap->state);
	if (mixer_finish(&mixer, vcpu)) {
		tap_many(false, "%s, step %" PRIu64 ": %s", order, snap->step, mixer.msg);
		return;
	}
	tap_many(mixer.sum == snap->sum && mixer.rdvl == snap->rdvl,
		 "%s, saved at step %" PRIu64 ": checksum %#" PRIx64 ", RDVL %" PRIu64
		 ", not %#" PRIx64 ", %" PRIu64,
		 order, snap->step, mixer.sum, mixer.rdvl, snap->sum, snap->rdvl);
	tap_many(!give_set(vcpu, snap).err && has_mask(vcpu, snap->mask),
		 "%s: the set after the run", order);
}

/* @want: the answer that this host must give to the set of @snap. */
static void migrate(const struct snapshot *snap, const char *order, struct answer want)
{
	bool replay = strchr(order, 'O'), whole = false;
	struct answer got;
	struct vcpu vcpu;

	if (replay) /* ONE_REG knows no reasons */
		want = (struct answer){ .err = want.err };
	open_vcpu(&vcpu, replay);
	got = take_in(&vcpu, snap, order, &whole);
	tap_many(same_answer(got, want), "%s: the set is answered %s, not %s", order,
		 answer_text(got), answer_text(want));
	if (!got.err && whole)
		go_on(&vcpu, snap, order);
	if (got.err)
		tap_many(has_mask(&vcpu, host.guest_max), "%s: refused, and the set has changed",
			 order);
	free_vcpu(&vcpu);
}

/* All snapshots of one origin and set are one check; the script counts them. */
struct group {
	char origin[sizeof(((struct snapshot *)0)->origin)];
	uint64_t mask;
	unsigned int snapshots;
};

static const char *answer_words(struct answer answer)
{
	static char text[64];

	if (!answer.err)
		return "goes on";
	snprintf(text, sizeof(text), "refused, %s %s %u", strerrorname_np(answer.err),
		 vls_reason_name(answer.reason), answer.bad_vq * VLS_VQ_BITS);
	return text;
}

static void end_group(const struct group *group, const char *here)
{
	struct answer want = model_set(&host, group->mask);
	struct vls set = { { group->mask } };
	char text[VLS_TEXT_MAX];

	if (!group->snapshots)
		return;
	vls_format(text, sizeof(text), &set);
	tap_ok(!tap_many_bad(), "%s to %s, set %s: %s: %u snapshots in %zu orders", group->origin,
	       here, text, answer_words(want), group->snapshots, NR_ORDERS);
}

int main(int argc, char **argv)
{
	static struct snapshot snap;
	struct group group = { 0 };
	struct vls set;
	FILE *file;

	if (argc != 3)
		tap_bail("usage: migrate_to SET FILE");
	learn_host(&host);
	file = fopen(argv[2], "r");
	if (!file || vls_parse(argv[1], &set, NULL, NULL) || host.guest_max != set.vqs[0])
		tap_bail("no file %s, or this host is not %s", argv[2], argv[1]);
	while (snapshot_read(file, &snap)) {
		if (snap.mask != group.mask || strcmp(snap.origin, group.origin)) {
			end_group(&group, argv[1]);
			group = (struct group){ .mask = snap.mask };
			strcpy(group.origin, snap.origin);
		}
		group.snapshots++;
		for (size_t i = 0; i < NR_ORDERS; i++)
			migrate(&snap, orders[i], model_set(&host, snap.mask));
		vcpu_state_free(&snap.state);
	}
	end_group(&group, argv[1]);
	return tap_end();
}
