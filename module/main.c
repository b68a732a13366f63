// SPDX-License-Identifier: GPL-2.0
/*
 * kvm_sve.ko: load and unload. Unloading waits for calls that are inside the
 * module and leaves every vcpu with the set that it has.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include "kvm_sve.h"

static const struct kvm_arm_sve_hooks hooks = {
	.version = KVM_ARM_SVE_HOOKS_VERSION,
	.size = sizeof(hooks),
	.owner = THIS_MODULE,
	.vcpu_ioctl = vls_vcpu_ioctl,
	.check_extension = vls_check_extension,
	.enable_cap = vls_enable_cap,
	.default_vq = policy_vcpu_limits,
	.onereg_replay = policy_onereg_replay,
	.vls_event = events_vls_set,
	.lifecycle = events_lifecycle,
	.sve_switch = events_switch,
};

/* One line that says why KVM did not take the hooks. */
static void report_refusal(int err)
{
	switch (err) {
	case -EINVAL: /* policy_init() said why */
		break;
	case -EPROTO:
		pr_err("not loaded: the kernel's SVE hooks are not version %u, rebuild for this kernel\n",
		       KVM_ARM_SVE_HOOKS_VERSION);
		break;
	case -ENODEV:
		pr_err("not loaded: %s\n", system_supports_sve() ?
		       "KVM is not running on this host" : "the CPUs have no SVE");
		break;
	case -EBUSY:
		pr_err("not loaded: another module has KVM's SVE hooks\n");
		break;
	default:
		pr_err("not loaded: error %d\n", err);
	}
}

static int __init kvm_sve_init(void)
{
	int err;

	err = policy_init();
	if (err)
		goto report;

	err = kvm_arm_sve_register_hooks(&hooks);
	if (err)
		goto exit_policy;

	return 0;

exit_policy:
	policy_exit();
report:
	report_refusal(err);
	return err;
}

static void __exit kvm_sve_exit(void)
{
	kvm_arm_sve_unregister_hooks(&hooks);
	cycles_exit();
	policy_exit();
}

module_init(kvm_sve_init);
module_exit(kvm_sve_exit);

MODULE_DESCRIPTION("SVE vector lengths of KVM guests: chosen, checked, timed");
MODULE_AUTHOR("kvm-sve developers");
MODULE_VERSION(KVM_SVE_VERSION);
MODULE_LICENSE("GPL");
