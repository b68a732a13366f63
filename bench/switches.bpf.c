// SPDX-License-Identifier: GPL-2.0
/*
 * Every load-to-put of one process' vcpus, as the module's tracepoint "switch"
 * gives it, into a ring buffer. User space empties it after each round trip,
 * so nobody is woken.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "record.h"

const volatile __u32 vm_pid = 0;

__u64 drops = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 18);
} events SEC(".maps");

SEC("raw_tp/switch")
int on_switch(struct bpf_raw_tracepoint_args *ctx)
{
	const struct kvm_sve_switch *from = (const void *)ctx->args[0];
	struct kvm_sve_switch *event;
	__u32 pid = 0;

	bpf_probe_read_kernel(&pid, sizeof(pid), &from->vm_pid);
	if (pid != vm_pid)
		return 0;

	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&drops, 1);
		return 0;
	}
	bpf_probe_read_kernel(event, sizeof(*event), from);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
