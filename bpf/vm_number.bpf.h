/* SPDX-License-Identifier: GPL-2.0 */
/*
 * By what number a VM is known: that of the kvm-sve series, else one of our own.
 * Included after the declarations of struct kvm and struct kvm_vcpu.
 */
#ifndef KVM_SVE_BPF_VM_NUMBER_BPF_H
#define KVM_SVE_BPF_VM_NUMBER_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

static __u64 last_vm;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 14);
	__type(key, void *);
	__type(value, __u64);
} vms SEC(".maps");

static __always_inline __u64 vm_number(struct kvm_vcpu *vcpu)
{
	struct kvm *kvm = BPF_CORE_READ(vcpu, kvm);
	__u64 *known, number;

	if (bpf_core_field_exists(kvm->arch.vm_id))
		return BPF_CORE_READ(kvm, arch.vm_id);

	known = bpf_map_lookup_elem(&vms, &kvm);
	if (known)
		return *known;
	number = __sync_fetch_and_add(&last_vm, 1) + 1;
	if (!bpf_map_update_elem(&vms, &kvm, &number, BPF_NOEXIST))
		return number;
	/* Another vcpu of this VM came first; or the map is full. */
	known = bpf_map_lookup_elem(&vms, &kvm);
	return known ? *known : number;
}

/* @kvm is a new VM; its memory may have been another's, which could be asked for to its end. */
static __always_inline void vm_forget(struct kvm *kvm)
{
	bpf_map_delete_elem(&vms, &kvm);
}

#endif /* KVM_SVE_BPF_VM_NUMBER_BPF_H */
