/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Adaptive restore: does the next load of a vcpu restore the guest's FP state before entry,
 * or leave that to the guest's first FP trap?
 *
 * A load that is left lazy shows whether the guest uses FP; one that is restored early does
 * not. The policy keeps a moving average of what lazy loads showed. When the guest traps, it
 * compares that with the break-even: the share of loads with FP above which early restores
 * are cheaper. From there on each trap grants a credit of loads to restore early, which grows
 * from one grant to the next. Then one load is left lazy, as a probe. If it traps, the next
 * credit follows at once; if not, loads stay lazy up to the next trap.
 *
 * A probe after a long credit stands for many loads, and weighs more in the average. Credits
 * vary in length, so that probes do not fall in step with a guest that uses FP in a regular
 * pattern. Short ones do fall in step, so the average ends a run of early restores only after
 * a long one, and is then set back: some loads in a row have to be seen before the next run.
 *
 * A guest that stops using FP is noticed after KVM_FP_RESTORE_MOST loads at the latest. After
 * a long time without FP the average is 0, and such loads cost next to nothing.
 *
 * This is arithmetic on one struct and nothing else: it serves the host, hyp and the tests
 * in user space.
 */
#ifndef __ARM64_KVM_FP_RESTORE_H__
#define __ARM64_KVM_FP_RESTORE_H__

#include <linux/types.h>

/* All loads, where a share of them is meant. */
#define KVM_FP_RESTORE_ONE		65536
/* The break-even where nothing better is known: half of all loads. */
#define KVM_FP_RESTORE_BREAK_EVEN	(KVM_FP_RESTORE_ONE / 2)

/* The average is over about 2^7 lazy loads. */
#define KVM_FP_RESTORE_AVERAGE_SHIFT	7

/* Loads of the first credit, of the first one that counts as long, and of the longest. */
#define KVM_FP_RESTORE_FIRST		2
#define KVM_FP_RESTORE_LONG		16
#define KVM_FP_RESTORE_MOST		255

/* Of a vcpu. All 0: nothing is known of the guest. */
struct kvm_fp_restore {
	u16 average;	/* share of lazy loads with FP */
	u8 credit;	/* loads that are left to restore early */
	u8 grant;	/* the last credit, before it was limited and varied; 0: none yet */
	u8 weight;	/* of the next lazy load, as a power of 2 */
	u8 shuffle;	/* a shift register, which varies credits */
};

/*
 * The limit of a credit, in loads. The dearer a trap, the rarer should probes be; near the
 * break-even long credits gain nothing, and a wrong average costs more.
 */
static __always_inline u32 kvm_fp_restore_limit(u32 average, u32 break_even)
{
	u32 most = KVM_FP_RESTORE_MOST >> (break_even >> 14);
	u32 near = break_even + break_even / 8;
	u32 limit = 2 * KVM_FP_RESTORE_LONG;

	if (average > near)
		limit += (average - near) >> (4 + (break_even >> 13));

	return limit < most ? limit : most;
}

/* A new credit: the last grant and half as much, limited, less up to a half of that. */
static __always_inline void kvm_fp_restore_grant(struct kvm_fp_restore *p, u32 limit)
{
	u32 grant = p->grant ? p->grant + p->grant / 2 : KVM_FP_RESTORE_FIRST;

	if (grant > KVM_FP_RESTORE_MOST)
		grant = KVM_FP_RESTORE_MOST;
	p->grant = grant;
	if (grant > limit)
		grant = limit;
	p->weight = (grant >= KVM_FP_RESTORE_LONG) + (grant >= 2 * KVM_FP_RESTORE_LONG) +
		    (grant >= 4 * KVM_FP_RESTORE_LONG);
	/* The register of x^8 + x^6 + x^5 + x^4 + 1, inverted: it runs from 0, and never to 255. */
	p->shuffle = p->shuffle >> 1 ^ (p->shuffle & 1 ? 0x80 : 0x38);
	p->credit = grant - (grant / 2 * p->shuffle >> 8);
}

/* How far the next lazy load moves the average: what it is off, over 2^this. */
static __always_inline u32 kvm_fp_restore_shift(struct kvm_fp_restore *p)
{
	u32 shift = KVM_FP_RESTORE_AVERAGE_SHIFT - p->weight;

	p->weight = 0;
	return shift;
}

/*
 * One of these is called for each load, when the vcpu is put. They return whether the next
 * load restores early. Here the load was lazy, and the guest did not use FP.
 */
static __always_inline bool kvm_fp_restore_unused(struct kvm_fp_restore *p)
{
	u32 average = p->average;

	/* By at least 1, so that it gets to 0. */
	if (average)
		p->average = average - (average >> kvm_fp_restore_shift(p)) - 1;
	return false;
}

/*
 * The load was lazy, and the guest trapped. @break_even: what an early restore costs, over
 * what it costs with its trap; at most KVM_FP_RESTORE_ONE.
 */
static __always_inline bool kvm_fp_restore_trapped(struct kvm_fp_restore *p, u32 break_even)
{
	u32 average = p->average;

	/* After a long time without FP, or at first: learn from a few traps, not from many. */
	if (!average) {
		average = break_even - break_even / 8;
		p->grant = 0;
	}
	p->average = average + ((KVM_FP_RESTORE_ONE - average) >> kvm_fp_restore_shift(p));

	/* Without this trap: with it, the average of loads that trap would be too high. */
	if (average >= break_even) {
		kvm_fp_restore_grant(p, kvm_fp_restore_limit(average, break_even));
		return true;
	}

	if (p->grant >= KVM_FP_RESTORE_LONG) {
		p->grant = 0;
		if (p->average > break_even - break_even / 8)
			p->average = break_even - break_even / 8;
	}
	return false;
}

/* The load was restored early: whether the guest used FP is not known. */
static __always_inline bool kvm_fp_restore_early(struct kvm_fp_restore *p)
{
	if (!p->credit)
		return false;

	return --p->credit;
}

#endif /* __ARM64_KVM_FP_RESTORE_H__ */
