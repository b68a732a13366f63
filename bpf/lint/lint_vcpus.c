// SPDX-License-Identifier: GPL-2.0
/* The vcpus and VMs that lint follows; see lint_vcpus.h. */
#include <search.h>
#include <stdlib.h>

#include "lint_vcpus.h"

/* Vcpus by serial number, VMs by id: both begin with that. */
static int compare(const void *a, const void *b)
{
	const __u64 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A node of a tree begins with a pointer to what was put in. */
static void *find(void *const *tree, __u64 key)
{
	void *const *node = tfind(&key, tree, compare);

	return node ? *node : NULL;
}

struct lint_vcpu *lint_vcpus_find(const struct lint_vcpus *all, __u64 serial)
{
	return find(&all->vcpus, serial);
}

static struct lint_vm *add_vm(struct lint_vcpus *all, __u64 id)
{
	struct lint_vm *vm = calloc(1, sizeof(*vm));

	if (!vm)
		return NULL;
	vm->id = id;
	LIST_INIT(&vm->unset);
	if (tsearch(vm, &all->vms, compare))
		return vm;
	free(vm);
	return NULL;
}

static void remove_vm(struct lint_vcpus *all, struct lint_vm *vm)
{
	tdelete(vm, &all->vms, compare);
	free(vm);
}

struct lint_vcpu *lint_vcpus_add(struct lint_vcpus *all, __u64 serial, __u64 vm_id)
{
	struct lint_vcpu *vcpu = calloc(1, sizeof(*vcpu));
	struct lint_vm *vm = find(&all->vms, vm_id) ?: add_vm(all, vm_id);

	if (vcpu && vm) {
		vcpu->serial = serial;
		vcpu->vm = vm;
		if (tsearch(vcpu, &all->vcpus, compare)) {
			vm->vcpus++;
			return vcpu;
		}
	}
	if (vm && !vm->vcpus)
		remove_vm(all, vm);
	free(vcpu);
	return NULL;
}

void lint_vcpus_remove(struct lint_vcpus *all, struct lint_vcpu *vcpu)
{
	struct lint_vm *vm = vcpu->vm;

	tdelete(vcpu, &all->vcpus, compare);
	if (vcpu->listed)
		LIST_REMOVE(vcpu, link);
	free(vcpu);
	if (!--vm->vcpus)
		remove_vm(all, vm);
}

struct walk {
	void (*look)(void *arg, const struct lint_vm *vm);
	void *arg;
};

/* twalk_r() comes three times by a node that has others below. */
static void visit(const void *node, VISIT visits, void *arg)
{
	const struct walk *walk = arg;

	if (visits == postorder || visits == leaf)
		walk->look(walk->arg, *(void *const *)node);
}

void lint_vcpus_each_vm(const struct lint_vcpus *all,
			void (*look)(void *arg, const struct lint_vm *vm), void *arg)
{
	struct walk walk = { look, arg };

	twalk_r(all->vms, visit, &walk);
}

void lint_vcpus_free(struct lint_vcpus *all)
{
	tdestroy(all->vcpus, free);
	tdestroy(all->vms, free);
	*all = (struct lint_vcpus){ 0 };
}
