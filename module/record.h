/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The records behind the kvm_sve tracepoints, as their first and only raw
 * argument. A BPF program attached to the raw tracepoint gets a pointer to
 * one and copies it with bpf_probe_read_kernel(), so neither kernel nor module
 * BTF is needed. Shared by module/, bpf/ and bench/.
 *
 * Ticks are those of CNTPCT_EL0; CNTFRQ_EL0 gives their rate in Hz.
 */
#ifndef KVM_SVE_RECORD_H
#define KVM_SVE_RECORD_H

#include <linux/types.h>

/* Phases of one load-to-put of a vcpu, in the order of kvm_sve_switch.ticks[]. */
enum kvm_sve_phase {
	KVM_SVE_HOST_SAVE,	/* host state saved and flushed at load */
	KVM_SVE_GUEST_RESTORE,	/* trap accepted .. guest registers loaded */
	KVM_SVE_RESIDENT,	/* restored .. saved: the guest owns the registers */
	KVM_SVE_GUEST_SAVE,	/* guest state saved and flushed at put */
	KVM_SVE_NR_PHASES,
};

/**
 * struct kvm_sve_switch - one load-to-put of a vcpu (tracepoint "switch")
 * @vm_id:	number of the VM, from 1, never used again until reboot
 * @vm_pid:	thread group id of the process that created the VM
 * @vcpu_id:	as given to KVM_CREATE_VCPU
 * @guest_max_vq: largest VQ that the vcpu can use; 0 without SVE
 * @guest_vq:	VQ that the guest's own ZCR_ELx gave it at the end; 0 without SVE
 * @sve:	1: the vcpu has SVE, 0: FPSIMD only
 * @restores:	guest states loaded by an FP/SVE trap in hyp
 * @foreign:	restored states that left by kernel-mode NEON and not by put
 * @ticks:	time in each phase, summed over @restores
 */
struct kvm_sve_switch {
	__u64 vm_id;
	__u32 vm_pid;
	__u32 vcpu_id;
	__u16 guest_max_vq;
	__u16 guest_vq;
	__u32 sve;
	__u32 restores;
	__u32 foreign;
	__u64 ticks[KVM_SVE_NR_PHASES];
};

/* Where a change of a vcpu's VL set came from. */
enum kvm_sve_source {
	KVM_SVE_SRC_DEFAULT,	/* first KVM_ARM_VCPU_INIT: KVM's own default */
	KVM_SVE_SRC_POLICY,	/* first KVM_ARM_VCPU_INIT: the host's default */
	KVM_SVE_SRC_IOCTL,	/* KVM_ARM_VCPU_SET_SVE_VLS */
	KVM_SVE_SRC_ONEREG,	/* KVM_REG_ARM64_SVE_VLS */
	KVM_SVE_SRC_INIT,	/* a later KVM_ARM_VCPU_INIT */
};

/**
 * struct kvm_sve_vls_set - a set made or refused (tracepoint "vls_set")
 * @vm_id:	as in struct kvm_sve_switch; so @vm_pid and @vcpu_id
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
	__u32 vm_pid;
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
 * struct kvm_sve_lifecycle - a step in the life of a vcpu (tracepoint "lifecycle")
 * @vm_id:	as in struct kvm_sve_switch; so @vm_pid and @vcpu_id
 * @what:	enum kvm_sve_life
 * @ret:	0 or a negative errno
 */
struct kvm_sve_lifecycle {
	__u64 vm_id;
	__u32 vm_pid;
	__u32 vcpu_id;
	__u32 what;
	__s32 ret;
};

#endif /* KVM_SVE_RECORD_H */
