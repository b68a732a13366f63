// SPDX-License-Identifier: GPL-2.0
/*
 * From KVM's hooks to tracepoints: what switching FP/SVE state cost, how the
 * guest's VL changed, the sets that KVM makes or refuses itself (those of the
 * ioctls are vls.c's), and the life of a vcpu. Timing is on while "sve_switch",
 * "sve_switch_cycles" or "sve_vl_change" has a user, and cycles are counted while
 * "sve_switch_cycles" has.
 */
#include "kvm_sve.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* Called with tracepoints_mutex held when the first user of an event comes. */
int events_timing_reg(void)
{
	kvm_arm_sve_timing_get();
	return 0;
}

/* Likewise, when the last one goes. */
void events_timing_unreg(void)
{
	kvm_arm_sve_timing_put();
}

int events_cycles_reg(void)
{
	kvm_arm_sve_timing_get();
	cycles_want(true);
	return 0;
}

void events_cycles_unreg(void)
{
	cycles_want(false);
	kvm_arm_sve_timing_put();
}

/* The VQ that @zcr asks for, as far as @max_vq goes: Arm ARM, "ZCR_EL1", LEN. */
static unsigned int zcr_vq(u64 zcr, unsigned int max_vq)
{
	unsigned int len = FIELD_GET(ZCR_ELx_LEN_MASK, zcr);

	return vls_floor(policy_host_vls(), min(len + 1, max_vq));
}

/* The first raw arguments of both events of a switch, see enum kvm_sve_switch_arg. */
static u64 arg_ids(const struct kvm_vcpu *vcpu, const struct kvm_fp_timing *timing)
{
	BUILD_BUG_ON(PID_MAX_LIMIT > 1 << KVM_SVE_IDS_TGID_BITS);
	BUILD_BUG_ON(KVM_MAX_VCPUS > 1 << (32 - KVM_SVE_IDS_TGID_BITS));

	return vcpu->kvm->arch.vm_tgid | (u32)vcpu->vcpu_id << KVM_SVE_IDS_TGID_BITS |
	       (u64)timing->early << 32;
}

static u64 arg_counts(const struct kvm_fp_timing *timing)
{
	u64 counts = timing->restores;
	u32 states = counts + !!(counts & KVM_ARM_SVE_RESTORES_KEPT);

	BUILD_BUG_ON(KVM_SVE_COUNTS_EARLY != KVM_ARM_SVE_RESTORES_EARLY);
	BUILD_BUG_ON(KVM_SVE_COUNTS_KEPT != KVM_ARM_SVE_RESTORES_KEPT);

	/* Most often all were restored by a trap, and none was evicted. */
	if (likely(counts == timing->saves))
		return counts;

	return counts |
	       (u64)min_t(u32, states - timing->saves, KVM_SVE_COUNTS_EVICTED_MAX) << 32;
}

static void report_ticks(struct kvm_vcpu *vcpu, const struct kvm_fp_timing *timing, u64 vqs)
{
	const u64 *ticks = timing->sum;

	trace_sve_switch(vcpu->kvm->arch.vm_id, arg_ids(vcpu, timing), vqs, arg_counts(timing),
			 ticks[KVM_FP_HOST_SAVE], ticks[KVM_FP_GUEST_RESTORE],
			 ticks[KVM_FP_RESIDENT], ticks[KVM_FP_GUEST_SAVE]);
}

static noinline void report_cycles(struct kvm_vcpu *vcpu,
				   const struct kvm_fp_timing *timing, u64 vqs)
{
	u64 stamp = min_t(u64, timing->stamp_cycles, KVM_SVE_STAMP_CYCLES_MAX);
	const u64 *ticks = timing->sum, *cycles = timing->cycles;

	trace_sve_switch_cycles(vcpu->kvm->arch.vm_id, arg_ids(vcpu, timing),
				vqs | stamp << KVM_SVE_VQS_STAMP_CYCLES, arg_counts(timing),
				ticks[KVM_FP_HOST_SAVE], ticks[KVM_FP_GUEST_RESTORE],
				ticks[KVM_FP_RESIDENT], ticks[KVM_FP_GUEST_SAVE],
				cycles[KVM_FP_HOST_SAVE], cycles[KVM_FP_GUEST_RESTORE],
				cycles[KVM_FP_RESIDENT], cycles[KVM_FP_GUEST_SAVE]);
}

