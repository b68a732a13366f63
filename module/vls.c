// SPDX-License-Identifier: GPL-2.0
/*
 * The VL set interface: KVM_ARM_VCPU_{GET,SET}_SVE_VLS and their capability, as
 * <linux/kvm_sve.h> documents them. How a vcpu changes is KVM's business
 * (arch/arm64/kvm/sve.c); what is asked for, and why it is refused, is decided
 * here.
 */
#include <linux/uaccess.h>

#include "kvm_sve.h"
#include "trace.h"

/* The set that @vcpu has; empty without SVE. */
static struct vls vcpu_vls(const struct kvm_vcpu *vcpu)
{
	if (!vcpu_has_sve(vcpu))
		return (struct vls) {};

	return vls_prefix(policy_host_vls(), vcpu_sve_max_vq(vcpu));
}

/* Refuse with @err: the reason goes to the caller. */
static int refuse(struct kvm_arm_sve_vls *arg, int err, unsigned int reason, unsigned int bad_vq)
{
	arg->reason = reason;
	arg->bad_vq = bad_vq;

	return err;
}

/* What GET and SET check alike, in the order of the errno table. */
static int check_vcpu(struct kvm_vcpu *vcpu, struct kvm_arm_sve_vls *arg, u32 flags, u32 known)
{
	if (kvm_vm_is_protected(vcpu->kvm))
		return -EOPNOTSUPP;
	if (!kvm_vcpu_initialized(vcpu))
		return -ENOEXEC;
	if (!vcpu_has_sve(vcpu))
		return refuse(arg, -ENOENT, KVM_ARM_SVE_VLS_R_NO_SVE, 0);
	if (flags & ~known || arg->reserved0 || arg->reserved[0] || arg->reserved[1])
		return refuse(arg, -EINVAL, KVM_ARM_SVE_VLS_R_BAD_ARG, 0);

	return 0;
}

static int get_vls(struct kvm_vcpu *vcpu, struct kvm_arm_sve_vls *arg, u32 flags)
{
	struct vls set;
	int err;

	err = check_vcpu(vcpu, arg, flags, KVM_ARM_SVE_VLS_GET_FLAGS);
	if (err)
		return err;

	if (flags & KVM_ARM_SVE_VLS_GUEST_MAX)
		set = vls_prefix(policy_host_vls(), kvm_arm_vcpu_sve_guest_max_vq(vcpu));
	else
		set = vcpu_vls(vcpu);

	memcpy(arg->vqs, set.vqs, sizeof(arg->vqs));
	arg->max_vq = vls_max(&set);

	return 0;
}

/* Can @vcpu be given the set in @arg at all? Nothing but the host decides. */
static int check_set(struct kvm_vcpu *vcpu, struct kvm_arm_sve_vls *arg, const struct vls *want)
{
	unsigned int reason, bad_vq;

	reason = vls_settable(policy_host_vls(), kvm_arm_vcpu_sve_guest_max_vq(vcpu),
			      want, &bad_vq);

	return reason ? refuse(arg, -EINVAL, reason, bad_vq) : 0;
}

/* Why KVM would not change the vcpu, for the caller. */
static int refuse_change(struct kvm_arm_sve_vls *arg, int err, unsigned int min_vq)
{
	switch (err) {
	case -EBUSY:
		return refuse(arg, err, KVM_ARM_SVE_VLS_R_RAN, 0);
	case -EOVERFLOW:
		return refuse(arg, err, KVM_ARM_SVE_VLS_R_STATE, min_vq);
	default:
		return err;
	}
}

/* All of SET but the commit; @change is left to commit or abort on success. */
static int prepare_set(struct kvm_vcpu *vcpu, struct kvm_arm_sve_vls *arg, u32 flags,
		       struct kvm_arm_sve_change *change)
{
	unsigned int min_vq = 0;
	struct vls want;
	int err;

	err = check_vcpu(vcpu, arg, flags, KVM_ARM_SVE_VLS_SET_FLAGS);
	if (err)
		return err;

	memcpy(want.vqs, arg->vqs, sizeof(want.vqs));
	err = check_set(vcpu, arg, &want);
	if (err)
		return err;

