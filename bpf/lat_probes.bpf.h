/* SPDX-License-Identifier: GPL-2.0 */
/* For lat_detail.bpf.c: what a vcpu is, read from KVM's structs by CO-RE. */
#ifndef KVM_SVE_BPF_LAT_PROBES_BPF_H
#define KVM_SVE_BPF_LAT_PROBES_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define ZCR_LEN 0xf /* Arm ARM, "ZCR_EL1", LEN */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct kvm_arch {
	__u64 vm_id; /* of the kvm-sve series */
};
struct kvm {
	int userspace_pid;
	struct kvm_arch arch;
};
struct kvm_cpu_context {
	__u64 sys_regs[1];
};
struct kvm_vcpu_arch {
	struct kvm_cpu_context ctxt;
	unsigned int sve_max_vl; /* 0: without SVE */
};
struct kvm_vcpu {
	struct kvm *kvm;
	int vcpu_id;
	struct kvm_vcpu_arch arch;
};
#pragma clang attribute pop

enum vcpu_sysreg {
	ZCR_EL1 = 1, /* libbpf puts in that of the kernel */
};

/* The VQs that this host has for guests: bit n is VQ n + 1. */
const volatile __u64 guest_vqs = 1;

static __always_inline __u32 vmm_of(struct kvm_vcpu *vcpu)
{
	return BPF_CORE_READ(vcpu, kvm, userspace_pid);
}

static __always_inline __u32 id_of(struct kvm_vcpu *vcpu)
{
	return BPF_CORE_READ(vcpu, vcpu_id);
}

/* The VQ that the guest's ZCR_EL1, as KVM has saved it, gives it; 0 without SVE. */
static __always_inline __u32 guest_vq_of(struct kvm_vcpu *vcpu)
{
	__u32 max = BPF_CORE_READ(vcpu, arch.sve_max_vl) / 16, vq;
	__u64 zcr = 0;

	if (!max)
		return 0;
	bpf_probe_read_kernel(&zcr, sizeof(zcr),
			      (const char *)vcpu +
				      bpf_core_field_offset(vcpu->arch.ctxt.sys_regs) +
				      bpf_core_enum_value(enum vcpu_sysreg, ZCR_EL1) *
					      sizeof(zcr));
	vq = (zcr & ZCR_LEN) + 1;
	if (vq > max)
		vq = max;
	while (vq > 1 && !(guest_vqs >> (vq - 1) & 1))
		vq--;
	return vq;
}

#endif /* KVM_SVE_BPF_LAT_PROBES_BPF_H */
