/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changing the SVE vector lengths (VLs) of a vcpu. VQ = VL / 16 bytes.
 */
#ifndef __ARM64_KVM_SVE_H__
#define __ARM64_KVM_SVE_H__

#include <linux/types.h>

struct kvm;
struct kvm_vcpu;

/**
 * struct kvm_arm_sve_policy - what the host offers its VMs
 * @guest_max_vq: the largest VQ that a vcpu can be given; 0: KVM's own maximum
 * @default_vq:	the largest VQ of the set that a vcpu starts with; 0: the maximum
 */
struct kvm_arm_sve_policy {
	u16 guest_max_vq;
	u16 default_vq;
};

/**
 * struct kvm_arm_sve_change - a prepared change of a vcpu's maximum VL
 * @max_vl:	the new maximum VL in bytes; 0: it stays as it is
 * @sve_state:	registers in the layout of @max_vl; NULL before FINALIZE
 */
struct kvm_arm_sve_change {
	unsigned int max_vl;
	void *sve_state;
};

void *kvm_arm_sve_state_alloc(unsigned int vl);
void kvm_arm_sve_state_free(void *sve_state, unsigned int vl);

void kvm_arm_sve_get_vqs(unsigned int max_vq, u64 *vqs);

struct kvm_arm_sve_policy kvm_arm_sve_get_policy(void);
void kvm_arm_sve_set_policy(struct kvm_arm_sve_policy policy);
unsigned int kvm_arm_vcpu_sve_limit_vq(const struct kvm_vcpu *vcpu);
unsigned int kvm_arm_vcpu_sve_guest_max_vq(const struct kvm_vcpu *vcpu);

void kvm_arm_vcpu_sve_init(struct kvm_vcpu *vcpu);

int kvm_arm_vm_set_sve_replay(struct kvm *kvm, bool on);

int kvm_arm_vcpu_sve_check(struct kvm_vcpu *vcpu, unsigned int vq,
			   unsigned int *min_vq);
int kvm_arm_vcpu_sve_prepare(struct kvm_vcpu *vcpu, unsigned int vq,
			     unsigned int *min_vq,
			     struct kvm_arm_sve_change *change);
void kvm_arm_vcpu_sve_commit(struct kvm_vcpu *vcpu,
			     struct kvm_arm_sve_change *change);
void kvm_arm_vcpu_sve_abort(struct kvm_arm_sve_change *change);

#endif /* __ARM64_KVM_SVE_H__ */
