// SPDX-License-Identifier: GPL-2.0
/*
 * kvm_sve.ko: load and unload. Unloading waits for calls that are inside the
 * module, and leaves every vcpu with the set that it has and the host's policy as it
 * is. A load that fails leaves nothing behind.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/rcupdate.h>

#include "kvm_sve.h"

static const struct kvm_arm_sve_hooks hooks = {
	.version = KVM_ARM_SVE_HOOKS_VERSION,
	.size = sizeof(hooks),
	.owner = THIS_MODULE,
	.vcpu_ioctl = vls_vcpu_ioctl,
	.check_extension = vls_check_extension,
	.enable_cap = vls_enable_cap,
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

/*
 * The loader frees a module whose init fails, whoever holds it. But its tracepoints
 * are there since before init, and perf or a BPF program may have taken one. So do
 * first what the loader does next: let no one else take any. Whoever looks at the
 * state does not sleep until it holds the module, so a grace period of Tasks RCU
 * leaves those alone that hold it; wait for them.
 */
static void __init wait_for_users(void)
{
	WRITE_ONCE(THIS_MODULE->state, MODULE_STATE_GOING);
	synchronize_rcu_tasks();

	if (module_refcount(THIS_MODULE) > 1)
		pr_info("waiting for the users of its events\n");
	while (module_refcount(THIS_MODULE) > 1)
		msleep(20);
}

static int __init kvm_sve_init(void)
{
	int err;

	err = policy_init();
	if (err)
		goto report;

	err = kvm_arm_sve_register_hooks(&hooks);
	if (err)
		goto report;

	err = policy_publish();
	if (err)
		goto unregister_hooks;

	cycles_start();

	return 0;

unregister_hooks:
	kvm_arm_sve_unregister_hooks(&hooks);
report:
	report_refusal(err);
	wait_for_users();
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
