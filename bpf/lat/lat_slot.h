/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which slot of a histogram a value is in, for the programs of kvm-sve lat, in few
 * instructions. lat_hist.c has the way back.
 */
#ifndef KVM_SVE_BPF_LAT_LAT_SLOT_H
#define KVM_SVE_BPF_LAT_LAT_SLOT_H

#include "lat.h"

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

/* Where the highest bit of a byte is. */
static const __u8 log2_byte[256] = {
#define X4(n)	n, n, n, n
#define X16(n)	X4(n), X4(n), X4(n), X4(n)
#define X64(n)	X16(n), X16(n), X16(n), X16(n)
	0, 0, 1, 1, X4(2), X4(3), X4(3), X16(4), X16(5), X16(5), X64(6), X64(7), X64(7)
};

/* Of 256 or more. */
static __always_inline __u32 log2_large(const __u8 *of_byte, __u64 v)
{
	__u32 r = 8;

	v >>= 8;
	if (v >= 256) {
		if (v >> 32) {
			v >>= 32;
			r += 32;
		}
		if (v >> 16) {
			v >>= 16;
			r += 16;
		}
		if (v >> 8) {
			v >>= 8;
			r += 8;
		}
	}
	return r + of_byte[v & 255];
}

/*
 * 0 for 0 and 1. @of_byte: log2_byte, whose address a program may keep in a register. Small
 * values take the shorter path: most phases last few ticks.
 */
static __always_inline __u32 log2_by(const __u8 *of_byte, __u64 v)
{
	return __builtin_expect(v < 256, 1) ? of_byte[v] : log2_large(of_byte, v);
}

static __always_inline __u32 log2_u64(__u64 v)
{
	return log2_by(log2_byte, v);
}

/*
 * The verifier of BPF must see the bound of the very value that is an index later;
 * without the barrier clang 19 compares another one, of which this one is made.
 */
static __always_inline __u32 slot_limit(__u64 slot)
{
	asm volatile("" : "+r"(slot));
	return slot < LAT_SLOTS ? slot : LAT_SLOTS - 1;
}

/* @width: of a linear slot, not 0. */
static __always_inline __u32 slot_of(enum lat_scale scale, __u64 ticks, __u64 width)
{
	__u32 log;

	if (scale == LAT_LINEAR)
		return slot_limit(ticks / width);
	log = log2_u64(ticks);
	if (scale == LAT_LOG2)
		return log & (LAT_LOG2_SLOTS - 1);
	if (log < LAT_STEPS_LOG2)
		return ticks & (LAT_STEPS - 1);
	return slot_limit((log - LAT_STEPS_LOG2 + 1) * LAT_STEPS +
			  (ticks >> (log - LAT_STEPS_LOG2) & (LAT_STEPS - 1)));
}

#endif /* KVM_SVE_BPF_LAT_LAT_SLOT_H */