static void report_vl_change(struct kvm_vcpu *vcpu, unsigned int old_vq, unsigned int new_vq,
			     u64 zcr, unsigned int context)
{
	const struct kvm_sve_vl_change rec = {
		.vm_id = vcpu->kvm->arch.vm_id,
		.vm_tgid = vcpu->kvm->arch.vm_tgid,
		.vcpu_id = vcpu->vcpu_id,
		.old_vq = old_vq,
		.new_vq = new_vq,
		.zcr = zcr,
		.nested = context,
	};

	trace_sve_vl_change(&rec);
}

/*
 * The VQs of @vcpu, whose guest has @zcr in effect now in @context, and had
 * @timing->zcr[@context] before; with what a stamp costs. Kept until ZCR_ELx changes.
 */
static noinline void learn_vqs(struct kvm_vcpu *vcpu, struct kvm_fp_timing *timing,
			       u64 zcr, unsigned int context)
{
	u64 stamp = min_t(u64, timing->stamp_ticks, KVM_SVE_STAMP_TICKS_MAX);
	unsigned int max_vq, vq, old_vq;

	timing->vqs[context] = stamp << KVM_SVE_VQS_STAMP_TICKS;
	if (!vcpu_has_sve(vcpu))
		return;

	max_vq = vls_floor(policy_host_vls(), vcpu_sve_max_vq(vcpu));
	vq = zcr_vq(zcr, max_vq);
	old_vq = zcr_vq(timing->zcr[context], max_vq);
	if (vq != old_vq && trace_sve_vl_change_enabled())
		report_vl_change(vcpu, old_vq, vq, zcr, context);

	timing->zcr[context] = zcr;
	timing->vqs[context] |= max_vq | vq << 16 | KVM_SVE_VQS_SVE;
}

/*
 * Hook. Preemption off; interrupts too where the scheduler put the vcpu, under the run
 * queue lock. The set of a vcpu that has run never changes, so its VQs are learnt
 * again only when ZCR_ELx changes.
 */
void events_switch(struct kvm_vcpu *vcpu, struct kvm_fp_timing *timing)
{
	unsigned int context = 0;
	u64 zcr = vcpu_has_sve(vcpu) ? kvm_arm_vcpu_sve_zcr(vcpu, &context) : 0;
	u64 vqs;

	if (!timing->vqs[context] || zcr != timing->zcr[context])
		learn_vqs(vcpu, timing, zcr, context);

	vqs = timing->vqs[context];
	if (trace_sve_switch_enabled())
		report_ticks(vcpu, timing, vqs);
	if (trace_sve_switch_cycles_enabled())
		report_cycles(vcpu, timing, vqs);
}

/* Hook. A set that KVM made or refused itself; must not sleep. */
void events_vls_set(struct kvm_vcpu *vcpu, const struct kvm_arm_sve_event *event)
{
	static const u32 sources[] = {
		[KVM_ARM_SVE_DEFAULT] = KVM_SVE_SRC_DEFAULT,
		[KVM_ARM_SVE_POLICY] = KVM_SVE_SRC_POLICY,
		[KVM_ARM_SVE_ONEREG] = KVM_SVE_SRC_ONEREG,
		[KVM_ARM_SVE_INIT] = KVM_SVE_SRC_INIT,
	};
	const struct kvm_sve_vls_set rec = {
		.vm_id = vcpu->kvm->arch.vm_id,
		.vm_tgid = vcpu->kvm->arch.vm_tgid,
		.vcpu_id = vcpu->vcpu_id,
		.source = sources[event->source],
		.old_vqs = event->old_vqs,
		.new_vqs = event->new_vqs,
		.ret = event->ret,
	};

	trace_sve_vls_set(&rec);
}

/* Hook. Must not sleep. */
void events_lifecycle(struct kvm_vcpu *vcpu, enum kvm_arm_sve_lifecycle what, int ret)
{
	static const u32 steps[] = {
		[KVM_ARM_SVE_LIFE_INIT] = KVM_SVE_LIFE_INIT,
		[KVM_ARM_SVE_LIFE_FINALIZE] = KVM_SVE_LIFE_FINALIZE,
		[KVM_ARM_SVE_LIFE_FIRST_RUN] = KVM_SVE_LIFE_FIRST_RUN,
		[KVM_ARM_SVE_LIFE_DESTROY] = KVM_SVE_LIFE_DESTROY,
	};
	const struct kvm_sve_vcpu rec = {
		.vm_id = vcpu->kvm->arch.vm_id,
		.vm_tgid = vcpu->kvm->arch.vm_tgid,
		.vcpu_id = vcpu->vcpu_id,
		.what = steps[what],
		.ret = ret,
	};

	trace_sve_vcpu(&rec);
}
