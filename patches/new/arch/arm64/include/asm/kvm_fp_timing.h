/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stamps in the FP/SVE switch path, host and hyp.
 *
 * Loads are timed while a static key is on. A timed load sets vcpu->arch.fp_load.timed.
 * Hyp checks that and not the key, since its text cannot be patched in protected mode.
 * So a vcpu whose load was timed gets every stamp until its put, even if timing is
 * switched in between.
 *
 * Only stamps are taken here, since hyp code is noinstr and, on nVHE, in an
 * address space of its own. What they add up to is counted when the vcpu is
 * put. Ticks are of CNTPCT_EL0: on nVHE, CNTVCT_EL0 carries the guest's offset
 * while the guest's state is loaded.
 */
#ifndef __ARM64_KVM_FP_TIMING_H__
#define __ARM64_KVM_FP_TIMING_H__

#include <linux/jump_label.h>
#include <linux/kvm_host.h>
#include <linux/math64.h>

#include <asm/barrier.h>
#include <asm/sysreg.h>

DECLARE_STATIC_KEY_FALSE(kvm_fp_timing);
DECLARE_STATIC_KEY_FALSE(kvm_fp_histograms);

/* ns of a tick, times 2^54: twice the ns of t ticks are the upper 64 bits of (t << 11) * this. */
extern u64 kvm_fp_tick_ns;

void kvm_fp_timing_get(void);
void kvm_fp_timing_put(void);
void __kvm_fp_count_times(struct kvm_vcpu *vcpu);

/*
 * Now, in ticks. The DSB waits for what the code before stored and loaded, and the ISB lets
 * it finish. So what lies between two stamps is what they measure, the draining of its
 * stores too, but for what the CPU begins with while it still reads the counter. This does
 * not work around counters with errata: where there are any, times are wrong.
 */
static __always_inline u64 kvm_fp_ticks(void)
{
	dsb(nsh);
	isb();

	return read_sysreg(cntpct_el0);
}

/* A phase begins. */
static __always_inline void kvm_fp_stamp(struct kvm_vcpu *vcpu)
{
	vcpu->arch.fp_timing.last = kvm_fp_ticks();
}

/* The last phase ends. Return: the time since the latest stamp of @vcpu. */
static __always_inline u64 kvm_fp_end(struct kvm_vcpu *vcpu)
{
	u64 last = vcpu->arch.fp_timing.last;

	return kvm_fp_ticks() - last;
}

/* A phase ends, and the next begins. Return: as above. */
static __always_inline u64 kvm_fp_lap(struct kvm_vcpu *vcpu)
{
	u64 last = vcpu->arch.fp_timing.last, ticks = kvm_fp_ticks();

	vcpu->arch.fp_timing.last = ticks;

	return ticks - last;
}

/*
 * A vcpu is being loaded, whose fp_load.timed is 0: the host's state is about to be saved.
 * Interrupts may come, and are then part of the phase. They must not see the counts of an
 * earlier load, so these are cleared before fp_load.timed is set.
 *
 * Return: what fp_load.timed is to be.
 */
static __always_inline unsigned int kvm_fp_time_load(struct kvm_vcpu *vcpu)
{
	if (!static_branch_likely(&kvm_fp_timing))
		return 0;

	vcpu->arch.fp_timing.restores = 0;
	vcpu->arch.fp_timing.saves = 0;
	vcpu->arch.fp_timing.sum[KVM_FP_GUEST_RESTORE] = 0;
	kvm_fp_stamp(vcpu);

	return KVM_FP_TIMED;
}

/* The host's state is saved, if it was in the registers. @timed: of kvm_fp_time_load() */
static __always_inline void kvm_fp_time_loaded(struct kvm_vcpu *vcpu, unsigned int timed)
{
	if (timed)
		vcpu->arch.fp_timing.sum[KVM_FP_HOST_SAVE] = kvm_fp_lap(vcpu);
}

/* hyp begins to load the guest's registers: it accepts a trap, or is about to enter. */
static __always_inline void kvm_fp_time_restoring(struct kvm_vcpu *vcpu)
{
	if (unlikely(vcpu->arch.fp_load.timed))
		kvm_fp_stamp(vcpu);
}

/*
 * hyp has loaded the guest's registers. In protected mode it saves them before it loads them
 * again, and kvm_fp_time_hyp_saved() counts both.
 */
static __always_inline void kvm_fp_time_restored(struct kvm_vcpu *vcpu)
{
	u64 ticks;

	if (likely(!vcpu->arch.fp_load.timed))
		return;

	ticks = kvm_fp_lap(vcpu);
	if (is_protected_kvm_enabled()) {
		vcpu->arch.fp_timing.sum[KVM_FP_GUEST_RESTORE] = ticks;
		return;
	}
	vcpu->arch.fp_timing.sum[KVM_FP_GUEST_RESTORE] += ticks;
	vcpu->arch.fp_timing.restores++;
}

