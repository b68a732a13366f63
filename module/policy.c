// SPDX-License-Identifier: GPL-2.0
/*
 * What the host offers its guests: its own set, and two policies that root may
 * set, in /sys/kernel/kvm_sve/ or as module parameters:
 *
 *	guest_max_vls	no vcpu of a new VM gets more, by any path
 *	default_vls	what the vcpus of a new VM start with, within guest_max_vls
 *
 * Both live in KVM, which gives them to each VM once, and outlive this module.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cache.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sysfs.h>

#include "kvm_sve.h"

static struct vls host_vls __ro_after_init;
static unsigned int kernel_max_vq __ro_after_init;	/* what KVM could give, of host_vls */
static struct kobject *dir;

/* Held to change the policy that KVM has. */
static DEFINE_MUTEX(policy_lock);

/* What the parameters make of it, until the module is loaded. */
static struct kvm_arm_sve_policy new_policy __initdata;

/*
 * No parameter is refused while the module is being loaded, since the loader would then
 * free it without a call to it: init checks them, and says what is wrong. Their
 * texts lie in the module's arguments.
 */
static int keep_text(const char *text, const struct kernel_param *kp)
{
	*(const char **)kp->arg = text ?: "";
	return 0;
}

static const struct kernel_param_ops text_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = keep_text,
};

static const char *guest_max_param;
module_param_cb(guest_max_vls, &text_ops, &guest_max_param, 0);
__MODULE_PARM_TYPE(guest_max_vls, "charp");
MODULE_PARM_DESC(guest_max_vls,
		 "No vcpu of a new VM gets more than this set of VLs in bits, for example 128,256");

static const char *default_param;
module_param_cb(default_vls, &text_ops, &default_param, 0);
__MODULE_PARM_TYPE(default_vls, "charp");
MODULE_PARM_DESC(default_vls,
		 "The set of VLs in bits that vcpus of a new VM start with, for example 128,256");

static bool onereg_replay;
static bool replay_is_wrong;	/* and the module is not loaded */
static bool loaded;

static int set_replay(const char *text, const struct kernel_param *kp)
{
	int err = param_set_bool(text, kp);

	if (READ_ONCE(loaded))
		return err;
	replay_is_wrong = err;
	return 0;
}

static const struct kernel_param_ops replay_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = set_replay,
	.get = param_get_bool,
};

module_param_cb(onereg_replay, &replay_ops, &onereg_replay, 0644);
__MODULE_PARM_TYPE(onereg_replay, "bool");
MODULE_PARM_DESC(onereg_replay,
		 "Writing KVM_REG_ARM64_SVE_VLS after FINALIZE with the set that the vcpu has is no error");

const struct vls *policy_host_vls(void)
{
	return &host_vls;
}

/* Hook, see struct kvm_arm_sve_hooks. */
bool policy_onereg_replay(struct kvm_vcpu *vcpu)
{
	return READ_ONCE(onereg_replay);
}

/* The largest VQ of the set that @text gives, 0 for "max"; none above @max_vq. */
static int parse_policy(const char *text, unsigned int max_vq, u16 *vq)
{
	unsigned int bad_vq;
	struct vls set;
	int err;

	if (sysfs_streq(text, "max")) {
		*vq = 0;
		return 0;
	}

	err = vls_parse(text, &set, NULL, NULL);
	if (err)
		return err;
	if (vls_settable(&host_vls, max_vq, &set, &bad_vq))
		return -EINVAL;

	*vq = vls_max(&set);

	return 0;
}

/* -EINVAL: no set, or not settable here; -EBUSY: below the default that is set. */
static int set_guest_max(struct kvm_arm_sve_policy *policy, const char *text)
{
	u16 vq;
	int err;

	err = parse_policy(text, kernel_max_vq, &vq);
	if (err)
		return err;
	if (vq == kernel_max_vq)
		vq = 0;
	if (vq && vq < policy->default_vq)
		return -EBUSY;

	policy->guest_max_vq = vq;

	return 0;
}

/* -EINVAL: no set, not settable here, or above the guest maximum. */
static int set_default(struct kvm_arm_sve_policy *policy, const char *text)
{
	return parse_policy(text, policy->guest_max_vq ?: kernel_max_vq, &policy->default_vq);
}

typedef int (*set_fn)(struct kvm_arm_sve_policy *policy, const char *text);

static int change_policy(set_fn set, const char *text)
{
	struct kvm_arm_sve_policy policy;
	int err;

	mutex_lock(&policy_lock);
	policy = kvm_arm_sve_get_policy();
	err = set(&policy, text);
	if (!err)
		kvm_arm_sve_set_policy(policy);
	mutex_unlock(&policy_lock);

	return err;
}

/* @set and a newline into a sysfs buffer of PAGE_SIZE. */
static ssize_t show_vls(char *buf, const struct vls *set)
{
	int len = vls_format(buf, PAGE_SIZE - 1, set);

	return len + sysfs_emit_at(buf, len, "\n");
}

