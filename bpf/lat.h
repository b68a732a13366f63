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
 * The program counts nothing else, as each instruction of it is paid at every
 * switch.
 */
#ifndef KVM_SVE_BPF_LAT_H
#define KVM_SVE_BPF_LAT_H

#include <linux/types.h>

#include "record.h"

/*
 * Slot 0 holds 0 and 1 ticks, slot s from 2^s up to 2^(s + 1) - 1 ticks; so every
 * value has one.
 */
#define LAT_SLOTS 64

/* Rows: FPSIMD-only vcpus, VQ 1..16 of the guest, any other VQ. */
#define LAT_ROW_FPSIMD 0
#define LAT_ROW_OTHER 17
#define LAT_ROWS 18

/* Ticks throughout. The count is the sum of the slots. */
struct lat_hist {
	__u64 sum;
	__u64 not_min; /* the complement of the least, so that 0 is none */
	__u64 max;
	__u64 slots[LAT_SLOTS];
};

/* Events, restores and foreign follow from how often each phase was. */
struct lat_row {
	struct lat_hist phase[KVM_SVE_NR_PHASES];
};

#endif /* KVM_SVE_BPF_LAT_H */
