/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of kvm_sve.ko offer each other. All state of a vcpu lives in
 * the vcpu, so nothing outside policy.c needs a lock.
 */
#ifndef KVM_SVE_MODULE_KVM_SVE_H
#define KVM_SVE_MODULE_KVM_SVE_H

#include "compat/kvm.h"
#include "record.h"
#include "vls.h"

/* policy.c */

/* The VLs that every CPU of the host has. Constant once policy_init() ran. */
const struct vls *policy_host_vls(void);

/* Hook, see struct kvm_arm_sve_hooks for when it is called. */
bool policy_onereg_replay(struct kvm_vcpu *vcpu);

int policy_init(void);
int policy_publish(void);
void policy_exit(void);

/* vls.c: hooks, see struct kvm_arm_sve_hooks for when each is called */

long vls_vcpu_ioctl(struct kvm_vcpu *vcpu, unsigned int ioctl, unsigned long arg);
int vls_check_extension(struct kvm *kvm, long ext);
int vls_enable_cap(struct kvm *kvm, const struct kvm_enable_cap *cap);

/* cycles.c */

void cycles_want(bool want);
void cycles_start(void);
void cycles_exit(void);

/* events.c: hooks likewise */

void events_vls_set(struct kvm_vcpu *vcpu, const struct kvm_arm_sve_event *event);
void events_lifecycle(struct kvm_vcpu *vcpu, enum kvm_arm_sve_lifecycle what, int ret);
void events_switch(struct kvm_vcpu *vcpu, struct kvm_fp_timing *timing);

#endif /* KVM_SVE_MODULE_KVM_SVE_H */
