/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vcpus and VMs that lint follows, in trees: the cost of an event does not grow
 * with their number. A VM is known as long as one of its vcpus is.
 */
#ifndef KVM_SVE_BPF_LINT_LINT_VCPUS_H
#define KVM_SVE_BPF_LINT_LINT_VCPUS_H

#include <stdbool.h>
#include <sys/queue.h>

#include "lint.h"

enum lint_maker { LINT_DEFAULT, LINT_BY_REG, LINT_BY_IOCTL };

struct lint_vcpu {
	__u64 serial; /* first, for the tree */
	struct lint_vm *vm;
	__u32 id;
	__u32 reported; /* findings: bit N is enum lint_id N */
	unsigned int max_vq;
	bool initialized, sve, finalized, ran;
	bool wrote;   /* Z, P or FFR before it ran */
	bool asked;   /* for a set, with whatever result */
	bool checked; /* the set was read, or tried */
	bool unusual; /* reported: its set is not what its VMM wants */
	bool unknown; /* what a call did to its set could not be read */
	bool listed;  /* in vm->unset */
	enum lint_maker maker;
	__u64 vqs;		   /* what was made */
	__u64 lost;		   /* made by ONE_REG and thrown away, or 0 */
	struct lint_event refused; /* the last request; ret is 0 if it was not refused */
	LIST_ENTRY(lint_vcpu) link;
};

/* The first vcpu of its kind that ran, to which later ones are compared. */
struct lint_ran {
	bool any;
	__u32 vcpu;
	unsigned int max_vq;
};

struct lint_vm {
	__u64 id; /* first, for the tree */
	unsigned long vcpus;
	unsigned long without_sve;	       /* that ran */
	bool with_sve;			       /* one ran */
	struct lint_ran without, made, unmade; /* without SVE; its set made; the default */
	LIST_HEAD(, lint_vcpu) unset; /* ran with the default while no vcpu had a set made */
	__u32 pid;		      /* that ran one without SVE first */
	char comm[LINT_COMM_LEN];
};

struct lint_vcpus {
	void *vcpus, *vms; /* of tsearch() */
};

/* The vcpu of this number, or NULL. */
struct lint_vcpu *lint_vcpus_find(const struct lint_vcpus *all, __u64 serial);

/* A new vcpu, and its VM if that is new, too (vm->vcpus is 1). Return: NULL without memory. */
struct lint_vcpu *lint_vcpus_add(struct lint_vcpus *all, __u64 serial, __u64 vm);

/* Forget @vcpu, and its VM with the last one. */
void lint_vcpus_remove(struct lint_vcpus *all, struct lint_vcpu *vcpu);

/* Call @look for each VM, in order of their ids. */
void lint_vcpus_each_vm(const struct lint_vcpus *all,
			void (*look)(void *arg, const struct lint_vm *vm), void *arg);

/* Forget all. */
void lint_vcpus_free(struct lint_vcpus *all);

#endif /* KVM_SVE_BPF_LINT_LINT_VCPUS_H */
