/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vm_id of a VM: that of the kvm-sve series, else one of our own, which is kept until
 * the VM is destroyed. Included after the declarations of struct kvm and struct kvm_vcpu.
 */
#ifndef KVM_SVE_BPF_VM_ID_BPF_H
#define KVM_SVE_BPF_VM_ID_BPF_H

#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

static __u64 last_vm_id;
/* How often a VM got one more number, as the map is full: it seems several, so that is a loss. */
__u64 vm_ids_lost;

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
	if (!known)
		__sync_fetch_and_add(&vm_ids_lost, 1);
	return known ? *known : vm_id;
}

static __always_inline int vm_id_forget(struct kvm *kvm)
{
	bpf_map_delete_elem(&vm_ids, &kvm);
	return 0;
}

/* A VM that was being destroyed as the programs were attached: its address comes again. */
SEC("fentry/kvm_arch_init_vm")
int BPF_PROG(fentry_init_vm, struct kvm *kvm)
{
	return vm_id_forget(kvm);
}

/* Its vcpus are destroyed within. */
SEC("fexit/kvm_arch_destroy_vm")
int BPF_PROG(fexit_destroy_vm, struct kvm *kvm)
{
	return vm_id_forget(kvm);
}

SEC("kprobe/kvm_arch_init_vm")
int BPF_KPROBE(kprobe_init_vm, struct kvm *kvm)
{
	return vm_id_forget(kvm);
}

/* A return probe has no arguments, so the entry keeps them, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 10);
	__type(key, __u64);
	__type(value, struct kvm *);
} vms_ending SEC(".maps");

SEC("kprobe/kvm_arch_destroy_vm")
int BPF_KPROBE(kprobe_destroy_vm, struct kvm *kvm)
{
	__u64 thread = bpf_get_current_pid_tgid();

	bpf_map_update_elem(&vms_ending, &thread, &kvm, BPF_ANY);
	return 0;
}

SEC("kretprobe/kvm_arch_destroy_vm")
int BPF_KRETPROBE(kretprobe_destroy_vm)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct kvm **kvm = bpf_map_lookup_elem(&vms_ending, &thread);

	if (kvm)
		vm_id_forget(*kvm);
	bpf_map_delete_elem(&vms_ending, &thread);
	return 0;
}

#endif /* KVM_SVE_BPF_VM_ID_BPF_H */
