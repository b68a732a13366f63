/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whose VMs a program looks at, for VM_FILTER_SET of vm_filter.h: those of one process, or
 * of a command that kvm-sve starts.
 *
 * A command's tasks are all that are forked below kvm-sve, from the first on, wherever a
 * child is reparented to. It needs no BTF: tasks are known by their addresses, which are
 * not used again before sched_process_free.
 */
#ifndef KVM_SVE_BPF_VM_FILTER_BPF_H
#define KVM_SVE_BPF_VM_FILTER_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Processes as the initial PID namespace numbers them. */
const volatile __u32 only_tgid;	     /* 0: all */
const volatile __u32 command_parent; /* kvm-sve's own; 0: no command */

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

#endif /* KVM_SVE_BPF_VM_FILTER_BPF_H */
