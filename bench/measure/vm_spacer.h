/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a vcpu lies in memory. What a switch takes depends on it (which sets of the
 * caches, or which entries of an emulator's TLB, hold the vcpu and its SVE state), and a
 * VM that is made where one just went away gets the very same places: then all rounds
 * of a run agree with each other, and not with those of the next run. So before each round
 * one more VM is made and kept, and the cases of each round are elsewhere.
 */
#ifndef KVM_SVE_BENCH_VM_SPACER_H
#define KVM_SVE_BENCH_VM_SPACER_H

#include "lib/vcpu.h"

#define VM_SPACER_MAX	128	/* VMs that are kept; rounds beyond share a place */

/* Begins as all 0. */
struct vm_spacer {
	struct vm vms[VM_SPACER_MAX];	/* each with a vcpu, which lives as long as its VM */
	size_t n;
};

/*
 * Keep one more VM, with a vcpu that never runs and has the VLs @set, or no SVE if that
 * is empty. Where there is no room for one the next round stays where the last one was.
 */
void vm_spacer_add(struct vm_spacer *spacer, const struct vls *set);
void vm_spacer_free(struct vm_spacer *spacer);

#endif /* KVM_SVE_BENCH_VM_SPACER_H */
