// SPDX-License-Identifier: GPL-2.0
/*
 * From KVM's hooks to tracepoints: what switching FP/SVE state cost, and the
 * life of a vcpu. Timing is on while the tracepoint "switch" is.
 */
#include "kvm_sve.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/* Called with tracepoints_mutex held when the first user of "switch" comes. */
int switch_reg(void)
{
	kvm_arm_sve_timing_get();
	return 0;
}

/* Likewise, when the last one goes. */
void switch_unreg(void)
{
	kvm_arm_sve_timing_put();
}

/*
 * The VQ that the guest's own ZCR_ELx asked for, as far as @vcpu has it: Arm
 * ARM, "ZCR_EL1", LEN. Valid once the guest's state is saved.
 */
static unsigned int guest_vq(const struct kvm_vcpu *vcpu, unsigned int max_vq)
{
	unsigned int len = FIELD_GET(ZCR_ELx_LEN_MASK, kvm_arm_vcpu_sve_zcr(vcpu));

	return vls_floor(policy_host_vls(), min(len + 1, max_vq));
}

/* Hook. Interrupts off, perhaps under the run queue lock. */
void switch_report(struct kvm_vcpu *vcpu, const struct kvm_arm_sve_timing *timing)
{
	struct kvm_sve_switch rec = {
		.vm_id = vcpu->kvm->arch.vm_id,
		.vm_pid = vcpu->kvm->userspace_pid,
		.vcpu_id = vcpu->vcpu_id,
		.restores = timing->restores,
		.foreign = timing->foreign,
		.ticks = {
			[KVM_SVE_HOST_SAVE] = timing->host_save,
			[KVM_SVE_GUEST_RESTORE] = timing->guest_restore,
			[KVM_SVE_RESIDENT] = timing->resident,
			[KVM_SVE_GUEST_SAVE] = timing->guest_save,
		},
	};

	if (!trace_switch_enabled())
		return;

	if (vcpu_has_sve(vcpu)) {
		rec.sve = 1;
		rec.guest_max_vq = vls_floor(policy_host_vls(), vcpu_sve_max_vq(vcpu));
		rec.guest_vq = guest_vq(vcpu, rec.guest_max_vq);
	}

	trace_switch(&rec);
}

/* Hook. Must not sleep. */
void switch_lifecycle(struct kvm_vcpu *vcpu, enum kvm_arm_sve_lifecycle what, int ret)
{
	static const u32 steps[] = {
		[KVM_ARM_SVE_LIFE_INIT] = KVM_SVE_LIFE_INIT,
		[KVM_ARM_SVE_LIFE_FINALIZE] = KVM_SVE_LIFE_FINALIZE,
		[KVM_ARM_SVE_LIFE_FIRST_RUN] = KVM_SVE_LIFE_FIRST_RUN,
		[KVM_ARM_SVE_LIFE_DESTROY] = KVM_SVE_LIFE_DESTROY,
	};
	const struct kvm_sve_lifecycle rec = {
		.vm_id = vcpu->kvm->arch.vm_id,
		.vm_pid = vcpu->kvm->userspace_pid,
		.vcpu_id = vcpu->vcpu_id,
		.what = steps[what],
		.ret = ret,
	};

	trace_lifecycle(&rec);
}
