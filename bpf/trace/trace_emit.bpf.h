/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the programs of kvm-sve trace: an event into the ring buffer. What the
 * filters leave out never gets there, and what finds no room is counted.
 */
#ifndef KVM_SVE_BPF_TRACE_TRACE_EMIT_BPF_H
#define KVM_SVE_BPF_TRACE_TRACE_EMIT_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "trace.h"

/* 0, "" and -1: all. */
const volatile __u32 filter_pid;
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

static __always_inline int is_wanted(const void *rec, const char *comm)
{
	struct trace_vcpu vcpu;

	if (bpf_probe_read_kernel(&vcpu, sizeof(vcpu), rec))
		return 0;
	if (filter_pid && vcpu.vm_tgid != filter_pid)
		return 0;
	if (filter_vcpu >= 0 && vcpu.vcpu_id != filter_vcpu)
		return 0;
	return !filter_comm[0] || comm_is_wanted(comm);
}

static __always_inline int emit(enum trace_kind kind, const void *rec, __u32 size)
{
	char comm[TRACE_COMM_LEN] = { 0 };
	struct trace_event *event;

	bpf_get_current_comm(comm, sizeof(comm));
	if (!is_wanted(rec, comm))
		return 0;

	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&drops, 1);
		return 0;
	}
	event->time = bpf_ktime_get_ns();
	event->kind = kind;
	event->pad = 0;
	__builtin_memcpy(event->comm, comm, sizeof(comm));
	bpf_probe_read_kernel(&event->vcpu, size, rec);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

#endif /* KVM_SVE_BPF_TRACE_TRACE_EMIT_BPF_H */
