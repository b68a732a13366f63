/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs of kvm-sve lat count and lat_source.c reads.
 *
 * How an event (module/record.h) counts in the row of its VL:
 *	host_save	once
 *	guest_restore	@restores times
 *	resident,	@restores + @kept - @evicted times: a state that left by
 *	guest_save	kernel-mode NEON has neither
 * The record has each phase summed. Where it counts once, the value is exact.
 * Where it counts n > 1 times (protected mode; kernel-mode NEON), the sum and
 * the count stay exact, and min, max and the slots take the mean n times.
 */
#ifndef KVM_SVE_BPF_LAT_LAT_H
#define KVM_SVE_BPF_LAT_LAT_H

#include <linux/types.h>

#include "module/record.h"

/* Phases beyond those of the module's events. */
enum lat_phase {
	LAT_HOST_RESTORE = KVM_SVE_NR_PHASES, /* the host's state, on the way to user space */
	LAT_NR_PHASES,
	LAT_KVM_RUN = LAT_NR_PHASES, /* no time: how often KVM_RUN returned */
	LAT_EARLY, /* likewise: states loaded before the guest's trap */
	LAT_KEPT, /* loads that found the state in the registers */
	LAT_NR_COUNTS,
};

/*
 * Rows: FPSIMD-only vcpus, VQ 1..16, any other VQ. It is that of the vcpu's maximum:
 * KVM moves a vcpu's state at its maximum, whatever the guest's ZCR_ELx says.
 */
#define LAT_ROW_FPSIMD 0
#define LAT_ROW_OTHER 17
#define LAT_ROWS 18
#define LAT_ROW_ALL 18 /* lat --stats, which knows of no VLs; not in the maps */

/*
 * Slots of a histogram of ticks:
 *	log2	slot 0 holds 0 and 1, slot s from 2^s up to 2^(s + 1) - 1
 *	fine	slot t holds t below LAT_STEPS, then each power of two has
 *		LAT_STEPS slots of the same width, and the last takes all above
 *	linear	slot s holds s * width up to (s + 1) * width - 1, and the last all above
 */
enum lat_scale {
	LAT_LOG2,
	LAT_FINE,
	LAT_LINEAR,
};

#define LAT_STEPS_LOG2 4
#define LAT_STEPS (1 << LAT_STEPS_LOG2)
#define LAT_LOG2_SLOTS 64
#define LAT_SLOTS 512

/* lat.bpf.c: log2, few instructions. The count of a phase is the sum of its slots. */
struct lat_log2 {
	__u64 sum;
	__u64 min; /* ~0 without counts: lat_source.c sets that before the program runs */
	__u64 max;
	__u64 slots[LAT_LOG2_SLOTS];
};

/* Events, restores and evicted follow from how often each phase was. */
struct lat_row {
	struct lat_log2 phase[KVM_SVE_NR_PHASES];
	__u64 early;
	__u64 kept;
};

/* lat_detail.bpf.c: any scale, and histograms for each key that there was. */
enum lat_by {
	LAT_BY_NONE,
	LAT_BY_VCPU,
	LAT_BY_VM,
	LAT_BY_CPU,
	LAT_BY_GUEST_VL,
	LAT_NR_BY,
};

/* Several CPUs may count under one key at a time. */
#define LAT_BY_SHARED(by) ((by) == LAT_BY_VM || (by) == LAT_BY_GUEST_VL)

/* What is not asked for is 0, but for @cpu, which all keys have but shared ones and vcpus'. */
struct lat_key {
	__u64 vm;
	__u32 pid; /* of the VM's process in kvm-sve's PID namespace; 0: it is in another one */
	__u32 vcpu;
	__u32 cpu;
	__u16 row;
	__u16 phase; /* 0 in an index, whose values have all phases */
	__u32 guest_row; /* the row that the guest's own VL would be */
	__u32 pad;
};

/* The key with this @vm is no event's: its value is what is still free. */
#define LAT_FREELIST (~0ULL)
#define LAT_KEYS 4096	   /* at most, unless more are asked for */
#define LAT_KEYS_MAX 65536 /* which may be asked for */

/* The histograms of a key: from @next * LAT_NR_COUNTS on, by phase. */
struct lat_alloc {
	__u64 next;
	__u64 end; /* of what there is */
};

/* As lat_log2. With the scale log2 the program has no more slots than that. */
struct lat_hist {
	__u64 sum;
	__u64 not_min; /* the complement of the least, so that 0 is none */
	__u64 max;
	__u64 slots[LAT_SLOTS];
};

#endif /* KVM_SVE_BPF_LAT_LAT_H */
