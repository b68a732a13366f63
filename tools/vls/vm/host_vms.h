/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What host_vms.bpf.c tells of each file of a task that is a vcpu. A vcpu may have
 * many: the process that made it, what that forked, and whoever got the file
 * over a socket.
 */
#ifndef KVM_SVE_TOOLS_VLS_HOST_VMS_H
#define KVM_SVE_TOOLS_VLS_HOST_VMS_H

#include <linux/types.h>

#define VCPUS_COMM_MAX 16

enum {
	VCPUS_OWNER = 1 << 0,	  /* this process made the VM: the only one that can run it */
	VCPUS_FINALIZED = 1 << 1, /* the SVE registers are there */
	VCPUS_RAN = 1 << 2,
	VCPUS_SERIES = 1 << 3,	 /* the series: vm_id and the fields below are known */
	VCPUS_EXPLICIT = 1 << 4, /* the set was asked for by KVM_ARM_VCPU_SET_SVE_VLS */
	VCPUS_INITIALIZED = 1 << 5, /* by KVM_ARM_VCPU_INIT: whether it has SVE is settled */
};

/*
 * @vcpu and @kvm are kernel addresses: only good to tell whether two records
 * are of one vcpu or VM, and never to be shown.
 */
struct vcpus_record {
	__u64 vcpu;
	__u64 kvm;
	__u64 vm_id;
	__s32 pid; /* of the process, in the pid namespace of the reader */
	__u32 fd;
	__u32 vcpu_id;
	__u32 flags;
	__u32 max_vl; /* bytes, as the next two; 0: no SVE, or not initialized yet */
	__u32 guest_max_vl;
	__u32 default_vl;
	char comm[VCPUS_COMM_MAX];
	__u32 pad;
};

#endif /* KVM_SVE_TOOLS_VLS_HOST_VMS_H */
