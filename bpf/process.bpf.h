/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes and their numbers, read from the kernel's structs by CO-RE. A tgid is of
 * the initial PID namespace, a pid is what that of kvm-sve calls the same process.
 */
#ifndef KVM_SVE_BPF_PROCESS_BPF_H
#define KVM_SVE_BPF_PROCESS_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "bpf/pid_ns.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct ns_common {
	unsigned int inum;
};
struct pid_namespace {
	struct ns_common ns;
};
struct upid {
	int nr;
	struct pid_namespace *ns;
};
struct pid {
	unsigned int level;
	struct upid numbers[1];
};
struct mm_struct;
struct task_struct {
	unsigned int flags;
	struct mm_struct *mm;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	char comm[16];
};
#pragma clang attribute pop

#define PF_KTHREAD 0x00200000 /* linux/sched.h */

/* kvm-sve's PID namespace. */
const volatile struct pid_ns own_ns;

/* @pid's number in its namespace of @level, which is not above its own. */
static __always_inline struct upid *upid_of(struct pid *pid, __u32 level)
{
	return (void *)pid + bpf_core_field_offset(struct pid, numbers) +
	       level * bpf_core_type_size(struct upid);
}

/*
 * The process of @task as the reader of an iterator numbers it, which visits the tasks of
 * the reader's namespace; that is @level below the initial one.
 */
static __always_inline __u32 pid_at(struct task_struct *task, __u32 level)
{
	struct upid *upid;

	if (!level)
		return BPF_CORE_READ(task, tgid);
	upid = upid_of(BPF_CORE_READ(task, group_leader, thread_pid), level);
	return BPF_CORE_READ(upid, nr);
}

static __always_inline __u32 reader_level(void)
{
	struct task_struct *reader = (void *)bpf_get_current_task();

	return BPF_CORE_READ(reader, thread_pid, level);
}

/* The process of @task as kvm-sve's namespace numbers it; 0 if it is in another one. */
static __always_inline __u32 pid_of(struct task_struct *task)
{
	struct pid *pid;
	struct upid *upid;

	if (!own_ns.level)
		return BPF_CORE_READ(task, tgid);
	pid = BPF_CORE_READ(task, group_leader, thread_pid);
	if (!pid || BPF_CORE_READ(pid, level) < own_ns.level)
		return 0;
	upid = upid_of(pid, own_ns.level);
	return BPF_CORE_READ(upid, ns, ns.inum) == own_ns.inum ? BPF_CORE_READ(upid, nr) : 0;
}

/* The same of the process with @tgid, which is likely to be the current one. */
static __always_inline __u32 pid_of_tgid(__u32 tgid)
{
	if (!own_ns.level)
		return tgid;
	return bpf_get_current_pid_tgid() >> 32 == tgid ? pid_of((void *)bpf_get_current_task()) : 0;
}

#endif /* KVM_SVE_BPF_PROCESS_BPF_H */
