// SPDX-License-Identifier: GPL-2.0
/*
 * One process of the reader's PID namespace: an iterator over the tasks of that, which
 * writes the numbers of the one that is wanted. See pid_ns.c.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "bpf/process.bpf.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct seq_file;
struct bpf_iter_meta {
	__bpf_md_ptr(struct seq_file *, seq);
};
struct bpf_iter__task {
	__bpf_md_ptr(struct bpf_iter_meta *, meta);
	__bpf_md_ptr(struct task_struct *, task);
};
#pragma clang attribute pop

/* As the reader's namespace numbers it; or if 0 as the initial one does. */
const volatile __u32 wanted_pid;
const volatile __u32 wanted_tgid;

SEC("iter/task")
int find_process(struct bpf_iter__task *ctx)
{
	struct pid_ns_found found = { .level = reader_level() };
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	found.pid = pid_at(task, found.level);
	found.tgid = BPF_CORE_READ(task, tgid);
	if (wanted_pid ? found.pid != wanted_pid : found.tgid != wanted_tgid)
		return 0;
	bpf_seq_write(ctx->meta->seq, &found, sizeof(found));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
