// SPDX-License-Identifier: GPL-2.0
/*
 * What the host offers its guests: its own set, and two policies that root may
 * set, in /sys/kernel/kvm_sve/ or as module parameters:
 *
 *	guest_max_vls	no new vcpu gets more, by any path
 *	default_vls	what a new vcpu starts with, within guest_max_vls
 *
 * A vcpu reads both once, at its first KVM_ARM_VCPU_INIT. While one is set it
 * holds the module, lest it vanish silently.
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

/*
 * The policies as VQs of host_vls, 0: none. Written under policy_lock; read
 * alone, in any order: KVM drops a default that is above the maximum.
 */
static DEFINE_MUTEX(policy_lock);
static unsigned int guest_max_vq;
static unsigned int default_vq;

static char *guest_max_param;
module_param_named(guest_max_vls, guest_max_param, charp, 0);
MODULE_PARM_DESC(guest_max_vls, "No new vcpu gets more than this set of VLs in bits, as 128,256");

static char *default_param;
module_param_named(default_vls, default_param, charp, 0);
MODULE_PARM_DESC(default_vls, "The set of VLs in bits that new vcpus start with, as 128,256");

static bool onereg_replay;
module_param(onereg_replay, bool, 0644);
MODULE_PARM_DESC(onereg_replay,
		 "Writing KVM_REG_ARM64_SVE_VLS after FINALIZE with the set that the vcpu has is no error");

const struct vls *policy_host_vls(void)
{
	return &host_vls;
}

/*
 * Hook, see struct kvm_arm_sve_hooks for ->default_vq: the default of a new vcpu, and
 * its maximum narrowed to the policy's.
 */
unsigned int policy_vcpu_limits(struct kvm_vcpu *vcpu, unsigned int *max_vq)
{
	unsigned int vq = READ_ONCE(guest_max_vq);

	if (vq)
		*max_vq = min(*max_vq, vq);

	return READ_ONCE(default_vq);
}

/* Hook, see struct kvm_arm_sve_hooks. */
bool policy_onereg_replay(struct kvm_vcpu *vcpu)
{
	return READ_ONCE(onereg_replay);
}

/* The largest VQ of the set that @text gives, 0 for "max"; none above @max_vq. */
static int parse_policy(const char *text, unsigned int max_vq, unsigned int *vq)
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

/* Make the policies these two. policy_lock held. */
static int change_policy(unsigned int new_max_vq, unsigned int new_default_vq)
{
	bool was = guest_max_vq || default_vq;
	bool is = new_max_vq || new_default_vq;

	if (is && !was && !try_module_get(THIS_MODULE))
		return -ENODEV;

	WRITE_ONCE(guest_max_vq, new_max_vq);
	WRITE_ONCE(default_vq, new_default_vq);

	if (was && !is)
		module_put(THIS_MODULE);

	return 0;
}

/* -EINVAL: no set, or not settable here; -EBUSY: below the default that is set. */
static int set_guest_max(const char *text)
{
	unsigned int vq;
	int err;

	err = parse_policy(text, kernel_max_vq, &vq);
	if (err)
		return err;
	if (vq == kernel_max_vq)
		vq = 0;

	mutex_lock(&policy_lock);
	err = vq && vq < default_vq ? -EBUSY : change_policy(vq, default_vq);
	mutex_unlock(&policy_lock);

	return err;
}

/* -EINVAL: no set, not settable here, or above the guest maximum. */
static int set_default(const char *text)
{
	unsigned int vq;
	int err;

	mutex_lock(&policy_lock);
	err = parse_policy(text, guest_max_vq ?: kernel_max_vq, &vq);
	if (!err)
		err = change_policy(guest_max_vq, vq);
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
	struct vls set = vls_prefix(&host_vls, READ_ONCE(guest_max_vq) ?: kernel_max_vq);

	return show_vls(buf, &set);
}

static ssize_t guest_max_vls_store(struct kobject *kobj, struct kobj_attribute *attr,
				   const char *buf, size_t count)
{
	return set_guest_max(buf) ?: count;
}

/* "max" while no default is set: new vcpus then follow the guest maximum. */
static ssize_t default_vls_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	unsigned int vq = READ_ONCE(default_vq);
	struct vls set = vls_prefix(&host_vls, vq);

	return vq ? show_vls(buf, &set) : sysfs_emit(buf, "max\n");
}

static ssize_t default_vls_store(struct kobject *kobj, struct kobj_attribute *attr,
				 const char *buf, size_t count)
{
	return set_default(buf) ?: count;
}

static ssize_t version_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", KVM_SVE_VERSION);
}

static struct kobj_attribute host_vls_attr = __ATTR_RO(host_vls);
static struct kobj_attribute kernel_max_vls_attr = __ATTR_RO(kernel_max_vls);
static struct kobj_attribute guest_max_vls_attr = __ATTR_RW(guest_max_vls);
static struct kobj_attribute default_vls_attr = __ATTR_RW(default_vls);
static struct kobj_attribute version_attr = __ATTR_RO(version);

static struct attribute *attrs[] = {
	&host_vls_attr.attr,
	&kernel_max_vls_attr.attr,
	&guest_max_vls_attr.attr,
	&default_vls_attr.attr,
	&version_attr.attr,
	NULL,
};

static const struct attribute_group group = {
	.attrs = attrs,
};

static int __init set_parameter(const char *name, const char *text, int (*set)(const char *))
{
	int err = text ? set(text) : 0;

	if (err)
		pr_err("not loaded: %s=%s is not a set that this host can give a guest%s\n", name,
		       text, guest_max_vq ? " within guest_max_vls" : "");

	return err;
}

static int __init set_parameters(void)
{
	int err = set_parameter("guest_max_vls", guest_max_param, set_guest_max);

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

static void drop_policies(void)
{
	mutex_lock(&policy_lock);
	change_policy(0, 0);
	mutex_unlock(&policy_lock);
}

/*
 * Called once, before the hooks are registered. May sleep. -EINVAL: a module
 * parameter is wrong, and the log says which.
 */
int __init policy_init(void)
{
	int err;

	BUILD_BUG_ON(KVM_ARM_SVE_VLS_WORDS != KVM_ARM64_SVE_VLS_WORDS);
	BUILD_BUG_ON(VLS_VQ_MAX != KVM_ARM64_SVE_VQ_MAX);

	if (!system_supports_sve())
		return -ENODEV;

	kvm_arm_sve_get_vqs(VLS_VQ_MAX, host_vls.vqs);
	kernel_max_vq = vls_floor(&host_vls, sve_vq_from_vl(kvm_sve_max_vl));
	if (!kernel_max_vq)
		return -ENODEV;

	err = set_parameters();
	if (!err)
		err = create_dir();
	if (err)
		drop_policies();

	return err;
}

/*
 * Called once the hooks are gone, or if there never were any. May sleep. Only
 * in the latter case can a policy be set.
 */
void policy_exit(void)
{
	sysfs_remove_group(dir, &group);
	kobject_put(dir);
	drop_policies();
}
