/* SPDX-License-Identifier: GPL-2.0 */
/* Calls that cases alone make, with the conventions of lib/vcpu.h. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_VCPU_CALLS_H
#define KVM_SVE_TESTS_CASES_COMMON_VCPU_CALLS_H

#include "lib/vcpu.h"

/* KVM_ENABLE_CAP on the VM with args[0] = @arg and all else 0. */
int vm_enable_cap(struct vm *vm, uint32_t cap, uint64_t arg);

/* X@n (0..30). */
int vcpu_get_x(struct vcpu *vcpu, unsigned int n, uint64_t *val);

/* vcpu_run() that must end in an MMIO access, which goes to @mmio. */
int vcpu_run_mmio(struct vcpu *vcpu, struct vcpu_mmio *mmio);

#endif /* KVM_SVE_TESTS_CASES_COMMON_VCPU_CALLS_H */
