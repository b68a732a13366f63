/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vm_id of a VM: that of the kvm-sve series, else one of our own.
 * Included after the declarations of struct kvm and struct kvm_vcpu.
 */
#ifndef KVM_SVE_BPF_VM_ID_BPF_H
#define KVM_SVE_BPF_VM_ID_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

static __u64 last_vm_id;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 14);
	__type(key, void *);
	__type(value, __u64);
} vm_ids SEC(".maps");

static __always_inline __u64 vm_id_of(struct kvm_vcpu *vcpu)
{
	struct kvm *kvm = BPF_CORE_READ(vcpu, kvm);
	__u64 *known, vm_id;

	if (bpf_core_field_exists(kvm->arch.vm_id))
		return BPF_CORE_READ(kvm, arch.vm_id);

	known = bpf_map_lookup_elem(&vm_ids, &kvm);
	if (known)
		return *known;
	vm_id = __sync_fetch_and_add(&last_vm_id, 1) + 1;
	if (!bpf_map_update_elem(&vm_ids, &kvm, &vm_id, BPF_NOEXIST))
		return vm_id;
	/* Another vcpu of this VM came first; or the map is full. */
	known = bpf_map_lookup_elem(&vm_ids, &kvm);
	return known ? *known : vm_id;
}

/*
 * @kvm is a new VM. Its address may be that of a destroyed VM, which was still asked
 * for until its end: drop what is known of that one.
 */
static __always_inline void vm_id_forget(struct kvm *kvm)
{
	bpf_map_delete_elem(&vm_ids, &kvm);
}

#endif /* KVM_SVE_BPF_VM_ID_BPF_H */
