/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What lat.bpf.c counts and lat.c prints: one lat_row for each VL that guests
 * used, with a log2 histogram for each phase of a switch.
 *
 * How an event (module/record.h) counts in its row:
 *	host_save	once
 *	guest_restore	@restores times
 *	resident,	@restores - @foreign times: a state that left by kernel-mode
 *	guest_save	NEON has neither
 * The record has each phase summed. Where it counts once, the value is exact.
 * Where it counts n > 1 times (protected mode; kernel-mode NEON), the sum and
 * the count stay exact, and min, max and the slots take the mean n times.
 */
#ifndef KVM_SVE_BPF_LAT_H
#define KVM_SVE_BPF_LAT_H

#include <linux/types.h>

#include "record.h"

/*
 * Slot 0 holds 0 and 1 ns, slot s from 2^s up to 2^(s + 1) - 1 ns, the last one
 * all from 2^(LAT_SLOTS - 1) ns = 275 s on.
 */
#define LAT_SLOTS 39

/* Rows: FPSIMD-only vcpus, VQ 1..16 of the guest, any other VQ. */
#define LAT_ROW_FPSIMD 0
#define LAT_ROW_OTHER 17
#define LAT_ROWS 18

/* ns = ticks * ns_mult >> LAT_SHIFT, for ticks below those of the last slot. */
#define LAT_SHIFT 20

struct lat_hist {
	__u64 count;
	__u64 sum; /* ticks; so are min and max */
	__u64 min; /* 0 while count is 0 */
	__u64 max;
	__u64 slots[LAT_SLOTS]; /* by ns */
};

struct lat_row {
	__u64 events;
	__u64 restores;
	__u64 foreign;
	struct lat_hist phase[KVM_SVE_NR_PHASES];
};

#endif /* KVM_SVE_BPF_LAT_H */
