/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stamps in the FP/SVE switch path, host and hyp, for modules.
 *
 * Loads are timed while a static key is on. A timed load sets vcpu->arch.fp_load.timed.
 * Hyp checks that and not the key, since its text cannot be patched in protected mode.
 * So a vcpu whose load was timed gets every stamp until its put, even if timing is
 * switched in between.
 *
 * Only stamps are taken here, since hyp code is noinstr and, on nVHE, in an
 * address space of its own. What they add up to is reported when the vcpu is
 * put. Ticks are of CNTPCT_EL0: on nVHE, CNTVCT_EL0 carries the guest's offset
 * while the guest's state is loaded.
 */
#ifndef __ARM64_KVM_SVE_TIMING_H__
#define __ARM64_KVM_SVE_TIMING_H__

#include <linux/jump_label.h>
#include <linux/kvm_host.h>

#include <asm/barrier.h>
#include <asm/sysreg.h>

#ifdef CONFIG_KVM_ARM_SVE_HOOKS
DECLARE_STATIC_KEY_FALSE(kvm_arm_sve_timing);
DECLARE_PER_CPU(struct perf_event *, kvm_arm_sve_cycle_event);
extern u64 kvm_arm_sve_timing_epoch;

static __always_inline bool kvm_arm_sve_timing_on(void)
{
	return static_branch_unlikely(&kvm_arm_sve_timing);
}

void __kvm_arm_sve_load_begin(struct kvm_vcpu *vcpu);
void __kvm_arm_sve_check_cycles(struct kvm_vcpu *vcpu);

/*
 * Now, in ticks. The DSB waits for what the code before stored and loaded, the ISB lets
 * it finish, and nothing after accesses memory before the counter is read: so what
 * lies between two stamps is what they measure, the draining of its stores too.
 */
static __always_inline u64 kvm_arm_sve_ticks(void)
{
	u64 ticks;

	dsb(nsh);
	isb();
	ticks = read_sysreg(cntpct_el0);
	arch_counter_enforce_ordering(ticks);

	return ticks;
}

/* A phase begins. @timed: fp_load.timed of @vcpu, which the stamp would make it read again. */
static __always_inline void kvm_arm_sve_stamp(struct kvm_vcpu *vcpu, unsigned int timed)
{
	struct kvm_arm_sve_time *last = &vcpu->arch.sve_timing.last;

	last->ticks = kvm_arm_sve_ticks();
	if (timed & KVM_ARM_SVE_CYCLES)
		last->cycles = read_sysreg(pmccntr_el0);
}

/* Add the time since the latest stamp to @sum; what comes next begins. @timed: as above. */
static __always_inline void kvm_arm_sve_lap(struct kvm_vcpu *vcpu, struct kvm_arm_sve_time *sum,
					    unsigned int timed)
{
	struct kvm_arm_sve_time *last = &vcpu->arch.sve_timing.last;
	u64 ticks = kvm_arm_sve_ticks(), cycles;

	if (timed & KVM_ARM_SVE_CYCLES) {
		cycles = read_sysreg(pmccntr_el0);
		sum->cycles += cycles - last->cycles;
		last->cycles = cycles;
	}
	sum->ticks += ticks - last->ticks;
	last->ticks = ticks;
}

/*
 * A vcpu is being loaded, whose fp_load.timed is 0: the host's state is about to be saved.
 * Interrupts may come, and are then part of the phase.
 */
static __always_inline void kvm_arm_sve_load_begin(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;
	unsigned int i;

	if (!kvm_arm_sve_timing_on())
		return;

	/* First of all: an interrupt must not see the counts of an earlier load. */
	timing->counts = 0;
	timing->saves = 0;
	timing->early = 0;
	for (i = 0; i < KVM_ARM_SVE_NR_PHASES; i++)
		timing->sum[i] = (struct kvm_arm_sve_time) {};
	barrier();
	if (timing->epoch != READ_ONCE(kvm_arm_sve_timing_epoch) ||
	    __this_cpu_read(kvm_arm_sve_cycle_event)) {
		__kvm_arm_sve_load_begin(vcpu);
		return;
	}
	WRITE_ONCE(vcpu->arch.fp_load.timed, KVM_ARM_SVE_TIMED);
	timing->last.ticks = kvm_arm_sve_ticks();
}

/* The host's state is saved, if it was in the registers. */
static __always_inline void kvm_arm_sve_load_end(struct kvm_vcpu *vcpu)
{
	unsigned int timed = vcpu->arch.fp_load.timed;

	if (timed)
		kvm_arm_sve_lap(vcpu, &vcpu->arch.sve_timing.sum[KVM_ARM_SVE_HOST_SAVE], timed);
}

/* The registers hold the guest's state from the last put on. */
static __always_inline void kvm_arm_sve_kept(struct kvm_vcpu *vcpu)
{
	if (vcpu->arch.fp_load.timed)
		vcpu->arch.sve_timing.counts |= KVM_ARM_SVE_COUNTS_KEPT;
}

