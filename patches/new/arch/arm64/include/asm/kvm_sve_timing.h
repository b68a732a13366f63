/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Timing of the FP/SVE switch path for modules: what asm/kvm_fp_timing.h does not do for
 * KVM itself. That is cycles, early and kept states told apart, and a report of each
 * load-to-put.
 */
#ifndef __ARM64_KVM_SVE_TIMING_H__
#define __ARM64_KVM_SVE_TIMING_H__

#include <linux/jump_label.h>
#include <linux/kvm_host.h>
#include <linux/percpu.h>

#include <asm/sysreg.h>

/* In kvm_fp_load.timed. */
#define KVM_ARM_SVE_CYCLES	BIT(1)	/* this load takes stamps of cycles too */

#ifdef CONFIG_KVM_ARM_SVE_HOOKS
DECLARE_STATIC_KEY_FALSE(kvm_arm_sve_timing);
DECLARE_PER_CPU(struct perf_event *, kvm_arm_sve_cycle_event);
extern u64 kvm_arm_sve_timing_epoch;

unsigned int __kvm_arm_sve_load_begin(struct kvm_vcpu *vcpu);
void __kvm_arm_sve_check_cycles(struct kvm_vcpu *vcpu);

static __always_inline bool kvm_arm_sve_timing_on(void)
{
	return static_branch_unlikely(&kvm_arm_sve_timing);
}

/*
 * A timed load begins, whose counts are 0. Return: what kvm_fp_load.timed is to be, if its
 * first stamp has been taken, since there was more to do than that; else 0.
 */
static __always_inline unsigned int kvm_arm_sve_load_begin(struct kvm_vcpu *vcpu)
{
	struct kvm_fp_timing *timing = &vcpu->arch.fp_timing;

	if (!kvm_arm_sve_timing_on())
		return 0;

	timing->early = 0;
	timing->sum[KVM_FP_RESIDENT] = 0;
	timing->sum[KVM_FP_GUEST_SAVE] = 0;
	/* The last load may have counted cycles, on another CPU. */
	if (likely(timing->epoch == READ_ONCE(kvm_arm_sve_timing_epoch) &&
		   !timing->stamp_cycles && !__this_cpu_read(kvm_arm_sve_cycle_event)))
		return 0;

	return __kvm_arm_sve_load_begin(vcpu);
}

/* A phase begins. @timed: fp_load.timed of @vcpu. */
static __always_inline void kvm_arm_sve_stamp(struct kvm_vcpu *vcpu, unsigned int timed)
{
	if (timed & KVM_ARM_SVE_CYCLES)
		vcpu->arch.fp_timing.last_cycles = read_sysreg(pmccntr_el0);
}

/* @phase ends, see kvm_fp_lap(). */
static __always_inline void kvm_arm_sve_lap(struct kvm_vcpu *vcpu, struct kvm_vcpu *to,
					    enum kvm_fp_phase phase, unsigned int timed)
{
	u64 cycles;

	if (!(timed & KVM_ARM_SVE_CYCLES))
		return;

	cycles = read_sysreg(pmccntr_el0);
	to->arch.fp_timing.cycles[phase] += cycles - vcpu->arch.fp_timing.last_cycles;
	vcpu->arch.fp_timing.last_cycles = cycles;
}

/* The registers hold the guest's state from the last put on. */
static __always_inline void kvm_arm_sve_kept(struct kvm_vcpu *vcpu)
{
	if (vcpu->arch.fp_load.timed)
		vcpu->arch.fp_timing.restores |= KVM_ARM_SVE_RESTORES_KEPT;
}

/* hyp has loaded the guest's registers before the guest's first access. */
static __always_inline void kvm_arm_sve_restored_early(struct kvm_vcpu *vcpu)
{
	if (unlikely(vcpu->arch.fp_load.timed)) {
		vcpu->arch.fp_timing.restores |= KVM_ARM_SVE_RESTORES_EARLY;
		vcpu->arch.fp_timing.early++;
	}
}

/* Protected mode: hand over the cycles that hyp's copy has. */
static __always_inline void kvm_arm_sve_hand_over(struct kvm_vcpu *from, struct kvm_vcpu *to,
						  unsigned int timed)
{
	if (!(timed & KVM_ARM_SVE_CYCLES))
		return;

	to->arch.fp_timing.cycles[KVM_FP_GUEST_RESTORE] +=
		from->arch.fp_timing.cycles[KVM_FP_GUEST_RESTORE];
	to->arch.fp_timing.cycles[KVM_FP_RESIDENT] +=
		from->arch.fp_timing.cycles[KVM_FP_RESIDENT];
	from->arch.fp_timing.cycles[KVM_FP_GUEST_RESTORE] = 0;
	from->arch.fp_timing.cycles[KVM_FP_RESIDENT] = 0;
}

/* A vcpu is being put, with interrupts off; the last stamp has been taken. */
static __always_inline void kvm_arm_sve_put_end(struct kvm_vcpu *vcpu, unsigned int timed)
{
	if (timed & KVM_ARM_SVE_CYCLES)
		__kvm_arm_sve_check_cycles(vcpu);
}

/* A timed load-to-put of @vcpu is over. Is it to be reported? */
static __always_inline bool kvm_arm_sve_has_report(struct kvm_vcpu *vcpu)
{
	return kvm_arm_sve_timing_on() &&
	       vcpu->arch.fp_timing.epoch == READ_ONCE(kvm_arm_sve_timing_epoch);
}
#else
static __always_inline unsigned int kvm_arm_sve_load_begin(struct kvm_vcpu *vcpu) { return 0; }
static __always_inline void kvm_arm_sve_stamp(struct kvm_vcpu *vcpu, unsigned int timed) { }
static __always_inline void kvm_arm_sve_lap(struct kvm_vcpu *vcpu, struct kvm_vcpu *to,
					    enum kvm_fp_phase phase, unsigned int timed) { }
static __always_inline void kvm_arm_sve_kept(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_restored_early(struct kvm_vcpu *vcpu) { }
static __always_inline void kvm_arm_sve_hand_over(struct kvm_vcpu *from, struct kvm_vcpu *to,
						  unsigned int timed) { }
static __always_inline void kvm_arm_sve_put_end(struct kvm_vcpu *vcpu, unsigned int timed) { }
static __always_inline bool kvm_arm_sve_has_report(struct kvm_vcpu *vcpu) { return false; }
#endif /* CONFIG_KVM_ARM_SVE_HOOKS */

#endif /* __ARM64_KVM_SVE_TIMING_H__ */
