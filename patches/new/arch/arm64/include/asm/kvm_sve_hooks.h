/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hooks for one module that sets the policy for SVE vector lengths (VLs) and
 * traces how KVM switches SVE state. VQ = VL / 16 bytes.
 */
#ifndef __ARM64_KVM_SVE_HOOKS_H__
#define __ARM64_KVM_SVE_HOOKS_H__

#include <linux/jump_label.h>
#include <linux/kvm_host.h>
#include <linux/types.h>

#include <asm/kvm_sve.h>

/* Changes whenever a hook or a helper for modules does. */
#define KVM_ARM_SVE_HOOKS_VERSION	4

/* Why a vcpu has the set that it has. */
enum kvm_arm_sve_source {
	KVM_ARM_SVE_DEFAULT,	/* first KVM_ARM_VCPU_INIT: KVM's own default */
	KVM_ARM_SVE_POLICY,	/* first KVM_ARM_VCPU_INIT: the host's policy */
	KVM_ARM_SVE_ONEREG,	/* KVM_REG_ARM64_SVE_VLS */
	KVM_ARM_SVE_INIT,	/* a later KVM_ARM_VCPU_INIT */
};

/**
 * struct kvm_arm_sve_event - a set made, or refused
 * @source:	where the change came from
 * @old_vqs:	the set before, VQ 1..64; 0 for a new vcpu
 * @new_vqs:	the set asked for, VQ 1..64
 * @ret:	0 or a negative errno
 */
struct kvm_arm_sve_event {
	enum kvm_arm_sve_source source;
	u64 old_vqs;
	u64 new_vqs;
	int ret;
};

enum kvm_arm_sve_lifecycle {
	KVM_ARM_SVE_LIFE_INIT,
	KVM_ARM_SVE_LIFE_FINALIZE,
	KVM_ARM_SVE_LIFE_FIRST_RUN,
	KVM_ARM_SVE_LIFE_DESTROY,
};

/**
 * struct kvm_arm_sve_hooks - what a module may provide; any hook can be NULL
 * @version:	KVM_ARM_SVE_HOOKS_VERSION
 * @size:	sizeof(struct kvm_arm_sve_hooks)
 * @owner:	THIS_MODULE
 *
 * May sleep; the module is held for the call:
 * @vcpu_ioctl:	an ioctl that KVM does not know. vcpu->mutex held. -ENOIOCTLCMD:
 *		not known here either
 * @check_extension: a capability that KVM does not know. @kvm may be NULL.
 *		0: not known
 * @enable_cap:	likewise, on a VM that is not protected. -EINVAL: not known
 *
 * Called under rcu_read_lock(), in any context: must not sleep:
 * @onereg_replay: KVM_REG_ARM64_SVE_VLS was written after KVM_ARM_VCPU_FINALIZE, in a
 *		VM that did not enable the replay. Is the set that the vcpu has
 *		accepted all the same?
 * @vls_event:	a vcpu got a set, or a request for one was refused. The ioctls of
 *		@vcpu_ioctl are not reported. Preemption may be off
 * @lifecycle:	a vcpu was initialised, finalized, about to run for the first
 *		time (each with its result), or is being destroyed
 * @sve_switch:	a vcpu's load-to-put ended while timing was on, see
 *		kvm_arm_sve_timing_get(). Its registers are saved. The hook may
 *		write the timing's @zcr and @vqs. Preemption off; on a put by the
 *		scheduler interrupts too, under the run queue lock
 */
struct kvm_arm_sve_hooks {
	u32 version;
	u32 size;
	struct module *owner;

	long (*vcpu_ioctl)(struct kvm_vcpu *vcpu, unsigned int ioctl, unsigned long arg);
	int (*check_extension)(struct kvm *kvm, long ext);
	int (*enable_cap)(struct kvm *kvm, const struct kvm_enable_cap *cap);

	bool (*onereg_replay)(struct kvm_vcpu *vcpu);
	void (*vls_event)(struct kvm_vcpu *vcpu, const struct kvm_arm_sve_event *event);
	void (*lifecycle)(struct kvm_vcpu *vcpu, enum kvm_arm_sve_lifecycle what, int ret);
	void (*sve_switch)(struct kvm_vcpu *vcpu, struct kvm_fp_timing *timing);
};

