// SPDX-License-Identifier: GPL-2.0
/* kvm-sve vls ps: the VMs that run on this host, and the set of each vcpu. */
#include <stdio.h>

#include "command.h"
#include "lib/cli/cli.h"
#include "lib/cli/host_json.h"
#include "lib/cli/out_format.h"
#include "lib/cli/vls_json.h"
#include "tools/vls/vm/vms.h"

struct options {
	struct out_options out;
	int pid;	/* 0: all processes */
};

static json_t *json_vcpu(const struct vm_vcpu *vcpu)
{
	json_t *json = json_object();

	json_object_set_new(json, "id", json_integer(vcpu->id));
	json_object_set_new(json, "state", json_string(vcpu_state_name(vcpu->state)));
	json_object_set_new(json, "vls", json_from_vls_or_null(&vcpu->set));
	json_object_set_new(json, "sve", json_from_yes_no(vm_vcpu_sve(vcpu)));
	json_object_set_new(json, "explicit", vcpu->has_policy && !vls_empty(&vcpu->set) ?
			    json_boolean(vcpu->set_explicit) : json_null());
	json_object_set_new(json, "guest_max_vls", json_from_vls_or_null(&vcpu->guest_max));
	json_object_set_new(json, "default_vls", json_from_vls_or_null(&vcpu->def));
	return json;
}

static json_t *json_vm(const struct vm_info *vm)
{
	json_t *json = json_object(), *vcpus = json_array();

	for (size_t i = 0; i < vm->nr_vcpus; i++)
		json_array_append_new(vcpus, json_vcpu(&vm->vcpu[i]));
	json_object_set_new(json, "pid", json_integer(vm->pid));
	json_object_set_new(json, "command", json_string(vm->command));
	json_object_set_new(json, "vm", json_integer(vm->number));
	json_object_set_new(json, "vm_id", vm->trace_id ? json_integer(vm->trace_id) : json_null());
	json_object_set_new(json, "vcpus", vcpus);
	return json;
}

static int print_json(const struct vms *vms)
{
	json_t *json = cli_json_new("vls-ps", 1), *list = json_array();

	for (size_t i = 0; i < vms->n; i++)
		json_array_append_new(list, json_vm(&vms->vm[i]));
	json_object_set_new(json, "vms", list);
	return cli_json_print(json, true);
}

static int print(const struct options *opts, const struct vms *vms)
{
	switch (opts->out.format) {
	case OUT_JSON:
		return print_json(vms);
	case OUT_OPENMETRICS:
		vms_metrics(stdout, vms);
		return cli_flush();
	default:
		vms_print(vms, true);
		return cli_flush();
	}
}

static const struct argp_option argp_options[] = {
	{ "pid", 'p', "PID", 0, "Only the VMs of process PID", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->out;
		return 0;
	case 'p':
		opts->pid = cli_pid(state, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &out_argp }, { 0 } };

static const struct argp ps_argp = {
	.options = argp_options,
	.parser = parse,
	.children = children,
	.doc = "List the VMs that run on this host and the set of VLs that each vcpu has, on any "
	       "kernel with BTF, with or without the kvm_sve module. It looks at the open files "
	       "of all processes by a BPF program, and disturbs no VM."
	       "\v"
	       "VM numbers the VMs of a process from 1. States: created (without SVE, or not "
	       "initialized yet: then the set is unknown), configurable, finalized (with SVE), run "
	       "(it has run: its set can no longer change).\n\n"
	       "Examples:\n"
	       "  kvm-sve vls ps\n"
	       "  kvm-sve vls ps --pid 1234 --json\n"
	       "  kvm-sve vls ps --format openmetrics -o vms.prom\n\n"
	       "Exit status: 0, also if there is no VM; 2 no process PID; 3 not root, or the "
	       "kernel has no BPF or BTF.",
};

int cmd_vls_ps(int argc, char **argv)
{
	struct options opts = { .out = {
		.schema = "vls-ps",
		.offered = OUT(TEXT) | OUT(JSON) | OUT(OPENMETRICS),
	} };
	struct vms vms;
	int err;

	cli_parse("vls ps", &ps_argp, argc, argv, &opts, NULL);
	err = vms_of_host(&vms, opts.pid);
	if (err)
		return err;

	if (!vms.n && opts.pid)
		cli_error("process %d has no VM with a vcpu", opts.pid);
	else if (!vms.n && opts.out.format != OUT_OPENMETRICS)
		cli_error("no VM with a vcpu runs on this host");
	err = out_start(&opts.out);
	if (!err)
		err = print(&opts, &vms);
	err = out_finish(&opts.out, err);
	vms_free(&vms);
	return err;
}
