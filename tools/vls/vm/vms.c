// SPDX-License-Identifier: GPL-2.0
/* VMs and the sets of their vcpus; see vms.h. */
#include <stdlib.h>
#include <string.h>

#include "vms.h"

/* Room for one more of @size bytes after @n; NULL: no memory, and @array stays. */
static void *grow(void *array, size_t n, size_t size)
{
	char *more = reallocarray(array, n + 1, size);

	if (more)
		memset(more + n * size, 0, size);
	return more;
}

struct vm_info *vms_add(struct vms *vms)
{
	struct vm_info *more = grow(vms->vm, vms->n, sizeof(*more));

	if (!more)
		return NULL;
	vms->vm = more;
	return &vms->vm[vms->n++];
}

struct vm_vcpu *vm_add_vcpu(struct vm_info *vm)
{
	struct vm_vcpu *more = grow(vm->vcpu, vm->nr_vcpus, sizeof(*more));

	if (!more)
		return NULL;
	vm->vcpu = more;
	return &vm->vcpu[vm->nr_vcpus++];
}

void vms_free(struct vms *vms)
{
	for (size_t i = 0; i < vms->n; i++)
		free(vms->vm[i].vcpu);
	free(vms->vm);
	*vms = (struct vms){ 0 };
}

bool vms_keep(struct vms *vms, unsigned int number)
{
	struct vm_info kept;

	for (size_t i = 0; i < vms->n; i++) {
		if (vms->vm[i].number != number)
			continue;
		kept = vms->vm[i];
		vms->vm[i].vcpu = NULL;
		for (size_t j = 0; j < vms->n; j++)
			free(vms->vm[j].vcpu);
		vms->vm[0] = kept;
		vms->n = 1;
		return true;
	}
	return false;
}

size_t vms_vcpus(const struct vms *vms)
{
	size_t n = 0;

	for (size_t i = 0; i < vms->n; i++)
		n += vms->vm[i].nr_vcpus;
	return n;
}

size_t vms_unknown(const struct vms *vms)
{
	size_t n = 0;

	for (size_t i = 0; i < vms->n; i++)
		for (size_t j = 0; j < vms->vm[i].nr_vcpus; j++)
			n += vm_vcpu_sve(&vms->vm[i].vcpu[j]) == UNKNOWN;
	return n;
}

static const char *const state_names[VCPU_STATES] = {
	[VCPU_CREATED] = "created",
	[VCPU_CONFIGURABLE] = "configurable",
	[VCPU_FINALIZED] = "finalized",
	[VCPU_RUN] = "run",
};

const char *vcpu_state_name(enum vcpu_state state)
{
	return state_names[state];
}
