/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The calls on a vcpu that say something about its SVE state, as lint.bpf.c
 * hands them to lint.c. A vcpu is named by numbers; no address leaves the kernel.
 * Its serial number is its identity: its id in the VM can be used again after
 * KVM_CREATE_VCPU failed.
 */
#ifndef KVM_SVE_BPF_LINT_LINT_H
#define KVM_SVE_BPF_LINT_LINT_H

#include <linux/types.h>

#define LINT_COMM_LEN 16 /* of the kernel, with its NUL */

/* The success of what is marked (once) is reported once a vcpu: no rule needs more. */
enum lint_call {
	LINT_CREATE,   /* the vcpu is new */
	LINT_LATE,     /* (once) a call on a vcpu that is older than the watch */
	LINT_INIT,     /* KVM_ARM_VCPU_INIT */
	LINT_FINALIZE, /* KVM_ARM_VCPU_FINALIZE of SVE */
	LINT_SET,      /* KVM_ARM_VCPU_SET_SVE_VLS */
	LINT_TRY,      /* the same with KVM_ARM_SVE_VLS_TRY */
	LINT_SET_REG,  /* KVM_SET_ONE_REG of KVM_REG_ARM64_SVE_VLS */
	LINT_GET,      /* (once) the set was read, by either way */
	LINT_ONE_REG,  /* KVM_SET_ONE_REG or _GET_ONE_REG, and it is unknown of what */
	LINT_WRITE,    /* (once) KVM_SET_ONE_REG of a Z, P or FFR, not of zeros */
	LINT_READ,     /* KVM_GET_ONE_REG of one, refused */
	LINT_CUT,      /* (once) such a write whose upper bits KVM dropped */
	LINT_CORE_V,   /* V0..V31 as a core register, refused */
	LINT_REG_LIST, /* KVM_GET_REG_LIST, refused */
	LINT_RUN,      /* KVM_RUN that is the first, or refused; or by another thread */
	LINT_DESTROY,  /* with its VM */
	LINT_FAILED,   /* instead: KVM_CREATE_VCPU failed after LINT_CREATE */
	LINT_NR_CALLS,
};

/**
 * struct lint_event - a call on a vcpu, after it
 * @serial:	of the vcpu, in the order of creation; never used again
 * @vm:		number of the VM: the kernel's with the kvm-sve series, else our own
 * @vcpu:	as given to KVM_CREATE_VCPU
 * @pid:	thread group that made the call
 * @call:	enum lint_call
 * @ret:	what it returned
 * @max_vq:	largest VQ of the vcpu's set now; 0 without SVE
 * @unreadable:	no probe could read the memory that the call names: @reason, @bad_vq,
 *		@vqs and @reg are unknown, and so is whether LINT_SET is a LINT_TRY
 * @reason:	LINT_SET: KVM_ARM_SVE_VLS_R_* or 0
 * @bad_vq:	and the VQ it speaks of; LINT_CUT: the VQ that the data needs
 * @vqs:	LINT_SET, _SET_REG: the set asked for, VQ 1..64
 * @reg:	LINT_WRITE, _READ, _CUT, _CORE_V: the register
 * @comm:	name of the thread
 */
struct lint_event {
	__u64 serial;
	__u64 vm;
	__u32 vcpu;
	__u32 pid;
	__u32 call;
	__s32 ret;
	__u32 max_vq;
	__u32 unreadable;
	__u32 reason;
	__u32 bad_vq;
	__u64 vqs;
	__u64 reg;
	char comm[LINT_COMM_LEN];
};

#endif /* KVM_SVE_BPF_LINT_LINT_H */
