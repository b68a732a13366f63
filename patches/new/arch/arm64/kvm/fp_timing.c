// SPDX-License-Identifier: GPL-2.0-only
/*
 * What switching a vcpu's FP/SVE state costs, as histograms in its statistics. The stamps
 * are in asm/kvm_fp_timing.h.
 */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kvm_host.h>
#include <linux/math64.h>
#include <linux/moduleparam.h>
#include <linux/time64.h>

#include <asm/arch_timer.h>
#include <asm/kvm_fp_switch.h>
#include <asm/kvm_fp_timing.h>

/* On while somebody holds timing. */
DEFINE_STATIC_KEY_FALSE(kvm_fp_timing);

/* On while kvm.fp_histograms is. */
DEFINE_STATIC_KEY_FALSE(kvm_fp_histograms);

u64 kvm_fp_tick_ns __ro_after_init;

/**
 * kvm_fp_timing_get() - time the loads of all vcpus
 *
 * Each call needs a kvm_fp_timing_put(). A vcpu that is loaded now is timed from its next
 * load on.
 *
 * Context: may sleep; takes the jump label locks.
 */
void kvm_fp_timing_get(void)
{
	static_branch_inc(&kvm_fp_timing);
	static_branch_inc(&kvm_fp_switch_full);
	static_branch_inc(&kvm_fp_switch_slow);
}

/**
 * kvm_fp_timing_put() - undo kvm_fp_timing_get()
 *
 * Context: as for that.
 */
void kvm_fp_timing_put(void)
{
	static_branch_dec(&kvm_fp_switch_slow);
	static_branch_dec(&kvm_fp_switch_full);
	static_branch_dec(&kvm_fp_timing);
}

/**
 * __kvm_fp_count_times() - add the rest of a load-to-put to a vcpu's histograms
 * @vcpu:	a vcpu that is being put, and was timed
 *
 * What the host's state took is in them. The guest's was not restored and saved just once.
 *
 * Context: preemption off.
 */
void __kvm_fp_count_times(struct kvm_vcpu *vcpu)
{
	const struct kvm_fp_timing *timing = &vcpu->arch.fp_timing;
	u32 restores = timing->restores, saves = timing->saves;
	struct kvm_vcpu_stat *stat = &vcpu->stat;

	if (restores)
		kvm_fp_count(stat->fp_guest_restore_hist, timing->sum[KVM_FP_GUEST_RESTORE],
			     restores, kvm_fp_tick_ns);
	if (!saves)
		return;
	kvm_fp_count(stat->fp_resident_hist, timing->sum[KVM_FP_RESIDENT], saves, kvm_fp_tick_ns);
	kvm_fp_count(stat->fp_guest_save_hist, timing->sum[KVM_FP_GUEST_SAVE], saves,
		     kvm_fp_tick_ns);
}

/* Written under the lock of kernel parameters. */
static bool fp_histograms;

static int fp_histograms_set(const char *val, const struct kernel_param *kp)
{
	bool was = fp_histograms;
	int ret = param_set_bool(val, kp);

	if (ret || fp_histograms == was)
		return ret;

	if (fp_histograms) {
		static_branch_enable(&kvm_fp_histograms);
		kvm_fp_timing_get();
	} else {
		kvm_fp_timing_put();
		static_branch_disable(&kvm_fp_histograms);
	}

	return 0;
}

static const struct kernel_param_ops fp_histograms_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = fp_histograms_set,
	.get = param_get_bool,
};

module_param_cb(fp_histograms, &fp_histograms_ops, &fp_histograms, 0644);
MODULE_PARM_DESC(fp_histograms, "Keep histograms of what FP/SVE switches cost in the vcpu statistics");

static int __init find_tick_ns(void)
{
	/* A counter has at least 1 MHz (Arm ARM, "The system counter"), so this fits. */
	u32 rate = max(arch_timer_get_rate(), 1000000U);

	kvm_fp_tick_ns = div_u64((u64)NSEC_PER_SEC << 32, rate) << 22;

	return 0;
}
late_initcall(find_tick_ns);
