/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For programs that probe KVM: what a vcpu is, read from KVM's structs by CO-RE.
 * A nested guest's hypervisor, which has its VL in another register, is not told
 * apart.
 */
#ifndef KVM_SVE_BPF_VCPU_READ_BPF_H
#define KVM_SVE_BPF_VCPU_READ_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "bpf/process.bpf.h"

#define ZCR_LEN 0xf /* Arm ARM, "ZCR_EL1", LEN */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct kvm_arch {
	__u64 vm_id; /* of the kvm-sve series, as the next one */
	int vm_tgid;
};
struct kvm {
	struct mm_struct *mm;
	int userspace_pid; /* the thread that made the VM */
	struct kvm_arch arch;
};
struct kvm_cpu_context {
	__u64 sys_regs[1];
};
struct kvm_vcpu_arch {
	struct kvm_cpu_context ctxt;
	void *sve_state;	 /* once finalized */
	unsigned int sve_max_vl; /* 0: without SVE */
};
struct kvm_vcpu {
	struct kvm *kvm;
	int vcpu_id;
	struct pid *pid; /* of the thread that ran it last */
	struct kvm_vcpu_arch arch;
};
#pragma clang attribute pop

enum vcpu_sysreg {
	ZCR_EL1 = 1, /* libbpf puts in that of the kernel */
};

/* The VQs that this host has for guests: bit n is VQ n + 1. */
const volatile __u64 guest_vqs = 1;

/*
 * The process of @vcpu's VM: that of the current task, since no other may use the VM; or
 * where that has no memory any more, since it is about to end and closes its files.
 */
static __always_inline __u32 vmm_of(struct kvm_vcpu *vcpu)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct kvm *kvm = BPF_CORE_READ(vcpu, kvm);

	if (bpf_core_field_exists(kvm->arch.vm_tgid))
		return BPF_CORE_READ(kvm, arch.vm_tgid);
	if (mm ? mm == BPF_CORE_READ(kvm, mm) : !(BPF_CORE_READ(task, flags) & PF_KTHREAD))
		return BPF_CORE_READ(task, tgid);
	return BPF_CORE_READ(kvm, userspace_pid);
}

static __always_inline __u32 id_of(struct kvm_vcpu *vcpu)
{
	return BPF_CORE_READ(vcpu, vcpu_id);
}

/* The VQs up to a maximum. */
static __always_inline __u64 vqs_prefix(__u32 max_vq)
{
	return max_vq && max_vq <= 64 ? guest_vqs & (~0ULL >> (64 - max_vq)) : 0;
}

static __always_inline __u32 max_vq_of(struct kvm_vcpu *vcpu)
{
	return BPF_CORE_READ(vcpu, arch.sve_max_vl) / 16;
}

/*
 * The largest VQ of the host that is not above @vq; 0 for 0. Without a loop: the paths
 * through one are too many for the verifier where a program has a second.
 */
static __always_inline __u32 host_floor(__u32 vq)
{
	__u64 vqs = vqs_prefix(vq < 64 ? vq : 64);
	__u32 shift;

	/* All bits below the highest are set, and then counted. */
	for (shift = 1; shift < 64; shift *= 2)
		vqs |= vqs >> shift;
	return __builtin_popcountll(vqs);
}

/* The VQ at which KVM moves the state of @vcpu; 0 without SVE. */
static __always_inline __u32 host_max_vq_of(struct kvm_vcpu *vcpu)
{
	return host_floor(max_vq_of(vcpu));
}

/* What the guest's ZCR_EL1 is, as KVM has saved it. */
static __always_inline __u64 zcr_of(struct kvm_vcpu *vcpu)
{
	__u64 zcr = 0;

	bpf_probe_read_kernel(&zcr, sizeof(zcr),
			      (const char *)vcpu +
				      bpf_core_field_offset(vcpu->arch.ctxt.sys_regs) +
				      bpf_core_enum_value(enum vcpu_sysreg, ZCR_EL1) *
					      sizeof(zcr));
	return zcr;
}

/* The VQ that it gives the guest; 0 without SVE. */
static __always_inline __u32 guest_vq_of(struct kvm_vcpu *vcpu)
{
	__u32 max = max_vq_of(vcpu), vq;

	if (!max)
		return 0;
	vq = (zcr_of(vcpu) & ZCR_LEN) + 1;
	return host_floor(vq < max ? vq : max);
}

#endif /* KVM_SVE_BPF_VCPU_READ_BPF_H */
