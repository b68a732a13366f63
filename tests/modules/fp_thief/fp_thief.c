// SPDX-License-Identifier: GPL-2.0
/*
 * fp_thief.ko, for tests: takes the FP registers from whoever has them, in a
 * softirq, as a driver that does its crypto or RAID there would. On each CPU a
 * timer uses kernel-mode NEON and leaves junk in every V register.
 *
 *	period_us	of the timers, 0: none
 *	taken		how often a vcpu's registers were in the CPU
 *	used		how often the registers were used at all
 */
#include <linux/cpu.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include <asm/simd.h>

#include "compat/kernel.h"

static unsigned int period_us = 500;
module_param(period_us, uint, 0444);

static atomic64_t nr_taken, nr_used;
static DEFINE_PER_CPU(struct hrtimer, timer);

static int counter_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%lld\n", atomic64_read((atomic64_t *)kp->arg));
}

static const struct kernel_param_ops counter_ops = { .get = counter_get };

module_param_cb(taken, &counter_ops, &nr_taken, 0444);
module_param_cb(used, &counter_ops, &nr_used, 0444);

static void use_registers(void)
{
	struct user_fpsimd_state interrupted;

	kernel_neon_begin(&interrupted);
	asm volatile(".arch_extension fp\n\t"
		     ".arch_extension simd\n\t"
		     ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n\t"
		     "movi	v\\n\\().16b, #0xa5\n\t"
		     ".endr\n\t"
		     ".irp n, 16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"
		     "movi	v\\n\\().16b, #0x5a\n\t"
		     ".endr" ::: "memory");
	kernel_neon_end(&interrupted);
}

/* Or NULL. KVM's own call that tells is no longer for other modules. */
static const struct kvm_vcpu *loaded_vcpu(void)
{
	struct preempt_notifier *notifier;

	/* While a vcpu is loaded; nothing else has any. */
	hlist_for_each_entry(notifier, &current->preempt_notifiers, link)
		return container_of(notifier, struct kvm_vcpu, preempt_notifier);

	return NULL;
}

/*
 * Are the registers of a vcpu in this CPU? While one is loaded the flag is clear
 * only then: load sets it, an exit from a guest that has them clears it. But
 * before load gets there the host's are. So ask about loads alone that were timed
 * and in which registers were restored; the test has timing on.
 */
static bool vcpu_has_registers(void)
{
	const struct kvm_vcpu *vcpu = loaded_vcpu();

	if (!vcpu || !vcpu->arch.fp_load.timed)
		return false;

	return vcpu->arch.fp_timing.restores &&
	       !test_thread_flag(TIF_FOREIGN_FPSTATE);
}

/* In softirq. */
static enum hrtimer_restart on_timer(struct hrtimer *t)
{
	if (may_use_simd()) {
		if (vcpu_has_registers())
			atomic64_inc(&nr_taken);
		atomic64_inc(&nr_used);
		use_registers();
	}
	hrtimer_forward_now(t, ns_to_ktime((u64)period_us * NSEC_PER_USEC));

	return HRTIMER_RESTART;
}

static void start_timer(void *unused)
{
	struct hrtimer *t = this_cpu_ptr(&timer);

	hrtimer_setup(t, on_timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_SOFT);
	hrtimer_start(t, ns_to_ktime((u64)period_us * NSEC_PER_USEC), HRTIMER_MODE_REL_PINNED_SOFT);
}

static int __init fp_thief_init(void)
{
	if (period_us)
		on_each_cpu(start_timer, NULL, 1);

	return 0;
}

static void __exit fp_thief_exit(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (period_us)
			hrtimer_cancel(per_cpu_ptr(&timer, cpu));
}

module_init(fp_thief_init);
module_exit(fp_thief_exit);

MODULE_DESCRIPTION("Test: takes the FP registers in a softirq");
MODULE_LICENSE("GPL");
