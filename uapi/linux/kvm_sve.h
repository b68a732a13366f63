/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * kvm-sve: the set of SVE vector lengths that a KVM/arm64 vcpu sees.
 *
 * A vector length (VL) is a multiple of 128 bits; VQ = VL / 128. Bit (VQ - 1)
 * of vqs[] set means that the VL is in the set, as in the ONE_REG
 * pseudo-register KVM_REG_ARM64_SVE_VLS. The two ioctls and that register are
 * views of one state; the last writer wins.
 *
 * Availability
 *	KVM_CHECK_EXTENSION(KVM_CAP_ARM_SVE_VLS), on /dev/kvm or a VM, is 1
 *	where the kvm_sve module is loaded and the host has SVE, else 0.
 *
 * States of a vcpu
 *	created -> KVM_ARM_VCPU_INIT -> configurable
 *	configurable -> KVM_ARM_VCPU_FINALIZE -> finalized
 *	finalized -> first KVM_RUN (immediate_exit counts) -> run
 *
 *	GET works from "configurable" on. SET changes the set while the vcpu is
 *	configurable or finalized, any number of times and in any order against
 *	writes of the SVE registers: growing zero-extends them, shrinking keeps
 *	them, and a shrink that would drop a non-zero bit is refused. Once the
 *	vcpu has run, SET of the set it has returns 0 and of any other fails.
 *
 *	A set made by SET survives another KVM_ARM_VCPU_INIT with the same
 *	features. A write of KVM_REG_ARM64_SVE_VLS ends that; then INIT before
 *	FINALIZE brings back the default, as without this interface.
 *
 * Which sets can be made
 *	ZCR_EL2.LEN (Arm ARM, register ZCR_EL2) can cap the VL but not hide one
 *	below the cap. So a set is settable exactly when it equals the host's
 *	set up to its own maximum, and that maximum is one that any CPU of the
 *	host can give.
 *
 * Migration
 *	GET at the origin, keep the result with the VM's metadata, SET at the
 *	destination: it gives exactly that set or fails with a reason. A GET's
 *	result may be handed to SET as it is.
 *
 * Both ioctls return 0, or -1 with errno as follows. They are checked in this
 * order. Nothing of the vcpu has changed after any error, but for a PSCI reset
 * that it was owed already.
 *
 *	errno       reason           when
 *	EFAULT      -                the struct cannot be read or written
 *	EOPNOTSUPP  -                the VM is protected
 *	ENOEXEC     -                before KVM_ARM_VCPU_INIT
 *	ENOENT      R_NO_SVE         the vcpu has no SVE
 *	EINVAL      R_BAD_ARG        an unknown flag, or a reserved field not 0
 *	EINVAL      R_EMPTY          SET: no VL at all
 *	EINVAL      R_UNSUPPORTED    SET: bad_vq is the smallest requested VQ
 *	                             that this host cannot give a guest
 *	EINVAL      R_UNMASKABLE     SET: bad_vq is the smallest VQ below the
 *	                             requested maximum that the host has and
 *	                             the set leaves out
 *	EBUSY       R_RAN            SET: the vcpu has run, and the set differs
 *	EOVERFLOW   R_STATE          SET: shrinking would drop non-zero bits of
 *	                             a Z, P or FFR register; bad_vq is the
 *	                             smallest maximum that keeps them all
 *	ENOMEM      -                SET after FINALIZE: no memory for a second
 *	                             copy of the registers
 *
 * The fd must be used by the process that created the VM (EIO otherwise), and
 * without the module both numbers give EINVAL, as any unknown ioctl does.
 *
 * Compatibility: numbers and layout never change; growth goes through flags
 * and the reserved fields, which must be 0 today.
 */
#ifndef _UAPI_LINUX_KVM_SVE_H
#define _UAPI_LINUX_KVM_SVE_H

#include <linux/kvm.h>
#include <linux/types.h>

#define KVM_CAP_ARM_SVE_VLS		0x53564c

/* Words of vqs[]; the same as KVM_ARM64_SVE_VLS_WORDS. */
#define KVM_ARM_SVE_VLS_WORDS		8

/**
 * struct kvm_arm_sve_vls - argument of both ioctls (96 bytes)
 * @flags:	in: KVM_ARM_SVE_VLS_* that the call knows; out: 0, so set it again
 *		before each call: a struct reused after TRY is a SET
 * @reason:	out: KVM_ARM_SVE_VLS_R_*, 0 on success; SET ignores it
 * @bad_vq:	out: the VQ that @reason speaks of, else 0; SET ignores it
 * @max_vq:	out: largest VQ of the set in @vqs; SET ignores it
 * @reserved0:	must be 0
 * @vqs:	SET: the set asked for, unchanged on return; GET: out
 * @reserved:	must be 0
 */
struct kvm_arm_sve_vls {
	__u32 flags;
	__u32 reason;
	__u16 bad_vq;
	__u16 max_vq;
	__u32 reserved0;
	__u64 vqs[KVM_ARM_SVE_VLS_WORDS];
	__u64 reserved[2];
};

#define KVM_ARM_VCPU_GET_SVE_VLS	_IOWR(KVMIO, 0xf0, struct kvm_arm_sve_vls)
#define KVM_ARM_VCPU_SET_SVE_VLS	_IOWR(KVMIO, 0xf1, struct kvm_arm_sve_vls)

/* GET: the guest maximum this vcpu is held to, not the set it has. */
#define KVM_ARM_SVE_VLS_GUEST_MAX	(1 << 0)
/* SET: make every check and change nothing. */
#define KVM_ARM_SVE_VLS_TRY		(1 << 1)

#define KVM_ARM_SVE_VLS_GET_FLAGS	KVM_ARM_SVE_VLS_GUEST_MAX
#define KVM_ARM_SVE_VLS_SET_FLAGS	KVM_ARM_SVE_VLS_TRY

/*
 * KVM_ENABLE_CAP(KVM_CAP_ARM_SVE_VLS) on a VM without vcpus (else EBUSY),
 * args[0]. REPLAY: writing KVM_REG_ARM64_SVE_VLS after FINALIZE with the set
 * that the vcpu has returns 0 and not EPERM. Unknown bits, cap.flags or
 * another argument that is not 0: EINVAL. 0 turns all off.
 */
#define KVM_ARM_SVE_VLS_REPLAY		(1 << 0)
#define KVM_ARM_SVE_VLS_CAP_FLAGS	KVM_ARM_SVE_VLS_REPLAY

#define KVM_ARM_SVE_VLS_R_NO_SVE	1
#define KVM_ARM_SVE_VLS_R_BAD_ARG	2
#define KVM_ARM_SVE_VLS_R_EMPTY		3
#define KVM_ARM_SVE_VLS_R_UNSUPPORTED	4
#define KVM_ARM_SVE_VLS_R_UNMASKABLE	5
#define KVM_ARM_SVE_VLS_R_RAN		6
#define KVM_ARM_SVE_VLS_R_STATE		7

#endif /* _UAPI_LINUX_KVM_SVE_H */