	if (flags & KVM_ARM_SVE_VLS_TRY)
		err = kvm_arm_vcpu_sve_check(vcpu, arg->max_vq, &min_vq);
	else
		err = kvm_arm_vcpu_sve_prepare(vcpu, arg->max_vq, &min_vq, change);

	return err ? refuse_change(arg, err, min_vq) : 0;
}

static void trace_set(struct kvm_vcpu *vcpu, const struct kvm_arm_sve_vls *arg, u32 flags,
		      const struct vls *old, int ret)
{
	const struct kvm_sve_vls_set rec = {
		.vm_id = vcpu->kvm->arch.vm_id,
		.vm_tgid = vcpu->kvm->arch.vm_tgid,
		.vcpu_id = vcpu->vcpu_id,
		.source = KVM_SVE_SRC_IOCTL,
		.try = !!(flags & KVM_ARM_SVE_VLS_TRY),
		.old_vqs = old->vqs[0],
		.new_vqs = arg->vqs[0],
		.ret = ret,
		.reason = arg->reason,
		.bad_vq = arg->bad_vq,
	};

	trace_sve_vls_set(&rec);
}

/* The results are cleared, so that what a GET gave can be handed to SET. */
static int copy_arg(struct kvm_arm_sve_vls *arg, const void __user *user, u32 *flags)
{
	if (copy_from_user(arg, user, sizeof(*arg)))
		return -EFAULT;

	*flags = arg->flags;
	arg->flags = 0;
	arg->reason = 0;
	arg->bad_vq = 0;
	arg->max_vq = 0;

	return 0;
}

static long ioctl_get(struct kvm_vcpu *vcpu, void __user *user)
{
	struct kvm_arm_sve_vls arg;
	u32 flags;
	int err;

	err = copy_arg(&arg, user, &flags);
	if (err)
		return err;

	err = get_vls(vcpu, &arg, flags);
	if (copy_to_user(user, &arg, sizeof(arg)))
		return -EFAULT;

	return err;
}

/* The result reaches user memory before the commit: EFAULT changes nothing. */
static long ioctl_set(struct kvm_vcpu *vcpu, void __user *user)
{
	struct kvm_arm_sve_change change = {};
	struct vls old = vcpu_vls(vcpu), want;
	struct kvm_arm_sve_vls arg = {};
	u32 flags = 0;
	int err;

	err = copy_arg(&arg, user, &flags);
	if (err)
		goto trace;

	memcpy(want.vqs, arg.vqs, sizeof(want.vqs));
	arg.max_vq = vls_max(&want);

	err = prepare_set(vcpu, &arg, flags, &change);
	if (copy_to_user(user, &arg, sizeof(arg))) {
		if (!err)
			kvm_arm_vcpu_sve_abort(&change);
		err = -EFAULT;
	} else if (!err && !(flags & KVM_ARM_SVE_VLS_TRY)) {
		kvm_arm_vcpu_sve_commit(vcpu, &change);
	}

trace:
	trace_set(vcpu, &arg, flags, &old, err);
	return err;
}

/* Hook. vcpu->mutex held. */
long vls_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int ioctl, unsigned long arg)
{
	void __user *user = (void __user *)arg;

	BUILD_BUG_ON(sizeof(struct kvm_arm_sve_vls) != 96);

	switch (ioctl) {
	case KVM_ARM_VCPU_GET_SVE_VLS:
		return ioctl_get(vcpu, user);
	case KVM_ARM_VCPU_SET_SVE_VLS:
		return ioctl_set(vcpu, user);
	default:
		return -ENOIOCTLCMD;
	}
}

/* Hook. @kvm may be NULL; the host has SVE, or there were no hooks. */
int vls_check_extension(struct kvm *kvm, long ext)
{
	return ext == KVM_CAP_ARM_SVE_VLS;
}

/* Hook. The VM is not protected and cap->flags is 0. */
int vls_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap)
{
	if (cap->cap != KVM_CAP_ARM_SVE_VLS)
		return -EINVAL;
	if (cap->args[0] & ~KVM_ARM_SVE_VLS_CAP_FLAGS ||
	    cap->args[1] || cap->args[2] || cap->args[3])
		return -EINVAL;

	return kvm_arm_vm_set_sve_replay(kvm, cap->args[0] & KVM_ARM_SVE_VLS_REPLAY);
}
