/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tasks of a command that kvm-sve starts: every fork below kvm-sve itself, from
 * the first on, wherever a child is reparented to. It needs no BTF: tasks are known by
 * their addresses, which are not used again before sched_process_free.
 */
#ifndef KVM_SVE_BPF_COMMAND_BPF_H
#define KVM_SVE_BPF_COMMAND_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* kvm-sve's process, as the initial PID namespace numbers it; 0: no command. */
const volatile __u32 command_parent;

/* Tasks that found no room: their VMs are missed. */
__u64 command_lost;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 18);
	__type(key, __u64);
	__type(value, __u8);
} command_tasks SEC(".maps");

/* Is the current task one of the command's? Yes, if there is no command. */
static __always_inline int is_of_command(void)
{
	__u64 task = bpf_get_current_task();

	return !command_parent || bpf_map_lookup_elem(&command_tasks, &task);
}

/* Arguments: the parent, which is the current task, and the child. */
SEC("raw_tp/sched_process_fork")
int command_fork(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 parent = ctx->args[0], child = ctx->args[1];
	__u8 one = 1;

	if (bpf_get_current_pid_tgid() >> 32 != command_parent &&
	    !bpf_map_lookup_elem(&command_tasks, &parent))
		return 0;
	if (bpf_map_update_elem(&command_tasks, &child, &one, BPF_ANY))
		__sync_fetch_and_add(&command_lost, 1);
	return 0;
}

SEC("raw_tp/sched_process_free")
int command_free(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 task = ctx->args[0];

	bpf_map_delete_elem(&command_tasks, &task);
	return 0;
}

#endif /* KVM_SVE_BPF_COMMAND_BPF_H */
