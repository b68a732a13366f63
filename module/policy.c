// SPDX-License-Identifier: GPL-2.0
/*
 * What the host offers its guests, and where to read it: /sys/kernel/kvm_sve/.
 */
#include <linux/cache.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "kvm_sve.h"

static struct vls host_vls __ro_after_init;
static struct kobject *dir;

const struct vls *policy_host_vls(void)
{
	return &host_vls;
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

static ssize_t guest_max_vls_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct vls set = vls_upto(&host_vls, sve_vq_from_vl(kvm_sve_max_vl));

	return show_vls(buf, &set);
}

static ssize_t version_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", KVM_SVE_VERSION);
}

static struct kobj_attribute host_vls_attr = __ATTR_RO(host_vls);
static struct kobj_attribute guest_max_vls_attr = __ATTR_RO(guest_max_vls);
static struct kobj_attribute version_attr = __ATTR_RO(version);

static struct attribute *attrs[] = {
	&host_vls_attr.attr,
	&guest_max_vls_attr.attr,
	&version_attr.attr,
	NULL,
};

static const struct attribute_group group = {
	.attrs = attrs,
};

/* Called once, before the hooks are registered. May sleep. */
int __init policy_init(void)
{
	int err;

	BUILD_BUG_ON(KVM_ARM_SVE_VLS_WORDS != KVM_ARM64_SVE_VLS_WORDS);
	BUILD_BUG_ON(VLS_VQ_MAX != KVM_ARM64_SVE_VQ_MAX);

	if (!system_supports_sve())
		return -ENODEV;

	kvm_arm_sve_get_vqs(VLS_VQ_MAX, host_vls.vqs);

	dir = kobject_create_and_add("kvm_sve", kernel_kobj);
	if (!dir)
		return -ENOMEM;

	err = sysfs_create_group(dir, &group);
	if (err)
		kobject_put(dir);

	return err;
}

/* Called once the hooks are gone. May sleep. */
void policy_exit(void)
{
	sysfs_remove_group(dir, &group);
	kobject_put(dir);
}
