/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ask this host's KVM whether a vcpu can have a set, by a vcpu made for that:
 * with TRY, or on a kernel without the interface by KVM_REG_ARM64_SVE_VLS.
 */
#ifndef KVM_SVE_TOOLS_ASK_KVM_H
#define KVM_SVE_TOOLS_ASK_KVM_H

#include "lib/vcpu.h"

struct ask_kvm {
	struct vm vm;
	struct vcpu vcpu;
	struct vls max;		/* the most that the vcpu can get */
};

/* Return: CLI_OK, or CLI_CANNOT with a message and nothing to close. */
int ask_kvm_open(struct ask_kvm *ask);

/**
 * ask_kvm_set() - can a vcpu have exactly @set? As often as one likes.
 * @reason:	out: 0 for yes, else why not, as KVM_ARM_SVE_VLS_R_*
 * @bad_vq:	out: the VQ that @reason speaks of, else 0
 *
 * Return: CLI_OK, or CLI_CANNOT with a message if KVM does not say.
 */
int ask_kvm_set(struct ask_kvm *ask, const struct vls *set, unsigned int *reason,
		unsigned int *bad_vq);

void ask_kvm_close(struct ask_kvm *ask);

#endif /* KVM_SVE_TOOLS_ASK_KVM_H */
