// SPDX-License-Identifier: GPL-2.0
/* VMs that only take room; placement.h is the manual. */
#include "placement.h"

void placement_next(struct placement *placement, const struct vls *set)
{
	struct vm *vm = &placement->vms[placement->n];
	struct vcpu vcpu;

	if (placement->n == PLACEMENT_MAX || vm_open(vm, 0))
		return;
	if (vcpu_new(&vcpu, vm, 0, !vls_empty(set), set)) {
		vm_close(vm);
		return;
	}
	vcpu_close(&vcpu);
	placement->n++;
}

void placement_free(struct placement *placement)
{
	while (placement->n)
		vm_close(&placement->vms[--placement->n]);
}
