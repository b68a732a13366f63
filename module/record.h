/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The records behind the kvm_sve tracepoints, for the raw tracepoints of BPF,
 * which need neither kernel nor module BTF. Shared by module/, bpf/ and bench/.
 *
 * "sve_switch" and "sve_switch_cycles" have the words of their record as arguments,
 * since they come often: eight without cycles, twelve with. kvm_sve_switch_get()
 * puts them together. The others have one argument, a pointer to their record, which
 * the program copies with bpf_probe_read_kernel(). "make cost" chose: the copy took a
 * third of what "kvm-sve lat" may cost.
 *
 * Ticks are those of CNTPCT_EL0; CNTFRQ_EL0 gives their rate in Hz.
 */
#ifndef KVM_SVE_MODULE_RECORD_H
#define KVM_SVE_MODULE_RECORD_H

#include <linux/types.h>

/* Phases of one load-to-put of a vcpu, in the order of kvm_sve_switch.phase[]. */
enum kvm_sve_phase {
	KVM_SVE_HOST_SAVE,	/* host state saved and flushed at load */
	KVM_SVE_GUEST_RESTORE,	/* trap accepted, or before entry .. guest registers loaded */
	KVM_SVE_RESIDENT,	/* restored .. saved: the guest owns the registers */
	KVM_SVE_GUEST_SAVE,	/* guest state saved and flushed at put */
	KVM_SVE_NR_PHASES,
};

/**
 * struct kvm_sve_time - how long a phase took
 * @ticks:	of CNTPCT_EL0
 * @cycles:	of the CPU; 0 where they were not counted, as always in "sve_switch".
 *		The fixed cycle counter is held through perf while "sve_switch_cycles"
 *		has a user: cycles come a moment after its first event, and go where
 *		another user of the PMU has that counter
 */
struct kvm_sve_time {
	__u64 ticks;
	__u64 cycles;
};

/**
 * struct kvm_sve_switch - one load-to-put of a vcpu (tracepoints "sve_switch"
 * and "sve_switch_cycles")
 * @vm_id:	number of the VM, from 1, never used again until reboot
 * @vm_tgid:	the process that created the VM, as the first PID namespace numbers it
 * @vcpu_id:	as given to KVM_CREATE_VCPU
 * @guest_max_vq: largest VQ that the vcpu can use; 0 without SVE
 * @guest_vq:	VQ that the guest's own ZCR_ELx gave it at the end; 0 without SVE
 * @sve:	1: the vcpu has SVE, 0: FPSIMD only
 * @restores:	guest states loaded, by an FP/SVE trap in hyp or before it
 * @early:	those of them that were loaded before the guest's first access
 * @evicted:	states that left by kernel-mode NEON and not by put
 * @kept:	1: the CPU still held the state of the last put, which was used as it was
 * @stamp:	what taking a stamp costs here: two of them, back to back. Each phase
 *		holds about one. Ticks end at 65535, cycles at 32767
 * @phase:	time in each phase: restore summed over @restores, what follows over
 *		@restores + @kept - @evicted
 */
struct kvm_sve_switch {
	__u64 vm_id;
	__u32 vm_tgid;
	__u32 vcpu_id;
	__u16 guest_max_vq;
	__u16 guest_vq;
	__u32 sve;
	__u32 restores;
	__u32 early;
	__u32 evicted;
	__u32 kept;
	struct kvm_sve_time stamp;
	struct kvm_sve_time phase[KVM_SVE_NR_PHASES];
};

/**
 * struct kvm_sve_vl_change - the guest changed its effective VL (tracepoint
 * "sve_vl_change"), as seen when its state was saved
 * @vm_id:	as in struct kvm_sve_switch; so @vm_tgid and @vcpu_id
 * @old_vq:	VQ that the guest's own ZCR_ELx gave it at the last switch, or at the
 *		first load since somebody listens
 * @new_vq:	and now
 * @zcr:	ZCR_ELx in effect now
 * @nested:	1: this is the guest of a guest hypervisor, whose VL that caps, and which
 *		has a VL apart from its hypervisor's
 */
