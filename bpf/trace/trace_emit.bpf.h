/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the programs of kvm-sve trace: an event into the ring buffer. What the
 * filters leave out never gets there, and what finds no room is counted.
 */
#ifndef KVM_SVE_BPF_TRACE_TRACE_EMIT_BPF_H
#define KVM_SVE_BPF_TRACE_TRACE_EMIT_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "bpf/vm_filter.bpf.h"
#include "trace.h"

/* "" and -1: all. */
const volatile char filter_comm[TRACE_COMM_LEN];
const volatile __s64 filter_vcpu = -1;

__u64 drops;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20); /* trace.c may change it */
} events SEC(".maps");

static __always_inline int comm_is_wanted(const char *comm)
{
	for (int i = 0; i < TRACE_COMM_LEN; i++) {
		if (comm[i] != filter_comm[i])
			return 0;
		if (!comm[i])
			break;
	}
	return 1;
}

/* VMs of the command: its vcpus may be destroyed by another task. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 12);
	__type(key, __u64);
	__type(value, __u8);
} command_vms SEC(".maps");

static __always_inline int vm_is_of_command(__u64 vm_id)
{
	__u8 one = 1;

	if (!command_parent || bpf_map_lookup_elem(&command_vms, &vm_id))
		return 1;
	if (!is_of_command())
		return 0;
	bpf_map_update_elem(&command_vms, &vm_id, &one, BPF_ANY);
	return 1;
}

static __always_inline int is_wanted(const struct trace_vcpu *vcpu, const char *comm)
{
	if (only_tgid && vcpu->vm_tgid != only_tgid)
		return 0;
	if (filter_vcpu >= 0 && vcpu->vcpu_id != filter_vcpu)
		return 0;
	if (filter_comm[0] && !comm_is_wanted(comm))
		return 0;
	return vm_is_of_command(vcpu->vm_id);
}

/* What pid_of_tgid() of process.bpf.h is, where there is BTF or not. */
static __always_inline __u32 pid_of_vm(__u32 vm_tgid);

static __always_inline int emit(enum trace_kind kind, const void *rec, __u32 size)
{
	char comm[TRACE_COMM_LEN] = { 0 };
	struct trace_event *event;
	struct trace_vcpu vcpu;

	bpf_get_current_comm(comm, sizeof(comm));
	if (bpf_probe_read_kernel(&vcpu, sizeof(vcpu), rec)) {
		__sync_fetch_and_add(&drops, 1);
		return 0;
	}
	if (!is_wanted(&vcpu, comm))
		return 0;

	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&drops, 1);
		return 0;
	}
	event->time = bpf_ktime_get_ns();
	event->kind = kind;
	event->pid = pid_of_vm(vcpu.vm_tgid);
	__builtin_memcpy(event->comm, comm, sizeof(comm));
	if (bpf_probe_read_kernel(&event->vcpu, size, rec)) {
		__sync_fetch_and_add(&drops, 1);
		bpf_ringbuf_discard(event, 0);
		return 0;
	}
	bpf_ringbuf_submit(event, 0);
	return 0;
}

#endif /* KVM_SVE_BPF_TRACE_TRACE_EMIT_BPF_H */
