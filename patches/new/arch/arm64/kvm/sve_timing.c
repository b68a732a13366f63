// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timing the FP/SVE switch path for modules: switching it, and the stamps of
 * load and put. What hyp does is in asm/kvm_sve_timing.h.
 */
#include <linux/export.h>
#include <linux/kvm_host.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/perf/arm_pmuv3.h>

#include <asm/fpsimd.h>
#include <asm/kvm_emulate.h>
#include <asm/kvm_hyp.h>
#include <asm/kvm_nested.h>
#include <asm/kvm_sve_hooks.h>
#include <asm/kvm_sve_timing.h>

/* On while somebody holds timing. */
DEFINE_STATIC_KEY_FALSE(kvm_arm_sve_timing);

/* Holders of timing, under timing_lock. */
static unsigned int timing_users;
static DEFINE_MUTEX(timing_lock);

/*
 * Counts the times that timing was switched on. A load remembers it, so that a
 * put does not report stamps from before timing was off in between.
 */
static u64 timing_epoch;

/* What counts cycles on each CPU, or NULL. */
static DEFINE_PER_CPU(struct perf_event *, cycle_event);

/**
 * kvm_arm_sve_timing_get() - time the switch path, and report to ->sve_switch()
 *
 * Each call needs a kvm_arm_sve_timing_put(). A vcpu that is loaded now is
 * reported from its next load on.
 *
 * Context: may sleep; takes timing_lock, then the jump label locks.
 */
void kvm_arm_sve_timing_get(void)
{
	mutex_lock(&timing_lock);
	if (!timing_users++) {
		WRITE_ONCE(timing_epoch, timing_epoch + 1);
		static_branch_enable(&kvm_arm_sve_timing);
	}
	mutex_unlock(&timing_lock);
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_timing_get);

/**
 * kvm_arm_sve_timing_put() - undo kvm_arm_sve_timing_get()
 *
 * Context: as for that.
 */
void kvm_arm_sve_timing_put(void)
{
	mutex_lock(&timing_lock);
	if (!--timing_users)
		static_branch_disable(&kvm_arm_sve_timing);
	mutex_unlock(&timing_lock);
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_timing_put);

/**
 * kvm_arm_sve_timing_set_cycles() - count cycles on a CPU too
 * @cpu:	the CPU
 * @event:	an event of cycles on @cpu, which counts in all modes and is not
 *		sampled; or NULL: count no longer
 *
 * Cycles are counted while the event is in the fixed cycle counter. The event
 * that was set before can be released once this has returned.
 *
 * Context: may sleep. One caller at a time.
 */
void kvm_arm_sve_timing_set_cycles(int cpu, struct perf_event *event)
{
	WRITE_ONCE(per_cpu(cycle_event, cpu), event);
	/* Load and put look at it with preemption off. */
	synchronize_rcu();
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_timing_set_cycles);

/*
 * Does the fixed cycle counter of this CPU count? Perf rewrites @base whenever
 * it stops, starts or writes the counter, so between two calls that give the
 * same one, two reads of PMCCNTR_EL0 can be subtracted.
 */
static bool cycles_run(u64 *base)
{
	struct perf_event *event = READ_ONCE(*this_cpu_ptr(&cycle_event));

	if (!event || READ_ONCE(event->state) != PERF_EVENT_STATE_ACTIVE ||
	    READ_ONCE(event->hw.idx) != ARMV8_PMU_CYCLE_IDX)
		return false;

	*base = local64_read(&event->hw.prev_count);

	return true;
}

/* They did not: what was counted means nothing. */
static void drop_cycles(struct kvm_arm_sve_timing *timing)
{
	unsigned int i;

	for (i = 0; i < KVM_ARM_SVE_NR_PHASES; i++)
		timing->sum[i].cycles = 0;
}

/* The first load of @vcpu since timing was switched on. */
static void begin_epoch(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;

	timing->epoch = READ_ONCE(timing_epoch);
	timing->vqs = 0;
	timing->zcr = vcpu_has_sve(vcpu) ? kvm_arm_vcpu_sve_zcr(vcpu) : 0;
}

/**
 * kvm_arm_sve_timed_load() - save and flush the host's state, and begin timing
 * @vcpu:	the vcpu that is being loaded
 *
 * Context: as kvm_arch_vcpu_load_fp(), preemption off.
 */
void kvm_arm_sve_timed_load(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;
	unsigned int i;
	u32 on = KVM_ARM_SVE_TIMED;

	if (cycles_run(&timing->cycle_base))
		on |= KVM_ARM_SVE_CYCLES;
	if (timing->epoch != READ_ONCE(timing_epoch))
		begin_epoch(vcpu);
	/* In this order for who interrupts: restores are of the load that is on. */
	WRITE_ONCE(timing->restores, 0);
	timing->saves = 0;
	for (i = 0; i < KVM_ARM_SVE_NR_PHASES; i++)
		timing->sum[i] = (struct kvm_arm_sve_time) {};
	WRITE_ONCE(timing->on, on);

	kvm_arm_sve_stamp(timing);
	fpsimd_save_and_flush_cpu_state();
	kvm_arm_sve_lap(timing, KVM_ARM_SVE_HOST_SAVE);
}

/**
 * kvm_arm_sve_timed_put() - save and flush the guest's state, and report
 * @vcpu:	the vcpu that is being put
 *
 * The state may have been saved already, by kernel-mode NEON.
 *
 * Context: as kvm_arch_vcpu_put_fp(), interrupts off.
 */
void kvm_arm_sve_timed_put(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;
	u64 base;

	if (guest_owns_fp_regs()) {
		bool foreign = test_thread_flag(TIF_FOREIGN_FPSTATE);

		if (!foreign)
			kvm_arm_sve_saving(vcpu);
		fpsimd_save_and_flush_cpu_state();
		if (!foreign)
			kvm_arm_sve_saved(vcpu);
	}

	if (!timing->on || timing->epoch != READ_ONCE(timing_epoch))
		return;

	if (timing->on & KVM_ARM_SVE_CYCLES && (!cycles_run(&base) || base != timing->cycle_base))
		drop_cycles(timing);
	timing->on = 0;
	kvm_arm_sve_timing_report(vcpu);
}

/**
 * kvm_arm_vcpu_sve_zcr() - ZCR_ELx as the guest last set it
 * @vcpu:	a vcpu with SVE that is not in the guest
 *
 * ZCR_EL2 for a guest hypervisor's own context, else ZCR_EL1. Any context.
 */
u64 kvm_arm_vcpu_sve_zcr(const struct kvm_vcpu *vcpu)
{
	return __vcpu_sys_reg(vcpu, vcpu_sve_zcr_elx(vcpu));
}
EXPORT_SYMBOL_GPL(kvm_arm_vcpu_sve_zcr);
