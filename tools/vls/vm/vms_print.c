// SPDX-License-Identifier: GPL-2.0
/*
 * A table of VMs and the sets of their vcpus, one line for vcpus that follow
 * each other and differ in nothing else.
 */
#include <stdio.h>

#include "lib/cli/vls_text.h"
#include "tools/vls/command.h"
#include "vms.h"

/* The last of the vcpus from @first on that differ in nothing but their ids, which follow. */
static size_t last_alike(const struct vm_info *vm, size_t first)
{
	const struct vm_vcpu *a = &vm->vcpu[first], *b;
	size_t last;

	for (last = first; last + 1 < vm->nr_vcpus; last++) {
		b = &vm->vcpu[last + 1];
		if (b->id != vm->vcpu[last].id + 1 || b->state != a->state ||
		    b->no_sve != a->no_sve || !vls_equal(&a->set, &b->set))
			break;
	}
	return last;
}

static void print_row(const struct vm_info *vm, size_t first, size_t last, bool running)
{
	const struct vm_vcpu *vcpu = &vm->vcpu[first];
	char ids[32], line[128];
	int len;

	if (first == last)
		snprintf(ids, sizeof(ids), "%u", vcpu->id);
	else
		snprintf(ids, sizeof(ids), "%u-%u", vcpu->id, vm->vcpu[last].id);
	if (running)
		len = snprintf(line, sizeof(line), "%7d %-15s %3u %-8s %-12s ", vm->pid,
			       vm->command, vm->number, ids, vcpu_state_name(vcpu->state));
	else
		len = snprintf(line, sizeof(line), "%-15s %3u %-8s ", vm->command, vm->number, ids);
	if (vls_empty(&vcpu->set))
		printf("%s%s\n", line, vcpu->no_sve ? "no SVE" : "unknown");
	else
		vls_print_wrapped(line, len, &vcpu->set);
}

void vms_print(const struct vms *vms, bool running)
{
	const struct vm_info *vm;
	size_t first, last;

	if (!vms->n)
		return;
	if (running)
		printf("%7s %-15s %3s %-8s %-12s %s\n", "PID", "COMMAND", "VM", "VCPUS", "STATE",
		       "VLS");
	else
		printf("%-15s %3s %-8s %s\n", "COMMAND", "VM", "VCPUS", "VLS");
	for (vm = vms->vm; vm < vms->vm + vms->n; vm++)
		for (first = 0; first < vm->nr_vcpus; first = last + 1) {
			last = last_alike(vm, first);
			print_row(vm, first, last, running);
		}
}
