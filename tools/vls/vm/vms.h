/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VMs and the set of each of their vcpus, whether they run on this host or were
 * saved in a file.
 */
#ifndef KVM_SVE_TOOLS_VLS_VMS_H
#define KVM_SVE_TOOLS_VLS_VMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/yes_no.h"
#include "lib/vls.h"

#define VM_COMMAND_MAX	16	/* as the kernel's TASK_COMM_LEN */

/* How far a vcpu is, in the words of uapi/linux/kvm_sve.h. */
enum vcpu_state {
	VCPU_CREATED,		/* without SVE, or not initialized yet */
	VCPU_CONFIGURABLE,
	VCPU_FINALIZED,
	VCPU_RUN,
	VCPU_STATES,
};

struct vm_vcpu {
	unsigned int id;
	enum vcpu_state state;
	bool no_sve;		/* then @set is empty; else an empty @set is not known */
	struct vls set;
	bool has_policy;	/* the next three are known */
	bool set_explicit;	/* by KVM_ARM_VCPU_SET_SVE_VLS */
	struct vls guest_max;
	struct vls def;
};

struct vm_info {
	unsigned int number;	/* from 1 within its process */
	int pid;
	char command[VM_COMMAND_MAX];	/* printable ASCII */
	uint64_t trace_id;	/* vm_id of the trace events; 0: not known */
	struct vm_vcpu *vcpu;	/* ascending ids, at least one */
	size_t nr_vcpus;
};

struct vms {
	struct vm_info *vm;	/* ascending pid and number */
	size_t n;
};

void vms_free(struct vms *vms);

/* Has it SVE, and a set that is known? */
static inline enum yes_no vm_vcpu_sve(const struct vm_vcpu *vcpu)
{
	return vcpu->no_sve ? NO : vls_empty(&vcpu->set) ? UNKNOWN : YES;
}

/* How many vcpus have a set that is not known. */
size_t vms_unknown(const struct vms *vms);

/* A new VM or vcpu at the end, all 0; NULL: no memory. */
struct vm_info *vms_add(struct vms *vms);
struct vm_vcpu *vm_add_vcpu(struct vm_info *vm);

/* Drop all VMs of @vms but that with @number. Return: is there one? */
bool vms_keep(struct vms *vms, unsigned int number);

size_t vms_vcpus(const struct vms *vms);

/* "run" ... */
const char *vcpu_state_name(enum vcpu_state state);

/*
 * All VMs of the host by a BPF iterator, or only those of process @pid, if that
 * is not 0. Return: CLI_OK, or CLI_CANNOT with a message and no VMs.
 */
int vms_of_host(struct vms *vms, int pid);

/*
 * Print a table of @vms to stdout. @running: pid and state mean something, as
 * they do not in a file.
 */
void vms_print(const struct vms *vms, bool running);

/* As metrics (openmetrics.h); @arg is a struct vms, for atomic_file_write(). */
void vms_metrics(FILE *out, const void *arg);

#endif /* KVM_SVE_TOOLS_VLS_VMS_H */
