// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timing the FP/SVE switch path for modules: switching it, and where load begins
 * and put ends. What is done elsewhere is in asm/kvm_sve_timing.h.
 */
#include <linux/export.h>
#include <linux/kvm_host.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/perf/arm_pmuv3.h>

#include <asm/fpsimd.h>
#include <asm/kvm_emulate.h>
#include <asm/kvm_fp_timing.h>
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
u64 kvm_arm_sve_timing_epoch;

/* What counts cycles on each CPU, or NULL. */
DEFINE_PER_CPU(struct perf_event *, kvm_arm_sve_cycle_event);

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
		WRITE_ONCE(kvm_arm_sve_timing_epoch, kvm_arm_sve_timing_epoch + 1);
		static_branch_enable(&kvm_arm_sve_timing);
		kvm_fp_timing_get();
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
	if (!--timing_users) {
		kvm_fp_timing_put();
		static_branch_disable(&kvm_arm_sve_timing);
	}
	mutex_unlock(&timing_lock);
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_timing_put);

/**
 * kvm_arm_sve_timing_counts() - does an event sit in the fixed cycle counter?
 * @event:	an event of cycles on this CPU
 *
 * Only there does it count for kvm_arm_sve_timing_set_cycles().
 *
 * Context: on the event's CPU, preemption off.
 */
bool kvm_arm_sve_timing_counts(const struct perf_event *event)
{
	return READ_ONCE(event->state) == PERF_EVENT_STATE_ACTIVE &&
	       READ_ONCE(event->hw.idx) == ARMV8_PMU_CYCLE_IDX;
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_timing_counts);

/**
 * kvm_arm_sve_timing_set_cycles() - count cycles on a CPU too
 * @cpu:	the CPU
 * @event:	an event of cycles on @cpu, which counts in all modes and is not
 *		sampled; or NULL: count no longer
 *
 * Cycles are counted while the event is in the fixed cycle counter. The event
 * that was set before can be released at once: load and put look at it with
 * preemption off, and perf frees an event after a grace period.
 *
 * Context: any. One caller at a time for each CPU.
 */
void kvm_arm_sve_timing_set_cycles(int cpu, struct perf_event *event)
{
	WRITE_ONCE(per_cpu(kvm_arm_sve_cycle_event, cpu), event);
}
EXPORT_SYMBOL_GPL(kvm_arm_sve_timing_set_cycles);

/*
 * Does the fixed cycle counter of this CPU count? Perf rewrites @base whenever
 * it stops, starts or writes the counter, so between two calls that give the
 * same one, two reads of PMCCNTR_EL0 can be subtracted.
 */
static __always_inline bool cycles_run(u64 *base)
{
	struct perf_event *event = READ_ONCE(*this_cpu_ptr(&kvm_arm_sve_cycle_event));

	if (!event || !kvm_arm_sve_timing_counts(event))
		return false;

	*base = local64_read(&event->hw.prev_count);

	return true;
}

/* They did not: what was counted means nothing. */
static void drop_cycles(struct kvm_fp_timing *timing)
{
	unsigned int i;

	for (i = 0; i < KVM_FP_NR_PHASES; i++)
		timing->cycles[i] = 0;
	timing->stamp_cycles = 0;
}

/* ZCR_ELx in effect in a context of @vcpu: 1 is the guest of a guest hypervisor. */
static __always_inline u64 context_zcr(const struct kvm_vcpu *vcpu, unsigned int context)
{
	u64 zcr = __vcpu_sys_reg(vcpu, ZCR_EL1);

	if (likely(!vcpu_has_nv(vcpu)))
		return zcr;
	if (!context)
		return __vcpu_sys_reg(vcpu, ZCR_EL2);

	return min(zcr, __vcpu_sys_reg(vcpu, ZCR_EL2));
}

/**
 * kvm_arm_vcpu_sve_zcr() - ZCR_ELx as it is in effect for the guest
 * @vcpu:	a vcpu with SVE that is not in the guest
 * @context:	out: 1 for the guest of a guest hypervisor, else 0
 *
 * For the guest of a guest hypervisor that is the smaller of its ZCR_EL1 and its
 * hypervisor's ZCR_EL2, of which all bits but LEN are RES0. Any context.
 */
u64 kvm_arm_vcpu_sve_zcr(const struct kvm_vcpu *vcpu, unsigned int *context)
{
	*context = vcpu_has_nv(vcpu) && !is_hyp_ctxt(vcpu);

	return context_zcr(vcpu, *context);
}
EXPORT_SYMBOL_GPL(kvm_arm_vcpu_sve_zcr);

/* The first load of @vcpu since timing was switched on. */
static void begin_epoch(struct kvm_vcpu *vcpu)
{
	struct kvm_fp_timing *timing = &vcpu->arch.fp_timing;
	unsigned int i;

	timing->epoch = READ_ONCE(kvm_arm_sve_timing_epoch);
	for (i = 0; i < KVM_ARM_SVE_NR_CONTEXTS; i++) {
		timing->vqs[i] = 0;
		timing->zcr[i] = vcpu_has_sve(vcpu) ? context_zcr(vcpu, i) : 0;
	}
}

/**
 * __kvm_arm_sve_load_begin() - begin timing, where that takes more than a stamp
 * @vcpu:	the vcpu that is being loaded, whose counts and sums are 0
 *
 * This is its first load of an epoch, or there is or was an event that counts cycles.
 *
 * Return: what kvm_fp_load.timed is to be.
 *
 * Context: as kvm_arch_vcpu_load_fp(), preemption off.
 */
unsigned int __kvm_arm_sve_load_begin(struct kvm_vcpu *vcpu)
{
	struct kvm_fp_timing *timing = &vcpu->arch.fp_timing;
	unsigned int timed = KVM_FP_TIMED;
	u64 ticks, cycles;

	drop_cycles(timing);
	if (cycles_run(&timing->cycle_base))
		timed |= KVM_ARM_SVE_CYCLES;
	if (timing->epoch != READ_ONCE(kvm_arm_sve_timing_epoch))
		begin_epoch(vcpu);

	kvm_fp_stamp(vcpu, timed);
	ticks = timing->last;
	cycles = timing->last_cycles;
	kvm_fp_stamp(vcpu, timed);
	timing->stamp_ticks = timing->last - ticks;
	if (timed & KVM_ARM_SVE_CYCLES)
		timing->stamp_cycles = timing->last_cycles - cycles;

	return timed;
}

/**
 * __kvm_arm_sve_check_cycles() - drop the cycles of a load-to-put that mean nothing
 * @vcpu:	the vcpu that is being put, whose load counted cycles
 *
 * Context: as kvm_arch_vcpu_put_fp(), interrupts off.
 */
void __kvm_arm_sve_check_cycles(struct kvm_vcpu *vcpu)
{
	struct kvm_fp_timing *timing = &vcpu->arch.fp_timing;
	u64 base;

	if (!cycles_run(&base) || base != timing->cycle_base)
		drop_cycles(timing);
}
