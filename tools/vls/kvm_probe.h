/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What this host's KVM gives a vcpu, and whether a vcpu can have a set, by a scratch
 * vcpu: with TRY, or on a kernel without the interface by KVM_REG_ARM64_SVE_VLS.
 */
#ifndef KVM_SVE_TOOLS_VLS_KVM_PROBE_H
#define KVM_SVE_TOOLS_VLS_KVM_PROBE_H

#include "lib/vcpu.h"

struct kvm_probe {
	struct vm vm;
	struct vcpu vcpu;
	struct vls def;		/* what a vcpu starts with */
	struct vls max;		/* the most that it can get */
};

/* Return: CLI_OK, or CLI_CANNOT with a message and nothing to close. */
int kvm_probe_open(struct kvm_probe *probe);

/**
 * kvm_probe_set() - can a vcpu have exactly @set? As often as one likes.
 * @reason:	out: 0 for yes, else why not, as KVM_ARM_SVE_VLS_R_*
 * @bad_vq:	out: the VQ that @reason speaks of, else 0
 *
 * Return: CLI_OK, or CLI_CANNOT with a message if KVM does not say.
 */
int kvm_probe_set(struct kvm_probe *probe, const struct vls *set, unsigned int *reason,
		unsigned int *bad_vq);

void kvm_probe_close(struct kvm_probe *probe);

#endif /* KVM_SVE_TOOLS_VLS_KVM_PROBE_H */
