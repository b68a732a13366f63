/* SPDX-License-Identifier: GPL-2.0-only */
/* What a vcpu keeps while its FP/SVE switches are timed, see asm/kvm_sve_timing.h. */
#ifndef __ARM64_KVM_SVE_TYPES_H__
#define __ARM64_KVM_SVE_TYPES_H__

#include <linux/bits.h>
#include <linux/types.h>

/* Phases of one load-to-put of a vcpu. */
enum kvm_arm_sve_phase {
	KVM_ARM_SVE_HOST_SAVE,		/* the host's state saved and flushed */
	KVM_ARM_SVE_GUEST_RESTORE,	/* trap accepted, or about to enter .. registers loaded */
	KVM_ARM_SVE_RESIDENT,		/* loaded .. about to be saved */
	KVM_ARM_SVE_GUEST_SAVE,		/* the guest's state saved and flushed */
	KVM_ARM_SVE_NR_PHASES,
};

/* Ticks of CNTPCT_EL0; cycles of PMCCNTR_EL0, 0 where they are not counted. */
struct kvm_arm_sve_time {
	u64 ticks;
	u64 cycles;
};

/* In kvm_arm_sve_timing.counts, above the number of restores. */
#define KVM_ARM_SVE_COUNTS_EARLY	BIT_ULL(62)	/* some were early */
#define KVM_ARM_SVE_COUNTS_KEPT		BIT_ULL(63)	/* the state was kept */

/* Bits of kvm_fp_load.timed. */
#define KVM_ARM_SVE_TIMED	BIT(0)	/* this load takes stamps */
#define KVM_ARM_SVE_CYCLES	BIT(1)	/* of cycles too */

/* A guest hypervisor and its guest are two contexts, each with its own VL. */
#define KVM_ARM_SVE_NR_CONTEXTS	2

/**
 * struct kvm_arm_sve_timing - what switching FP/SVE state cost, load to put
 * @epoch:	of timing, as load found it
 * @cycle_base:	tells put whether the cycle counter ran on since load
 * @zcr:	for each context, the guest's ZCR_ELx.LEN in effect at its last
 *		report, or at the first load of an epoch
 * @vqs:	what ->sve_switch() remembers until @zcr changes; 0 at the first
 *		report of an epoch
 * @last:	the latest stamp
 * @stamp:	what one stamp costs: two, back to back, at the first load of an epoch,
 *		and at each load while cycles are counted
 * @counts:	how often the guest's state was loaded, by a trap or before its first
 *		access, and KVM_ARM_SVE_COUNTS_*
 * @saves:	guest states saved by put, or in protected mode by hyp. The others
 *		were evicted by kernel-mode NEON
 * @early:	guest states loaded before the guest's first access
 * @sum:	the phases; those after the first summed over the restores or @saves
 *
 * In protected mode hyp has a copy, saves at every exit, and its restore
 * includes the save of the host's state.
 */
struct kvm_arm_sve_timing {
	u64 epoch;
	u64 cycle_base;
	u64 zcr[KVM_ARM_SVE_NR_CONTEXTS];
	u64 vqs[KVM_ARM_SVE_NR_CONTEXTS];
	struct kvm_arm_sve_time last;
	struct kvm_arm_sve_time stamp;
	u64 counts;
	u32 saves;
	u32 early;
	struct kvm_arm_sve_time sum[KVM_ARM_SVE_NR_PHASES];
};

#endif /* __ARM64_KVM_SVE_TYPES_H__ */
