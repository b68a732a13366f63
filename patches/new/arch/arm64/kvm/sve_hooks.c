// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hooks for a module, see asm/kvm_sve_hooks.h
 *
 * KVM makes no policy here: it finds the module, holds it for the time of a
 * call, and answers as it always did where there is none.
 */
#include <linux/cpufeature.h>
#include <linux/export.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>

#include <asm/kvm_sve_hooks.h>
#include <asm/virt.h>

/* On while hooks are registered. */
DEFINE_STATIC_KEY_FALSE(kvm_arm_sve_hooked);

/* Written under hooks_lock, read under RCU. */
static const struct kvm_arm_sve_hooks __rcu *registered;
static DEFINE_MUTEX(hooks_lock);

/**
 * kvm_arm_sve_register_hooks() - offer hooks to KVM
 * @hooks:	to stay valid until they are unregistered
 *
 * Context: may sleep.
 * Return: 0; -EPROTO: they are of another version; -ENODEV: KVM is not running
 * or the host has no SVE; -EBUSY: there are hooks already.
 */
int kvm_arm_sve_register_hooks(const struct kvm_arm_sve_hooks *hooks)
{
	int ret = 0;

	if (hooks->version != KVM_ARM_SVE_HOOKS_VERSION || hooks->size != sizeof(*hooks))
		return -EPROTO;

	if (!is_kvm_arm_initialised() || !system_supports_sve())
		return -ENODEV;

	mutex_lock(&hooks_lock);
	if (rcu_access_pointer(registered)) {
		ret = -EBUSY;
	} else {
		rcu_assign_pointer(registered, hooks);
		static_branch_enable(&kvm_arm_sve_hooked);
	}
	mutex_unlock(&hooks_lock);

	return ret;
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_register_hooks);

/**
 * kvm_arm_sve_unregister_hooks() - take hooks back
 * @hooks:	what was registered
 *
 * On return no hook runs, nor will. A caller that is a module's exit function
 * cannot be inside a hook that holds the module.
 *
 * Context: may sleep.
 */
void kvm_arm_sve_unregister_hooks(const struct kvm_arm_sve_hooks *hooks)
{
	mutex_lock(&hooks_lock);
	if (rcu_access_pointer(registered) == hooks) {
		static_branch_disable(&kvm_arm_sve_hooked);
		RCU_INIT_POINTER(registered, NULL);
		synchronize_rcu();
	}
	mutex_unlock(&hooks_lock);
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_unregister_hooks);

/* Does KVM run in protected mode? Any context, once KVM is initialised. */
bool kvm_arm_sve_host_protected(void)
{
	return is_protected_kvm_enabled();
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_host_protected);

/* The hooks with their module held, or NULL; give them to hooks_put(). */
static const struct kvm_arm_sve_hooks *hooks_get(void)
{
	const struct kvm_arm_sve_hooks *hooks;

	rcu_read_lock();
	hooks = rcu_dereference(registered);
	if (hooks && !try_module_get(hooks->owner))
		hooks = NULL;
	rcu_read_unlock();

	return hooks;
}

static void hooks_put(const struct kvm_arm_sve_hooks *hooks)
{
	if (hooks)
		module_put(hooks->owner);
}

/* A vcpu ioctl that KVM does not know. vcpu->mutex held. */
long __kvm_arm_sve_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int ioctl, unsigned long arg)
{
	const struct kvm_arm_sve_hooks *hooks = hooks_get();
	long ret = -ENOIOCTLCMD;

	if (hooks && hooks->vcpu_ioctl)
		ret = hooks->vcpu_ioctl(vcpu, ioctl, arg);
	hooks_put(hooks);

	return ret == -ENOIOCTLCMD ? -EINVAL : ret;
}

/* A capability that KVM does not know, on /dev/kvm (@kvm is NULL) or a VM. */
int __kvm_arm_sve_check_extension(struct kvm *kvm, long ext)
{
	const struct kvm_arm_sve_hooks *hooks = hooks_get();
	int ret = 0;

	if (hooks && hooks->check_extension)
		ret = hooks->check_extension(kvm, ext);
	hooks_put(hooks);

	return ret;
}

/* KVM_ENABLE_CAP of a capability that KVM does not know, on a VM. */
int __kvm_arm_sve_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap)
{
	const struct kvm_arm_sve_hooks *hooks = hooks_get();
	int ret = -EINVAL;

	if (hooks && hooks->enable_cap)
		ret = hooks->enable_cap(kvm, cap);
	hooks_put(hooks);

	return ret;
}

/* Does a host-wide policy accept the replay? See struct kvm_arm_sve_hooks. */
bool __kvm_arm_sve_onereg_replay(struct kvm_vcpu *vcpu)
{
	const struct kvm_arm_sve_hooks *hooks;
	bool ret = false;

	rcu_read_lock();
	hooks = rcu_dereference(registered);
	if (hooks && hooks->onereg_replay)
		ret = hooks->onereg_replay(vcpu);
	rcu_read_unlock();

	return ret;
}

/* A set was made or refused, see struct kvm_arm_sve_hooks. */
void __kvm_arm_sve_vls_event(struct kvm_vcpu *vcpu, const struct kvm_arm_sve_event *event)
{
	const struct kvm_arm_sve_hooks *hooks;

	rcu_read_lock();
	hooks = rcu_dereference(registered);
	if (hooks && hooks->vls_event)
		hooks->vls_event(vcpu, event);
	rcu_read_unlock();
}

/* A load-to-put of a vcpu ended, see struct kvm_arm_sve_hooks. */
void kvm_arm_sve_timing_report(struct kvm_vcpu *vcpu)
{
	const struct kvm_arm_sve_hooks *hooks;

	rcu_read_lock();
	hooks = rcu_dereference(registered);
	if (hooks && hooks->sve_switch)
		hooks->sve_switch(vcpu, &vcpu->arch.fp_timing);
	rcu_read_unlock();
}

/* A step in the life of a vcpu, see struct kvm_arm_sve_hooks. */
void __kvm_arm_sve_lifecycle(struct kvm_vcpu *vcpu, enum kvm_arm_sve_lifecycle what, int ret)
{
	const struct kvm_arm_sve_hooks *hooks;

	rcu_read_lock();
	hooks = rcu_dereference(registered);
	if (hooks && hooks->lifecycle)
		hooks->lifecycle(vcpu, what, ret);
	rcu_read_unlock();
}