struct perf_event;

int kvm_arm_sve_register_hooks(const struct kvm_arm_sve_hooks *hooks);
void kvm_arm_sve_unregister_hooks(const struct kvm_arm_sve_hooks *hooks);

bool kvm_arm_sve_host_protected(void);

void kvm_arm_sve_timing_get(void);
void kvm_arm_sve_timing_put(void);
bool kvm_arm_sve_timing_counts(const struct perf_event *event);
void kvm_arm_sve_timing_set_cycles(int cpu, struct perf_event *event);
void kvm_arm_sve_timing_report(struct kvm_vcpu *vcpu);
u64 kvm_arm_vcpu_sve_zcr(const struct kvm_vcpu *vcpu, unsigned int *context);

#ifdef CONFIG_KVM_ARM_SVE_HOOKS
DECLARE_STATIC_KEY_FALSE(kvm_arm_sve_hooked);

long __kvm_arm_sve_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int ioctl, unsigned long arg);
int __kvm_arm_sve_check_extension(struct kvm *kvm, long ext);
int __kvm_arm_sve_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap);
bool __kvm_arm_sve_onereg_replay(struct kvm_vcpu *vcpu);
void __kvm_arm_sve_vls_event(struct kvm_vcpu *vcpu, const struct kvm_arm_sve_event *event);
void __kvm_arm_sve_lifecycle(struct kvm_vcpu *vcpu, enum kvm_arm_sve_lifecycle what, int ret);

static inline bool kvm_arm_sve_hooks_present(void)
{
	return static_branch_unlikely(&kvm_arm_sve_hooked);
}
#else
static inline bool kvm_arm_sve_hooks_present(void)
{
	return false;
}

static inline long __kvm_arm_sve_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int ioctl,
					    unsigned long arg)
{
	return -EINVAL;
}

static inline int __kvm_arm_sve_check_extension(struct kvm *kvm, long ext)
{
	return 0;
}

static inline int __kvm_arm_sve_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap)
{
	return -EINVAL;
}

static inline bool __kvm_arm_sve_onereg_replay(struct kvm_vcpu *vcpu)
{
	return false;
}

static inline void __kvm_arm_sve_vls_event(struct kvm_vcpu *vcpu,
					   const struct kvm_arm_sve_event *event) { }
static inline void __kvm_arm_sve_lifecycle(struct kvm_vcpu *vcpu,
					   enum kvm_arm_sve_lifecycle what, int ret) { }
#endif /* CONFIG_KVM_ARM_SVE_HOOKS */

/* What KVM calls, with the default where no module is there. */
static inline long kvm_arm_sve_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int ioctl,
					  unsigned long arg)
{
	return kvm_arm_sve_hooks_present() ? __kvm_arm_sve_vcpu_ioctl(vcpu, ioctl, arg) : -EINVAL;
}

static inline int kvm_arm_sve_check_extension(struct kvm *kvm, long ext)
{
	return kvm_arm_sve_hooks_present() ? __kvm_arm_sve_check_extension(kvm, ext) : 0;
}

static inline int kvm_arm_sve_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap)
{
	return kvm_arm_sve_hooks_present() ? __kvm_arm_sve_enable_cap(kvm, cap) : -EINVAL;
}

static inline bool kvm_arm_sve_onereg_replay(struct kvm_vcpu *vcpu)
{
	return kvm_arm_sve_hooks_present() && __kvm_arm_sve_onereg_replay(vcpu);
}

static inline void kvm_arm_sve_vls_event(struct kvm_vcpu *vcpu,
					 const struct kvm_arm_sve_event *event)
{
	if (kvm_arm_sve_hooks_present())
		__kvm_arm_sve_vls_event(vcpu, event);
}

static inline void kvm_arm_sve_lifecycle(struct kvm_vcpu *vcpu, enum kvm_arm_sve_lifecycle what,
					 int ret)
{
	if (kvm_arm_sve_hooks_present())
		__kvm_arm_sve_lifecycle(vcpu, what, ret);
}

#endif /* __ARM64_KVM_SVE_HOOKS_H__ */
