// SPDX-License-Identifier: GPL-2.0
/* VMs and the sets of their vcpus as metrics. */
#include "lib/cli/openmetrics.h"
#include "vms.h"

static void label_vm(struct om_labels *labels, const struct vm_info *vm)
{
	om_labelf(labels, "pid", "%d", vm->pid);
	om_label(labels, "command", vm->command);
	om_labelf(labels, "vm", "%u", vm->number);
}

static bool alike(const struct vm_vcpu *a, const struct vm_vcpu *b)
{
	return a->state == b->state && a->no_sve == b->no_sve && vls_equal(&a->set, &b->set);
}

/* One for the vcpus of @vm that are like number @first, which is the first of them. */
static void print_alike(FILE *out, const struct vm_info *vm, size_t first)
{
	const struct vm_vcpu *vcpu = &vm->vcpu[first];
	struct om_labels labels = { 0 };
	char text[VLS_TEXT_MAX];
	unsigned int n = 0;

	for (size_t i = 0; i < vm->nr_vcpus; i++) {
		if (!alike(&vm->vcpu[i], vcpu))
			continue;
		if (i < first)
			return;
		n++;
	}
	label_vm(&labels, vm);
	om_label(&labels, "state", vcpu_state_name(vcpu->state));
	vls_format(text, sizeof(text), &vcpu->set);
	if (vm_vcpu_sve(vcpu) != UNKNOWN)
		om_label(&labels, "vls", text);
	om_sample(out, "kvm_sve_vm_vcpus", "", &labels, n);
}

static void print_vm_max(FILE *out, const struct vm_info *vm)
{
	struct om_labels labels = { 0 };
	unsigned int max = 0, bytes;

	for (size_t i = 0; i < vm->nr_vcpus; i++) {
		if (vm_vcpu_sve(&vm->vcpu[i]) == UNKNOWN)
			return;
		if (vls_max(&vm->vcpu[i].set) > max)
			max = vls_max(&vm->vcpu[i].set);
	}
	bytes = max * VLS_VQ_BITS / 8;
	label_vm(&labels, vm);
	om_sample(out, "kvm_sve_vm_max_vl_bytes", "", &labels, bytes);
}

void vms_metrics(FILE *out, const void *arg)
{
	const struct vms *vms = arg;

	om_value(out, "kvm_sve_vms", NULL, "VMs with a vcpu on this host.", vms->n);
	om_gauge(out, "kvm_sve_vm_vcpus", NULL,
		 "Vcpus of a VM in this state with this set; none: without SVE; no vls: unknown.");
	for (size_t i = 0; i < vms->n; i++)
		for (size_t j = 0; j < vms->vm[i].nr_vcpus; j++)
			print_alike(out, &vms->vm[i], j);
	om_gauge(out, "kvm_sve_vm_max_vl_bytes", "bytes",
		 "The largest VL of any vcpu of a VM; 0: without SVE.");
	for (size_t i = 0; i < vms->n; i++)
		print_vm_max(out, &vms->vm[i]);
	om_end(out);
}
