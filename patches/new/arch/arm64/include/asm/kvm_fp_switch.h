/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restoring a vcpu's FP/SVE state before the guest traps for it, and not at all
 * where the CPU still holds it.
 *
 * Load decides (arch/arm64/kvm/fp_switch.c), hyp restores just before entry, and
 * put tells the policy (asm/kvm_fp_restore.h) what came of it. In protected mode
 * hyp saves at every exit, so there hyp decides, at every entry.
 */
#ifndef __ARM64_KVM_FP_SWITCH_H__
#define __ARM64_KVM_FP_SWITCH_H__

#include <linux/jump_label.h>
#include <linux/types.h>

#include <asm/kvm_fp_restore.h>

struct kvm_vcpu;
struct user_fpsimd_state;

/**
 * struct kvm_fp_load - what load decided about a vcpu's FP/SVE state
 * @cpu:	1 + the CPU whose registers held this state when put had saved it, or
 *		0. Load uses it up: nothing writes the state in memory before the next one,
 *		since only the scheduler's put sets it, during a KVM_RUN
 * @owner:	fp_owner at entry while the registers hold another state:
 *		FP_STATE_FREE or FP_STATE_GUEST_WANTED
 * @again:	@owner once the state was restored for it. A policy wants one restore before
 *		the trap in each load, however often kernel-mode NEON evicts the state
 * @early:	1: the policy wanted it
 * @learn:	protected mode: if not 0, FP_STATE_GUEST_WANTED is only if what hyp learns says
 *		so, with this break-even, in KVM_FP_RESTORE_ONE / 256
 *
 * All of it is one word, so that a load that decides nothing clears it at once.
 */
struct kvm_fp_load {
	u16 cpu;
	u8 owner;
	u8 again;
	u8 early;
	u8 learn;
} __aligned(8);

/* On while load and put have more to do than to save and to flush. */
DECLARE_STATIC_KEY_FALSE(kvm_fp_switch_slow);

static __always_inline bool kvm_fp_switch_is_slow(void)
{
	return static_branch_unlikely(&kvm_fp_switch_slow);
}

/* Likewise, and more than what a vcpu with a credit of early restores needs. */
DECLARE_STATIC_KEY_FALSE(kvm_fp_switch_full);

static __always_inline bool kvm_fp_switch_is_full(void)
{
	return static_branch_unlikely(&kvm_fp_switch_full);
}

/* Of arch/arm64/kernel/fpsimd.c, for KVM alone. */
unsigned int fpsimd_save_and_unbind_cpu_state(void);
bool fpsimd_rebind_cpu_state(const struct user_fpsimd_state *st);

/* What load decides if the vcpu has a credit, and if kvm.fp_restore is always. */
#define KVM_FP_LOAD_EARLY						\
	((struct kvm_fp_load) { .owner = FP_STATE_GUEST_WANTED, .early = 1 })
#define KVM_FP_LOAD_ALWAYS						\
	((struct kvm_fp_load) { .owner = FP_STATE_GUEST_WANTED, .again = FP_STATE_GUEST_WANTED })

/* If it has none: nothing, or to let hyp decide. */
extern struct kvm_fp_load kvm_fp_load_lazy;

void kvm_fp_load_kept(struct kvm_vcpu *vcpu, unsigned int cpu);
void kvm_fp_load_full(struct kvm_vcpu *vcpu);
void kvm_fp_put_learning(struct kvm_vcpu *vcpu, bool restored);
void kvm_fp_put_full(struct kvm_vcpu *vcpu, bool restored);

#endif /* __ARM64_KVM_FP_SWITCH_H__ */
