/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PID namespaces, for the commands and their BPF programs. KVM and BPF number processes
 * as the initial namespace does, users as their own does, which in a container is
 * another one.
 */
#ifndef KVM_SVE_BPF_PID_NS_H
#define KVM_SVE_BPF_PID_NS_H

#include <linux/types.h>

/* The namespace of a process. All is 0 for the initial one, where nothing is translated. */
struct pid_ns {
	__u32 level; /* how far it is below the initial one */
	__u32 inum;  /* its inode */
	__u64 dev;   /* of the inode, as the kernel writes it */
};

/* What pid_ns.bpf.c writes of a process. */
struct pid_ns_found {
	__u32 tgid;
	__u32 pid;
	__u32 level; /* of the reader's namespace */
};

#ifndef __bpf__
#include <sys/types.h>

/*
 * The caller's namespace, and in *@tgid the number that the initial one gives process
 * @pid of it; both are known without BPF where the caller is in the initial one. Return:
 * CLI_OK; CLI_USAGE if there is no such process, or CLI_CANNOT, both with a message.
 */
int pid_ns_find(struct pid_ns *ns, pid_t pid, __u32 *tgid);

/*
 * What the caller's namespace @ns calls the process with @tgid in the initial one. It
 * remembers some. Return: 0 if it has none, or that is not known, or it has ended.
 */
pid_t pid_ns_number(const struct pid_ns *ns, __u32 tgid);
#endif

#endif /* KVM_SVE_BPF_PID_NS_H */
