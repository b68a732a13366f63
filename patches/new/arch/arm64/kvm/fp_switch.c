// SPDX-License-Identifier: GPL-2.0-only
/*
 * When a vcpu's FP/SVE state is restored: at the guest's first access, as always
 * while this is off, or before that, or not at all. See asm/kvm_fp_switch.h.
 */
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/kvm_host.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include <asm/fpsimd.h>
#include <asm/kvm_emulate.h>
#include <asm/kvm_fp_switch.h>
#include <asm/kvm_hyp.h>

DEFINE_STATIC_KEY_FALSE(kvm_fp_switch_slow);
DEFINE_STATIC_KEY_FALSE(kvm_fp_switch_full);
struct kvm_fp_load kvm_fp_load_lazy __read_mostly;

enum fp_restore_mode {
	FP_RESTORE_OFF,		/* at the trap */
	FP_RESTORE_ADAPTIVE,	/* before entry if the policy says so */
	FP_RESTORE_ALWAYS,	/* before every entry */
};

static const char * const mode_names[] = {
	[FP_RESTORE_OFF]	= "off",
	[FP_RESTORE_ADAPTIVE]	= "adaptive",
	[FP_RESTORE_ALWAYS]	= "always",
};

/* Written under the lock of kernel parameters. A vcpu follows at its next load. */
static enum fp_restore_mode fp_restore_mode;

/* In protected mode hyp has its own copy of the vcpu, and learns from each entry. */
static bool hyp_learns(void)
{
	return is_protected_kvm_enabled();
}

/*
 * Where early restores begin to be worth it: the share of loads with FP, in percent. It
 * depends on what a trap costs on this CPU, and what moving the registers does.
 */
static unsigned int fp_restore_break_even = 50;

static u32 break_even(void)
{
	return READ_ONCE(fp_restore_break_even) * KVM_FP_RESTORE_ONE / 100;
}

static void hold(struct static_key_false *key, bool *held, bool want)
{
	if (want && !*held)
		static_branch_inc(key);
	else if (!want && *held)
		static_branch_dec(key);
	*held = want;
}

/* Make the parameters take effect. Under their lock, once hyp_learns() is known. */
static void apply_parameters(void)
{
	static bool slow_held, full_held;
	struct kvm_fp_load lazy = {};

	if (fp_restore_mode == FP_RESTORE_ADAPTIVE && hyp_learns()) {
		lazy.owner = FP_STATE_GUEST_WANTED;
		lazy.learn = break_even() / (KVM_FP_RESTORE_ONE / 256);
	}
	WRITE_ONCE(kvm_fp_load_lazy, lazy);
	hold(&kvm_fp_switch_slow, &slow_held, fp_restore_mode != FP_RESTORE_OFF);
	hold(&kvm_fp_switch_full, &full_held, fp_restore_mode == FP_RESTORE_ALWAYS);
}

/* Parameters of the command line are set before that. */
static bool can_apply;

static int __init apply_early_parameters(void)
{
	kernel_param_lock(NULL);
	apply_parameters();
	can_apply = true;
	kernel_param_unlock(NULL);

	return 0;
}
late_initcall(apply_early_parameters);

static int fp_restore_set(const char *val, const struct kernel_param *kp)
{
	int mode = sysfs_match_string(mode_names, val);

	if (mode < 0)
		return mode;

	WRITE_ONCE(fp_restore_mode, mode);
	if (can_apply)
		apply_parameters();

	return 0;
}

static int fp_restore_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%s\n", mode_names[READ_ONCE(fp_restore_mode)]);
}

static const struct kernel_param_ops fp_restore_ops = {
	.set = fp_restore_set,
	.get = fp_restore_get,
};

module_param_cb(fp_restore, &fp_restore_ops, NULL, 0644);
MODULE_PARM_DESC(fp_restore, "When to restore a guest's FP/SVE state: off (at its first access), adaptive, always");

static int break_even_set(const char *val, const struct kernel_param *kp)
{
	int ret = param_set_uint_minmax(val, kp, 1, 99);

	if (!ret && can_apply)
		apply_parameters();

	return ret;
}

static const struct kernel_param_ops break_even_ops = {
	.set = break_even_set,
	.get = param_get_uint,
};

module_param_cb(fp_restore_break_even, &break_even_ops, &fp_restore_break_even, 0644);
MODULE_PARM_DESC(fp_restore_break_even, "fp_restore=adaptive: share of loads with FP, in percent, above which early restores are cheaper");

/**
 * kvm_fp_load_kept() - load a vcpu whose state this CPU may still hold
 * @vcpu:	the vcpu that is being loaded
 * @cpu:	its fp_load.cpu, as put has left it
 *
 * As for a task, both have to remember the state: the vcpu has @cpu, and that CPU forgets
 * it for any other state, for kernel-mode NEON, and when it goes offline or loses power.
 * If they do, the registers are the vcpu's again.
 *
 * Context: as kvm_arch_vcpu_load_fp(), preemption off.
 */
