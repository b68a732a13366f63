// SPDX-License-Identifier: GPL-2.0
/*
 * Every load-to-put of one process' vcpus, as the module's tracepoint "sve_switch_cycles"
 * gives it, into a ring buffer. User space empties it after each round trip,
 * so nobody is woken.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "module/record.h"

/* The benchmark's process, as the initial PID namespace numbers it. */
const volatile __u32 own_tgid = 0;

__u64 drops = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 18);
} events SEC(".maps");

SEC("raw_tp/sve_switch_cycles")
int on_switch(struct bpf_raw_tracepoint_args *ctx)
{
	struct kvm_sve_switch *event;

	if (kvm_sve_switch_tgid(ctx->args) != own_tgid)
		return 0;

	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&drops, 1);
		return 0;
	}
	kvm_sve_switch_get(event, ctx->args);
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