struct kvm_sve_vl_change {
	__u64 vm_id;
	__u32 vm_tgid;
	__u32 vcpu_id;
	__u32 old_vq;
	__u32 new_vq;
	__u64 zcr;
	__u32 nested;
	__u32 pad;
};

/*
 * The raw arguments of "sve_switch", up to the ticks, and of "sve_switch_cycles". The
 * parts of KVM_SVE_ARG_VQS are from the lowest bit: guest_max_vq (16 bits), guest_vq
 * (16), sve (1), and of a stamp its cycles (15) and its ticks (16).
 */
enum kvm_sve_switch_arg {
	KVM_SVE_ARG_VM_ID,
	KVM_SVE_ARG_IDS,	/* vm_tgid (22 bits), vcpu_id (10), early (32) */
	KVM_SVE_ARG_VQS,
	KVM_SVE_ARG_COUNTS,	/* restores (32 bits), evicted (30), early != 0, kept */
	KVM_SVE_ARG_TICKS,
	KVM_SVE_ARG_CYCLES = KVM_SVE_ARG_TICKS + KVM_SVE_NR_PHASES,
	KVM_SVE_NR_ARGS = KVM_SVE_ARG_CYCLES + KVM_SVE_NR_PHASES,
};

#define KVM_SVE_IDS_TGID_BITS		22
#define KVM_SVE_IDS_TGID		((1U << KVM_SVE_IDS_TGID_BITS) - 1)
#define KVM_SVE_COUNTS_EVICTED_MAX	0x3fffffff
#define KVM_SVE_COUNTS_EARLY		0x4000000000000000ULL
#define KVM_SVE_COUNTS_KEPT		0x8000000000000000ULL
#define KVM_SVE_VQS_SVE			0x100000000ULL
#define KVM_SVE_VQS_STAMP_CYCLES	33
#define KVM_SVE_STAMP_CYCLES_MAX	0x7fff
#define KVM_SVE_VQS_STAMP_TICKS		48
#define KVM_SVE_STAMP_TICKS_MAX		0xffff

/* Parts of the arguments, for programs that need few of them. */
static inline __u32 kvm_sve_switch_tgid(const __u64 *args)
{
	return args[KVM_SVE_ARG_IDS] & KVM_SVE_IDS_TGID;
}

static inline __u32 kvm_sve_switch_vcpu_id(const __u64 *args)
{
	return (__u32)args[KVM_SVE_ARG_IDS] >> KVM_SVE_IDS_TGID_BITS;
}

static inline __u32 kvm_sve_switch_early(const __u64 *args)
{
	return args[KVM_SVE_ARG_IDS] >> 32;
}

static inline __u32 kvm_sve_switch_evicted(const __u64 *args)
{
	return args[KVM_SVE_ARG_COUNTS] >> 32 & KVM_SVE_COUNTS_EVICTED_MAX;
}

static inline __u32 kvm_sve_switch_kept(const __u64 *args)
{
	return args[KVM_SVE_ARG_COUNTS] >> 63;
}

/* How often "resident" and "guest_save" were. */
static inline __u32 kvm_sve_switch_saves(const __u64 *args)
{
	return (__u32)args[KVM_SVE_ARG_COUNTS] + kvm_sve_switch_kept(args) -
	       kvm_sve_switch_evicted(args);
}

/* What both events have in their arguments, those of a raw tracepoint program. */
static inline void kvm_sve_switch_get_ticks(struct kvm_sve_switch *rec, const __u64 *args)
{
	rec->vm_id = args[KVM_SVE_ARG_VM_ID];
	rec->vm_tgid = kvm_sve_switch_tgid(args);
	rec->vcpu_id = kvm_sve_switch_vcpu_id(args);
	rec->early = kvm_sve_switch_early(args);
	rec->guest_max_vq = args[KVM_SVE_ARG_VQS];
	rec->guest_vq = args[KVM_SVE_ARG_VQS] >> 16;
	rec->sve = !!(args[KVM_SVE_ARG_VQS] & KVM_SVE_VQS_SVE);
	rec->restores = args[KVM_SVE_ARG_COUNTS];
	rec->evicted = kvm_sve_switch_evicted(args);
	rec->kept = kvm_sve_switch_kept(args);
	rec->stamp.ticks = args[KVM_SVE_ARG_VQS] >> KVM_SVE_VQS_STAMP_TICKS;
	rec->phase[0].ticks = args[KVM_SVE_ARG_TICKS];
	rec->phase[1].ticks = args[KVM_SVE_ARG_TICKS + 1];
	rec->phase[2].ticks = args[KVM_SVE_ARG_TICKS + 2];
	rec->phase[3].ticks = args[KVM_SVE_ARG_TICKS + 3];
}

