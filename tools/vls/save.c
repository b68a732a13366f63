// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls save: the sets of a process' VMs as a file, to be checked by "vls
 * load" where they are to go. A file is there whole or not at all.
 */
#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>

#include "command.h"
#include "lib/cli/cli.h"
#include "lib/cli/iso_time.h"
#include "lib/cli/out_format.h"
#include "lib/host.h"
#include "tools/vls/vm/vm_file.h"

struct options {
	int pid;
	unsigned int number;	/* of the VM; 0: all of them */
	struct out_options out;
};

static int find_origin(struct vm_origin *origin)
{
	struct utsname uts;
	int ret;

	*origin = (struct vm_origin){ 0 };
	ret = cli_host_vls(&origin->host);
	if (ret)
		return ret;
	uname(&uts);
	iso_time(origin->created, time(NULL));
	snprintf(origin->created_by, sizeof(origin->created_by), "%s", argp_program_version);
	snprintf(origin->node, sizeof(origin->node), "%s", uts.nodename);
	snprintf(origin->kernel, sizeof(origin->kernel), "%s", uts.release);
	return CLI_OK;
}

/* A file that leaves a set open answers nothing where it is loaded. */
static int refuse_unknown(const struct vms *vms)
{
	size_t n = vms_unknown(vms);

	if (!n)
		return CLI_OK;
	cli_error("the sets of %zu of %zu vcpus are not known, as they are not initialized yet: save once the VM runs",
		  n, vms_vcpus(vms));
	return CLI_CANNOT;
}

/* The set of a vcpu is final once it has run. */
static void warn_of_changes(const struct vms *vms)
{
	size_t n = 0;

	for (size_t i = 0; i < vms->n; i++)
		for (size_t j = 0; j < vms->vm[i].nr_vcpus; j++)
			n += vms->vm[i].vcpu[j].state != VCPU_RUN;
	if (n)
		cli_error("warning: %zu of %zu vcpus have not run yet: their sets may still change",
			  n, vms_vcpus(vms));
}

static int save(struct options *opts, const struct vms *vms)
{
	struct vm_origin origin;
	int err = find_origin(&origin);

	if (!err)
		err = out_start(&opts->out);
	if (!err)
		err = cli_json_print(vm_file_json(&origin, vms), true);
	return out_finish(&opts->out, err);
}

static const struct argp_option argp_options[] = {
	{ "pid", 'p', "PID", 0, "The process of the VMs", 0 },
	{ "vm", 'm', "N", 0, "Only its VM number N, as 'vls ps' numbers them (all)", 0 },
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
	case 'm':
		opts->number = cli_number(state, arg, 1, INT32_MAX);
		return 0;
	case ARGP_KEY_END:
		if (!opts->pid)
			argp_error(state, "which process? Say --pid PID; 'kvm-sve vls ps' lists them");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &out_argp }, { 0 } };

static const struct argp save_argp = {
	.options = argp_options,
	.children = children,
	.parser = parse,
	.doc = "Write the set of each vcpu of a process' VMs to a file. Take it to the host "
	       "that a VM is to migrate to, and ask there 'kvm-sve vls load' before its VMM is "
	       "started. The VMs are not disturbed."
	       "\v"
	       "Examples:\n"
	       "  kvm-sve vls save --pid 1234 -o vm.sets\n"
	       "  kvm-sve vls save --pid 1234 | ssh there kvm-sve vls load -\n\n"
	       "Exit status: 0; 1 the process has no such VM; 2 no such process, or FILE cannot "
	       "be made; 3 not root, no BPF, a vcpu is not initialized yet, or FILE cannot be written.",
};

int cmd_vls_save(int argc, char **argv)
{
	struct options opts = { .out = {
		.schema = "vm-sets",
		.offered = OUT(JSON),
		.format = OUT_JSON,
	} };
	struct vms vms;
	int err;

	cli_parse("vls save", &save_argp, argc, argv, &opts, NULL);
	err = vms_of_host(&vms, opts.pid);
	if (err)
		return err;
	if (!vms.n) {
		cli_error("process %d has no VM with a vcpu; 'kvm-sve vls ps' lists those that have",
			  opts.pid);
		err = CLI_NO;
	} else if (opts.number && !vms_keep(&vms, opts.number)) {
		cli_error("process %d has no VM %u, but %zu", opts.pid, opts.number, vms.n);
		err = CLI_NO;
	} else {
		err = refuse_unknown(&vms);
		if (!err) {
			warn_of_changes(&vms);
			err = save(&opts, &vms);
		}
	}
	vms_free(&vms);
	return err;
}