/* The guest's registers are about to be saved by put. */
static __always_inline void kvm_fp_time_saving(struct kvm_vcpu *vcpu)
{
	vcpu->arch.fp_timing.sum[KVM_FP_RESIDENT] = kvm_fp_lap(vcpu);
}

/* They have been saved. */
static __always_inline void kvm_fp_time_saved(struct kvm_vcpu *vcpu)
{
	vcpu->arch.fp_timing.sum[KVM_FP_GUEST_SAVE] = kvm_fp_end(vcpu);
	vcpu->arch.fp_timing.saves = 1;
}

/* Protected mode: hyp is about to save the guest's registers, which it does at every exit. */
static __always_inline void kvm_fp_time_hyp_saving(struct kvm_vcpu *hyp_vcpu)
{
	if (hyp_vcpu->arch.fp_load.timed)
		hyp_vcpu->arch.fp_timing.sum[KVM_FP_RESIDENT] = kvm_fp_lap(hyp_vcpu);
}

/*
 * Protected mode: hyp has saved the guest's registers. So one restore and one save are to
 * be handed over. At the first exit since load, what the host's vcpu has is of earlier ones.
 */
static __always_inline void kvm_fp_time_hyp_saved(struct kvm_vcpu *hyp_vcpu,
						  struct kvm_vcpu *host_vcpu)
{
	u64 restore, resident, save;

	if (!hyp_vcpu->arch.fp_load.timed)
		return;

	save = kvm_fp_end(hyp_vcpu);
	restore = hyp_vcpu->arch.fp_timing.sum[KVM_FP_GUEST_RESTORE];
	resident = hyp_vcpu->arch.fp_timing.sum[KVM_FP_RESIDENT];
	if (host_vcpu->arch.fp_timing.saves) {
		restore += host_vcpu->arch.fp_timing.sum[KVM_FP_GUEST_RESTORE];
		resident += host_vcpu->arch.fp_timing.sum[KVM_FP_RESIDENT];
		save += host_vcpu->arch.fp_timing.sum[KVM_FP_GUEST_SAVE];
	}
	host_vcpu->arch.fp_timing.sum[KVM_FP_GUEST_RESTORE] = restore;
	host_vcpu->arch.fp_timing.sum[KVM_FP_RESIDENT] = resident;
	host_vcpu->arch.fp_timing.sum[KVM_FP_GUEST_SAVE] = save;
	host_vcpu->arch.fp_timing.restores++;
	host_vcpu->arch.fp_timing.saves++;
}

/*
 * Count @n times of a phase that took @ticks together, each as their mean. As
 * kvm_stats_log_hist_update() has it, a time of 0 ns goes to bucket 0, others to that of
 * their highest bit and 1: what is looked for is the highest bit of 2 * ns + 1.
 * @tick_ns: kvm_fp_tick_ns
 */
static __always_inline void kvm_fp_count(u64 *hist, u64 ticks, u32 n, u64 tick_ns)
{
	hist[__fls(mul_u64_u64_shr(ticks / n << 11, tick_ns, 64) | 1)] += n;
}

/* A timed load of @vcpu has ended with its put: count its phases, if that is asked for. */
static __always_inline void kvm_fp_count_times(struct kvm_vcpu *vcpu)
{
	const u64 *sum = vcpu->arch.fp_timing.sum;
	struct kvm_vcpu_stat *stat = &vcpu->stat;
	u64 restores, tick_ns;
	u32 saves;

	if (!static_branch_likely(&kvm_fp_histograms))
		return;

	restores = vcpu->arch.fp_timing.restores;
	saves = vcpu->arch.fp_timing.saves;
	tick_ns = kvm_fp_tick_ns;
	kvm_fp_count(stat->fp_host_save_hist, sum[KVM_FP_HOST_SAVE], 1, tick_ns);
	/* Most often there was one of each. */
	if (unlikely(restores != 1 || saves != 1)) {
		__kvm_fp_count_times(vcpu);
		return;
	}
	kvm_fp_count(stat->fp_guest_restore_hist, sum[KVM_FP_GUEST_RESTORE], 1, tick_ns);
	kvm_fp_count(stat->fp_resident_hist, sum[KVM_FP_RESIDENT], 1, tick_ns);
	kvm_fp_count(stat->fp_guest_save_hist, sum[KVM_FP_GUEST_SAVE], 1, tick_ns);
}

#endif /* __ARM64_KVM_FP_TIMING_H__ */
