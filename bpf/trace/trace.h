/* SPDX-License-Identifier: GPL-2.0 */
/* What trace.bpf.c puts into its ring buffer and trace.c prints. */
#ifndef KVM_SVE_BPF_TRACE_TRACE_H
#define KVM_SVE_BPF_TRACE_TRACE_H

#include <linux/types.h>

#include "module/record.h"

#define TRACE_COMM_LEN 16 /* of the kernel, with its NUL */

enum trace_kind {
	TRACE_VLS_SET,
	TRACE_VL_CHANGE,
	TRACE_VCPU,
	TRACE_NR_KINDS,
};

/* Each record of record.h begins so. */
struct trace_vcpu {
	__u64 vm_id;
	__u32 vm_tgid;
	__u32 vcpu_id;
};

struct trace_event {
	__u64 time; /* CLOCK_MONOTONIC, ns */
	__u32 kind;
	char comm[TRACE_COMM_LEN]; /* of the thread that made the call, or ran the vcpu */
	__u32 pid; /* the VM's process as kvm-sve's PID namespace numbers it; 0: it is in another */
	union {
		struct trace_vcpu vcpu;
		struct kvm_sve_vls_set vls_set;
		struct kvm_sve_vl_change vl_change;
		struct kvm_sve_vcpu life;
	};
};

#endif /* KVM_SVE_BPF_TRACE_TRACE_H */