void kvm_fp_load_kept(struct kvm_vcpu *vcpu, unsigned int cpu)
{
	if (cpu != 1 + smp_processor_id() ||
	    !fpsimd_rebind_cpu_state(&vcpu->arch.ctxt.fp_regs)) {
		fpsimd_save_and_flush_cpu_state();
		return;
	}

	*host_data_ptr(fp_owner) = FP_STATE_GUEST_OWNED;
	vcpu->stat.fpsimd_kept++;
}

/* Return: is the state of @vcpu wanted early? */
static noinline bool decide(struct kvm_vcpu *vcpu, enum fp_restore_mode mode)
{
	if (mode == FP_RESTORE_ALWAYS) {
		vcpu->arch.fp_load = KVM_FP_LOAD_ALWAYS;
		return true;
	}
	if (vcpu->arch.fp_restore.credit) {
		vcpu->arch.fp_load = KVM_FP_LOAD_EARLY;
		return true;
	}
	vcpu->arch.fp_load = READ_ONCE(kvm_fp_load_lazy);
	return false;
}

/**
 * kvm_fp_load_full() - load a vcpu in any mode
 * @vcpu:	the vcpu that is being loaded
 *
 * Context: as kvm_arch_vcpu_load_fp(), preemption off.
 */
void kvm_fp_load_full(struct kvm_vcpu *vcpu)
{
	enum fp_restore_mode mode = READ_ONCE(fp_restore_mode);
	unsigned int cpu = vcpu->arch.fp_load.cpu;
	bool early = false;

	if (mode == FP_RESTORE_OFF)
		vcpu->arch.fp_load = (struct kvm_fp_load) {};
	else
		early = decide(vcpu, mode);
	if (early)
		kvm_fp_load_kept(vcpu, cpu);
	else
		fpsimd_save_and_flush_cpu_state();
}

/* Tell the policy of a load that was not restored early. Return: shall the next one be? */
static noinline bool learn_lazy(struct kvm_vcpu *vcpu, bool restored)
{
	if (restored)
		return kvm_fp_restore_trapped(&vcpu->arch.fp_restore, break_even());

	return kvm_fp_restore_unused(&vcpu->arch.fp_restore);
}

/* Likewise of any load, while the mode is adaptive and hyp does not learn. */
static __always_inline bool learn(struct kvm_vcpu *vcpu, bool restored)
{
	const struct kvm_fp_load *load = &vcpu->arch.fp_load;

	if (!load->early)
		return learn_lazy(vcpu, restored);

	/* Still wanted and not restored: the guest was not entered. */
	if (!restored && load->owner == FP_STATE_GUEST_WANTED)
		return true;

	return kvm_fp_restore_early(&vcpu->arch.fp_restore);
}

/*
 * May the registers still hold the state at the next load, and memory be as it is now? Only
 * where the scheduler puts the vcpu, with interrupts off: its KVM_RUN goes on. After any
 * other put a reset or a KVM_SET_ONE_REG may write it before the next load.
 */
static __always_inline bool may_keep(void)
{
	return irqs_disabled();
}

/* Save the state, and if @keep leave it in the registers. */
static __always_inline void save_guest(struct kvm_vcpu *vcpu, bool keep)
{
	if (keep)
		vcpu->arch.fp_load.cpu = fpsimd_save_and_unbind_cpu_state();
	else
		fpsimd_save_and_flush_cpu_state();
}

/**
 * kvm_fp_put_learning() - save a vcpu's state, and learn
 * @vcpu:	the vcpu that is being put
 * @restored:	its state was restored
 *
 * The mode is adaptive, and hyp does not learn.
 *
 * Context: as kvm_arch_vcpu_put_fp(), preemption off.
 */
void kvm_fp_put_learning(struct kvm_vcpu *vcpu, bool restored)
{
	bool keep = learn(vcpu, restored);

	if (restored)
		save_guest(vcpu, keep && may_keep());
}

/* What learn() says, in any mode. */
static noinline bool learn_full(struct kvm_vcpu *vcpu, enum fp_restore_mode mode, bool restored)
{
	if (mode == FP_RESTORE_ALWAYS || hyp_learns())
		return mode == FP_RESTORE_ALWAYS;

	return learn(vcpu, restored);
}

/**
 * kvm_fp_put_full() - put a vcpu in any mode
 * @vcpu:	the vcpu that is being put
 * @restored:	its state was restored
 *
 * Context: as kvm_arch_vcpu_put_fp(), preemption off.
 */
void kvm_fp_put_full(struct kvm_vcpu *vcpu, bool restored)
{
	enum fp_restore_mode mode = READ_ONCE(fp_restore_mode);
	bool keep = mode != FP_RESTORE_OFF && learn_full(vcpu, mode, restored) && may_keep();

	if (restored)
		save_guest(vcpu, keep);
}