/* The record of @args, those of a raw tracepoint program on "sve_switch_cycles". */
static inline void kvm_sve_switch_get(struct kvm_sve_switch *rec, const __u64 *args)
{
	kvm_sve_switch_get_ticks(rec, args);
	rec->stamp.cycles = args[KVM_SVE_ARG_VQS] >> KVM_SVE_VQS_STAMP_CYCLES &
			    KVM_SVE_STAMP_CYCLES_MAX;
	rec->phase[0].cycles = args[KVM_SVE_ARG_CYCLES];
	rec->phase[1].cycles = args[KVM_SVE_ARG_CYCLES + 1];
	rec->phase[2].cycles = args[KVM_SVE_ARG_CYCLES + 2];
	rec->phase[3].cycles = args[KVM_SVE_ARG_CYCLES + 3];
}

/* Where a change of a vcpu's VL set came from. */
enum kvm_sve_source {
	KVM_SVE_SRC_DEFAULT,	/* first KVM_ARM_VCPU_INIT: KVM's own default */
	KVM_SVE_SRC_POLICY,	/* first KVM_ARM_VCPU_INIT: the host's default */
	KVM_SVE_SRC_IOCTL,	/* KVM_ARM_VCPU_SET_SVE_VLS */
	KVM_SVE_SRC_ONEREG,	/* KVM_REG_ARM64_SVE_VLS */
	KVM_SVE_SRC_INIT,	/* a later KVM_ARM_VCPU_INIT */
};

/**
 * struct kvm_sve_vls_set - a set made or refused (tracepoint "sve_vls_set")
 * @vm_id:	as in struct kvm_sve_switch; so @vm_tgid and @vcpu_id
 * @source:	enum kvm_sve_source
 * @try:	1: KVM_ARM_SVE_VLS_TRY, nothing was to change
 * @old_vqs:	the set before, VQ 1..64
 * @new_vqs:	the set asked for, VQ 1..64
 * @ret:	0 or a negative errno
 * @reason:	KVM_ARM_SVE_VLS_R_* or 0
 * @bad_vq:	VQ that @reason speaks of, or 0
 */
struct kvm_sve_vls_set {
	__u64 vm_id;
	__u32 vm_tgid;
	__u32 vcpu_id;
	__u32 source;
	__u32 try;
	__u64 old_vqs;
	__u64 new_vqs;
	__s32 ret;
	__u32 reason;
	__u32 bad_vq;
	__u32 pad;
};

/* A step in the life of a vcpu. */
enum kvm_sve_life {
	KVM_SVE_LIFE_INIT,	/* KVM_ARM_VCPU_INIT */
	KVM_SVE_LIFE_FINALIZE,	/* KVM_ARM_VCPU_FINALIZE */
	KVM_SVE_LIFE_FIRST_RUN,	/* about to run for the first time */
	KVM_SVE_LIFE_DESTROY,
};

/**
 * struct kvm_sve_vcpu - a step in the life of a vcpu (tracepoint "sve_vcpu")
 * @vm_id:	as in struct kvm_sve_switch; so @vm_tgid and @vcpu_id
 * @what:	enum kvm_sve_life
 * @ret:	0 or a negative errno
 */
struct kvm_sve_vcpu {
	__u64 vm_id;
	__u32 vm_tgid;
	__u32 vcpu_id;
	__u32 what;
	__s32 ret;
};

#endif /* KVM_SVE_MODULE_RECORD_H */
