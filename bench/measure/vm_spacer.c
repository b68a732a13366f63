// SPDX-License-Identifier: GPL-2.0
/* VMs that only take room; see vm_spacer.h. */
#include "vm_spacer.h"

void vm_spacer_add(struct vm_spacer *spacer, const struct vls *set)
{
	struct vm *vm = &spacer->vms[spacer->n];
	struct vcpu vcpu;

	if (spacer->n == VM_SPACER_MAX || vm_open(vm, 0))
		return;
	if (vcpu_new(&vcpu, vm, 0, !vls_empty(set), set)) {
		vm_close(vm);
		return;
	}
	vcpu_close(&vcpu);
	spacer->n++;
}

void vm_spacer_free(struct vm_spacer *spacer)
{
	while (spacer->n)
		vm_close(&spacer->vms[--spacer->n]);
}
