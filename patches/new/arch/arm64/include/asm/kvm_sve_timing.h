/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stamps in the FP/SVE switch path, host and hyp, for modules.
 *
 * Load and put are timed while a static key is on. A load that is timed says so
 * in vcpu->arch.sve_timed, and hyp goes by that alone: its text cannot be patched
 * in protected mode, and a vcpu whose load was timed gets every stamp until its
 * put, whenever timing is switched in between.
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

/* Is timing on? Then these two do what load and put do, timed. */
static __always_inline bool kvm_arm_sve_timing_on(void)
{
	return static_branch_unlikely(&kvm_arm_sve_timing);
}

void kvm_arm_sve_timed_load(struct kvm_vcpu *vcpu);
void kvm_arm_sve_timed_put(struct kvm_vcpu *vcpu);

/* A load that is not timed. */
static __always_inline void kvm_arm_sve_untimed_load(struct kvm_vcpu *vcpu)
{
	vcpu->arch.sve_timed = 0;
}

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

/* A phase begins. */
static __always_inline void kvm_arm_sve_stamp(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_time *last = &vcpu->arch.sve_timing.last;

	last->ticks = kvm_arm_sve_ticks();
	if (vcpu->arch.sve_timed & KVM_ARM_SVE_CYCLES)
		last->cycles = read_sysreg(pmccntr_el0);
}

/* Add the time since the latest stamp to @sum; what comes next begins. */
static __always_inline void kvm_arm_sve_lap(struct kvm_vcpu *vcpu, struct kvm_arm_sve_time *sum)
{
	struct kvm_arm_sve_time *last = &vcpu->arch.sve_timing.last;
	u64 ticks = kvm_arm_sve_ticks(), cycles;

	if (vcpu->arch.sve_timed & KVM_ARM_SVE_CYCLES) {
		cycles = read_sysreg(pmccntr_el0);
		sum->cycles += cycles - last->cycles;
		last->cycles = cycles;
	}
	sum->ticks += ticks - last->ticks;
	last->ticks = ticks;
}

/* hyp accepts a trap and begins to load the guest's registers. */
static __always_inline void kvm_arm_sve_hyp_restoring(struct kvm_vcpu *vcpu)
{
	if (unlikely(vcpu->arch.sve_timed))
		kvm_arm_sve_stamp(vcpu);
}

/* hyp has loaded the guest's registers. */
static __always_inline void kvm_arm_sve_hyp_restored(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;

	if (unlikely(vcpu->arch.sve_timed)) {
		kvm_arm_sve_lap(vcpu, &timing->sum[KVM_ARM_SVE_GUEST_RESTORE]);
		timing->restores++;
	}
}

/* The guest's registers are about to be saved. */
static __always_inline void kvm_arm_sve_saving(struct kvm_vcpu *vcpu)
{
	if (unlikely(vcpu->arch.sve_timed))
		kvm_arm_sve_lap(vcpu, &vcpu->arch.sve_timing.sum[KVM_ARM_SVE_RESIDENT]);
}

/* They have been saved. */
static __always_inline void kvm_arm_sve_saved(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_timing *timing = &vcpu->arch.sve_timing;

	if (unlikely(vcpu->arch.sve_timed)) {
		kvm_arm_sve_lap(vcpu, &timing->sum[KVM_ARM_SVE_GUEST_SAVE]);
		timing->saves++;
	}
}

/*
 * Protected mode, entry: tell hyp's copy of the vcpu whether to take stamps. That of
 * a protected VM takes none: when it uses FP is its own affair.
 */
static __always_inline void kvm_arm_sve_timing_flush(struct kvm_vcpu *hyp_vcpu,
						     const struct kvm_vcpu *host_vcpu,
						     bool is_protected)
{
	hyp_vcpu->arch.sve_timed = is_protected ? 0 : host_vcpu->arch.sve_timed;
}

/*
 * Protected mode: hyp is about to save the guest's registers, which it does at every
 * exit. Phases that end where the host's vcpu is at hand are added to it at once.
 */
static __always_inline void kvm_arm_sve_hyp_saving(struct kvm_vcpu *hyp_vcpu,
						   struct kvm_vcpu *host_vcpu)
{
	if (unlikely(hyp_vcpu->arch.sve_timed))
		kvm_arm_sve_lap(hyp_vcpu, &host_vcpu->arch.sve_timing.sum[KVM_ARM_SVE_RESIDENT]);
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

	if (likely(!hyp_vcpu->arch.sve_timed))
		return;

	kvm_arm_sve_lap(hyp_vcpu, &to->sum[KVM_ARM_SVE_GUEST_SAVE]);
	to->sum[KVM_ARM_SVE_GUEST_RESTORE].ticks += from->ticks;
	to->sum[KVM_ARM_SVE_GUEST_RESTORE].cycles += from->cycles;
	*from = (struct kvm_arm_sve_time) {};
	to->restores++;
	to->saves++;
}
#else
static __always_inline bool kvm_arm_sve_timing_on(void) { return false; }
static inline void kvm_arm_sve_timed_load(struct kvm_vcpu *vcpu) { }
static inline void kvm_arm_sve_timed_put(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_untimed_load(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_hyp_restoring(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_hyp_restored(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_timing_flush(struct kvm_vcpu *hyp_vcpu,
						     const struct kvm_vcpu *host_vcpu,
						     bool is_protected) { }
static __always_inline void kvm_arm_sve_hyp_saving(struct kvm_vcpu *hyp_vcpu,
						   struct kvm_vcpu *host_vcpu) { }
static __always_inline void kvm_arm_sve_hyp_saved(struct kvm_vcpu *hyp_vcpu,
						  struct kvm_vcpu *host_vcpu) { }
#endif /* CONFIG_KVM_ARM_SVE_HOOKS */

#endif /* __ARM64_KVM_SVE_TIMING_H__ */