static ssize_t host_vls_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return show_vls(buf, &host_vls);
}

/* What KVM could give a vcpu if root had set no policy. */
static ssize_t kernel_max_vls_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct vls set = vls_prefix(&host_vls, kernel_max_vq);

	return show_vls(buf, &set);
}

static ssize_t guest_max_vls_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	unsigned int vq = kvm_arm_sve_get_policy().guest_max_vq;
	struct vls set = vls_prefix(&host_vls, vq ?: kernel_max_vq);

	return show_vls(buf, &set);
}

static ssize_t guest_max_vls_store(struct kobject *kobj, struct kobj_attribute *attr,
				   const char *buf, size_t count)
{
	return change_policy(set_guest_max, buf) ?: count;
}

/* "max" while no default is set: new vcpus then follow the guest maximum. */
static ssize_t default_vls_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	unsigned int vq = kvm_arm_sve_get_policy().default_vq;
	struct vls set = vls_prefix(&host_vls, vq);

	return vq ? show_vls(buf, &set) : sysfs_emit(buf, "max\n");
}

static ssize_t default_vls_store(struct kobject *kobj, struct kobj_attribute *attr,
				 const char *buf, size_t count)
{
	return change_policy(set_default, buf) ?: count;
}

static ssize_t version_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", KVM_SVE_VERSION);
}

/* The kernel log says it too, until that is full. */
static ssize_t kvm_mode_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s%s\n", kvm_arm_sve_host_protected() ? "protected " : "",
			  compat_kvm_mode());
}

static struct kobj_attribute host_vls_attr = __ATTR_RO(host_vls);
static struct kobj_attribute kernel_max_vls_attr = __ATTR_RO(kernel_max_vls);
static struct kobj_attribute guest_max_vls_attr = __ATTR_RW(guest_max_vls);
static struct kobj_attribute default_vls_attr = __ATTR_RW(default_vls);
static struct kobj_attribute version_attr = __ATTR_RO(version);
static struct kobj_attribute kvm_mode_attr = __ATTR_RO(kvm_mode);

static struct attribute *attrs[] = {
	&host_vls_attr.attr,
	&kernel_max_vls_attr.attr,
	&guest_max_vls_attr.attr,
	&default_vls_attr.attr,
	&version_attr.attr,
	&kvm_mode_attr.attr,
	NULL,
};

static const struct attribute_group group = {
	.attrs = attrs,
};

static int __init set_parameter(const char *name, const char *text, set_fn set)
{
	int err = text ? set(&new_policy, text) : 0;

	switch (err) {
	case 0:
		return 0;
	case -EBUSY:
		pr_err("not loaded: %s=%s is below the default set of this host\n", name, text);
		break;
	default:
		pr_err("not loaded: %s=%s is not a set that this host can give a guest%s\n", name,
		       text, new_policy.guest_max_vq ? " within guest_max_vls" : "");
		break;
	}

	return -EINVAL;
}

static int __init set_parameters(void)
{
	int err;

	if (replay_is_wrong) {
		pr_err("not loaded: onereg_replay is neither y nor n\n");
		return -EINVAL;
	}

	new_policy = kvm_arm_sve_get_policy();
	err = set_parameter("guest_max_vls", guest_max_param, set_guest_max);

	return err ?: set_parameter("default_vls", default_param, set_default);
}

static int __init create_dir(void)
{
	int err;

	dir = kobject_create_and_add("kvm_sve", kernel_kobj);
	if (!dir)
		return -ENOMEM;

	err = sysfs_create_group(dir, &group);
	if (err)
		kobject_put(dir);

	return err;
}

/*
 * Called once the hooks are registered. Shows the policies, and makes what the
 * parameters say of them KVM's. May sleep. Return: 0, or -ENOMEM: nothing changed.
 */
int __init policy_publish(void)
{
	int err;

	mutex_lock(&policy_lock);
	err = create_dir();
	if (!err) {
		kvm_arm_sve_set_policy(new_policy);
		WRITE_ONCE(loaded, true);
	}
	mutex_unlock(&policy_lock);

	return err;
}

/*
 * Called once, before the hooks are registered. May sleep. -EINVAL: a module
 * parameter is wrong, and the log says which.
 */
int __init policy_init(void)
{
	BUILD_BUG_ON(KVM_ARM_SVE_VLS_WORDS != KVM_ARM64_SVE_VLS_WORDS);
	BUILD_BUG_ON(VLS_VQ_MAX != KVM_ARM64_SVE_VQ_MAX);

	if (!system_supports_sve())
		return -ENODEV;

	kvm_arm_sve_get_vqs(VLS_VQ_MAX, host_vls.vqs);
	kernel_max_vq = vls_floor(&host_vls, sve_vq_from_vl(kvm_sve_max_vl));
	if (!kernel_max_vq)
		return -ENODEV;

	return set_parameters();
}

/* Called on unload, once the hooks are gone. May sleep. */
void policy_exit(void)
{
	sysfs_remove_group(dir, &group);
	kobject_put(dir);
}