/*
 * A vcpu is being put, with interrupts off; its state is saved. Return: whether there is
 * something to report.
 */
static __always_inline bool kvm_arm_sve_put_end(struct kvm_vcpu *vcpu)
{
	unsigned int timed = vcpu->arch.fp_load.timed;

	if (!timed)
		return false;

	vcpu->arch.fp_load.timed = 0;
	if (timed & KVM_ARM_SVE_CYCLES)
		__kvm_arm_sve_check_cycles(vcpu);

	return vcpu->arch.sve_timing.epoch == READ_ONCE(kvm_arm_sve_timing_epoch);
}

/* hyp begins to load the guest's registers: it accepts a trap, or is about to enter. */
static __always_inline void kvm_arm_sve_hyp_restoring(struct kvm_vcpu *vcpu)
{
	unsigned int timed = vcpu->arch.fp_load.timed;

	if (unlikely(timed))
		kvm_arm_sve_stamp(vcpu, timed);
}

/* hyp has loaded the guest's registers. */
static __always_inline void kvm_arm_sve_hyp_restored(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;
	unsigned int timed = vcpu->arch.fp_load.timed;

	if (unlikely(timed)) {
		kvm_arm_sve_lap(vcpu, &timing->sum[KVM_ARM_SVE_GUEST_RESTORE], timed);
		timing->counts++;
	}
}

/* That was before the guest's first access. */
static __always_inline void kvm_arm_sve_hyp_restored_early(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;

	if (unlikely(vcpu->arch.fp_load.timed)) {
		timing->counts |= KVM_ARM_SVE_COUNTS_EARLY;
		timing->early++;
	}
}

/* The guest's registers are about to be saved. */
static __always_inline void kvm_arm_sve_saving(struct kvm_vcpu *vcpu)
{
	unsigned int timed = vcpu->arch.fp_load.timed;

	if (unlikely(timed))
		kvm_arm_sve_lap(vcpu, &vcpu->arch.sve_timing.sum[KVM_ARM_SVE_RESIDENT], timed);
}

/* They have been saved. */
static __always_inline void kvm_arm_sve_saved(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;
	unsigned int timed = vcpu->arch.fp_load.timed;

	if (unlikely(timed)) {
		kvm_arm_sve_lap(vcpu, &timing->sum[KVM_ARM_SVE_GUEST_SAVE], timed);
		timing->saves++;
	}
}

/*
 * Protected mode: hyp is about to save the guest's registers, which it does at every
 * exit. Phases that end where the host's vcpu is at hand are added to it at once.
 */
static __always_inline void kvm_arm_sve_hyp_saving(struct kvm_vcpu *hyp_vcpu,
						   struct kvm_vcpu *host_vcpu)
{
	unsigned int timed = hyp_vcpu->arch.fp_load.timed;

	if (unlikely(timed))
		kvm_arm_sve_lap(hyp_vcpu, &host_vcpu->arch.sve_timing.sum[KVM_ARM_SVE_RESIDENT],
				timed);
}

/*
 * Protected mode: hyp has saved the guest's registers. So one restore and one save
 * are to be handed over, and the time of the restore, which hyp's copy has.
 */
static __always_inline void kvm_arm_sve_hyp_saved(struct kvm_vcpu *hyp_vcpu,
						  struct kvm_vcpu *host_vcpu)
{
	struct kvm_arm_sve_time *from = &hyp_vcpu->arch.sve_timing.sum[KVM_ARM_SVE_GUEST_RESTORE];
	struct kvm_arm_sve_timing *to = &host_vcpu->arch.sve_timing;
	unsigned int timed = hyp_vcpu->arch.fp_load.timed;

	if (likely(!timed))
		return;

	kvm_arm_sve_lap(hyp_vcpu, &to->sum[KVM_ARM_SVE_GUEST_SAVE], timed);
	to->sum[KVM_ARM_SVE_GUEST_RESTORE].ticks += from->ticks;
	from->ticks = 0;
	if (timed & KVM_ARM_SVE_CYCLES) {
		to->sum[KVM_ARM_SVE_GUEST_RESTORE].cycles += from->cycles;
		from->cycles = 0;
	}
	to->counts++;
	to->saves++;
}
#else
static __always_inline void kvm_arm_sve_load_begin(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_load_end(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_kept(struct kvm_vcpu *vcpu) { }
static __always_inline bool kvm_arm_sve_put_end(struct kvm_vcpu *vcpu) { return false; }
static __always_inline void kvm_arm_sve_saving(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_saved(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_hyp_restoring(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_hyp_restored(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_hyp_restored_early(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_hyp_saving(struct kvm_vcpu *hyp_vcpu,
						   struct kvm_vcpu *host_vcpu) { }
static __always_inline void kvm_arm_sve_hyp_saved(struct kvm_vcpu *hyp_vcpu,
						  struct kvm_vcpu *host_vcpu) { }
#endif /* CONFIG_KVM_ARM_SVE_HOOKS */

#endif /* __ARM64_KVM_SVE_TIMING_H__ */
