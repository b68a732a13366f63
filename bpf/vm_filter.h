/* SPDX-License-Identifier: GPL-2.0 */
/* Whose VMs a command on BPF looks at: those of a process, or of the command it starts. */
#ifndef KVM_SVE_BPF_VM_FILTER_H
#define KVM_SVE_BPF_VM_FILTER_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <sys/types.h>

#include "bpf/pid_ns.h"

/* Processes as the initial PID namespace numbers them. */
struct vm_filter {
	__u32 tgid;	      /* only VMs of this process; 0: of all */
	__u32 command_parent; /* only VMs of the commands that this process starts; 0: of all */
	struct pid_ns own_ns;
};

/*
 * @pid: the process, as the caller's namespace numbers it, or 0. @command: the caller
 * will start one. Return: CLI_OK, or another with a message.
 */
int vm_filter_open(struct vm_filter *filter, pid_t pid, bool command);

/* For a skeleton with vm_filter.bpf.h, before it is loaded. */
#define VM_FILTER_SET(skel, filter)                                                       \
	do {                                                                              \
		(skel)->rodata->only_tgid = (filter)->tgid;                               \
		(skel)->rodata->command_parent = (filter)->command_parent;                \
		bpf_program__set_autoload((skel)->progs.command_fork,                     \
					  (filter)->command_parent);                      \
		bpf_program__set_autoload((skel)->progs.command_free,                     \
					  (filter)->command_parent);                      \
	} while (0)

#endif /* KVM_SVE_BPF_VM_FILTER_H */
