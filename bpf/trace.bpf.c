// SPDX-License-Identifier: GPL-2.0
/*
 * The module's events, but for "switch", into a ring buffer. What the filters
 * leave out never gets there, and what finds no room is counted.
 */
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
	if (filter_pid && vcpu.vm_pid != filter_pid)
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

SEC("raw_tp/vls_set")
int on_vls_set(struct bpf_raw_tracepoint_args *ctx)
{
	return emit(TRACE_VLS_SET, (void *)ctx->args[0], sizeof(struct kvm_sve_vls_set));
}

SEC("raw_tp/vl_change")
int on_vl_change(struct bpf_raw_tracepoint_args *ctx)
{
	return emit(TRACE_VL_CHANGE, (void *)ctx->args[0], sizeof(struct kvm_sve_vl_change));
}

SEC("raw_tp/lifecycle")
int on_lifecycle(struct bpf_raw_tracepoint_args *ctx)
{
	return emit(TRACE_LIFECYCLE, (void *)ctx->args[0], sizeof(struct kvm_sve_lifecycle));
}

char LICENSE[] SEC("license") = "GPL";
