// SPDX-License-Identifier: GPL-2.0
/* Calls that cases alone make; see vcpu_calls.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "vcpu_calls.h"

int vm_enable_cap(struct vm *vm, uint32_t cap, uint64_t arg)
{
	struct kvm_enable_cap enable = { .cap = cap, .args = { arg } };
	int err;

	if (!ioctl(vm->fd, KVM_ENABLE_CAP, &enable))
		return 0;
	err = errno;
	snprintf(vm->msg, sizeof(vm->msg), "KVM_ENABLE_CAP: %s", strerror(err));
	return -err;
}

int vcpu_get_x(struct vcpu *vcpu, unsigned int n, uint64_t *val)
{
	return vcpu_get_reg(vcpu, vcpu_x_reg(n), val);
}

int vcpu_run_mmio(struct vcpu *vcpu, struct vcpu_mmio *mmio)
{
	int err = vcpu_run(vcpu);

	return err ? err : vcpu_mmio(vcpu, mmio);
}
