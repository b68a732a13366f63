// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls load: read a file of "vls save", and ask this host's KVM whether
 * it can give each vcpu exactly the set it has there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "kvm_probe.h"
#include "lib/cli/cli.h"
#include "lib/cli/host_json.h"
#include "lib/cli/vls_json.h"
#include "lib/cli/vls_text.h"
#include "tools/vls/vm/vm_file.h"
#include "vmm_format.h"

enum { OPTION_VERIFY = 256 };

struct options {
	bool verify;	/* the file only */
	struct out_options out;
	const char *path;
};

/* What KVM says of one vcpu. */
struct answer {
	unsigned int reason;
	unsigned int bad_vq;
};

struct load {
	struct vm_file file;
	struct answer *answers;	/* of all vcpus, VM after VM; NULL: KVM was not asked */
	size_t bad;		/* vcpus that cannot have their set */
	size_t unknown;		/* vcpus that the file does not say a set of */
};

/* KVM is asked only if a vcpu has SVE, and not again for the set it was just asked for. */
static int ask_all(struct load *load, struct kvm_probe *probe, bool *opened)
{
	const struct vms *vms = &load->file.vms;
	const struct vm_vcpu *vcpu, *last = NULL;
	struct answer answer = { 0 };
	size_t n = 0;
	int err;

	for (size_t i = 0; i < vms->n; i++)
		for (size_t j = 0; j < vms->vm[i].nr_vcpus; j++, n++) {
			vcpu = &vms->vm[i].vcpu[j];
			if (vls_empty(&vcpu->set))
				continue;
			err = *opened ? CLI_OK : kvm_probe_open(probe);
			if (err)
				return err;
			*opened = true;
			if (!last || !vls_equal(&last->set, &vcpu->set))
				err = kvm_probe_set(probe, &vcpu->set, &answer.reason,
						    &answer.bad_vq);
			if (err)
				return err;
			last = vcpu;
			load->answers[n] = answer;
			load->bad += !!answer.reason;
		}
	return CLI_OK;
}

static int ask_host(struct load *load)
{
	struct kvm_probe probe;
	bool opened = false;
	int err;

	load->unknown = vms_unknown(&load->file.vms);
	load->answers = calloc(vms_vcpus(&load->file.vms), sizeof(*load->answers));
	if (!load->answers) {
		cli_error("out of memory");
		return CLI_CANNOT;
	}
	err = ask_all(load, &probe, &opened);
	if (opened)
		kvm_probe_close(&probe);
	return err;
}

/* One line for each vcpu that this host has no set for. */
static void print_refusals(const struct load *load, FILE *out)
{
	const struct vms *vms = &load->file.vms;
	const struct answer *answer = load->answers;

	for (size_t i = 0; i < vms->n; i++)
		for (size_t j = 0; j < vms->vm[i].nr_vcpus; j++, answer++)
			if (answer->reason)
				fprintf(out, "no: VM %u, vcpu %u: %s\n", vms->vm[i].number,
					vms->vm[i].vcpu[j].id,
					vls_refusal(answer->reason, answer->bad_vq));
}

/* What an older kvm-sve wrote for a vcpu without SVE, and for one that it knew nothing of. */
static int refuse_unknown(const struct vms *vms)
{
	cli_error("the file does not say whether %zu of %zu vcpus have SVE (\"sve\"): save them again with this kvm-sve, once they are initialized",
		  vms_unknown(vms), vms_vcpus(vms));
	return CLI_CANNOT;
}

static const char *or_unknown(const char *text)
{
	return *text ? text : "unknown";
}

static int print_text(const struct load *load)
{
	const struct vm_origin *origin = &load->file.origin;

	printf("saved %s by %s\non %s, kernel %s\n\n", or_unknown(origin->created),
	       or_unknown(origin->created_by), or_unknown(origin->node),
	       or_unknown(origin->kernel));
	vms_print(&load->file.vms, false);
	printf("\n");
	if (!load->answers)
		printf("the file is sound; this host was not asked\n");
	else if (load->bad)
		print_refusals(load, stdout);
	else if (load->unknown)
		printf("unknown: %zu vcpus have a set that the file does not say\n", load->unknown);
	else
		printf("yes: this host gives each vcpu exactly its set\n");
	return cli_flush();
}

static json_t *json_vcpu(const struct vm_vcpu *vcpu, const struct answer *answer)
{
	json_t *json = json_object();

	json_object_set_new(json, "id", json_integer(vcpu->id));
	json_object_set_new(json, "vls", json_from_vls_or_null(&vcpu->set));
	if (answer && vm_vcpu_sve(vcpu) != UNKNOWN)
		json_set_fit(json, answer->reason, answer->bad_vq);
	else
		json_set_fit_unknown(json);
	return json;
}

static json_t *json_vms(const struct load *load)
{
	const struct vms *vms = &load->file.vms;
	const struct answer *answer = load->answers;
	json_t *list = json_array(), *json, *vcpus;

	for (size_t i = 0; i < vms->n; i++) {
		json = json_object();
		vcpus = json_array();
		for (size_t j = 0; j < vms->vm[i].nr_vcpus; j++)
			json_array_append_new(vcpus, json_vcpu(&vms->vm[i].vcpu[j],
							       answer ? answer++ : NULL));
		json_object_set_new(json, "vm", json_integer(vms->vm[i].number));
		json_object_set_new(json, "command", json_string(vms->vm[i].command));
		json_object_set_new(json, "vcpus", vcpus);
		json_array_append_new(list, json);
	}
	return list;
}

static enum yes_no fits(const struct load *load)
{
	if (load->bad)
		return NO;
	return load->answers && !load->unknown ? YES : UNKNOWN;
}

static int print_json(const struct load *load)
{
	const struct vm_origin *origin = &load->file.origin;
	json_t *json = cli_json_new("vls-load", 1);

	json_object_set_new(json, "fits", json_from_yes_no(fits(load)));
	json_object_set_new(json, "created", json_string(origin->created));
	json_object_set_new(json, "created_by", json_string(origin->created_by));
	json_object_set_new(json, "node", json_string(origin->node));
	json_object_set_new(json, "kernel", json_string(origin->kernel));
	json_object_set_new(json, "host_vls", json_from_vls_or_null(&origin->host));
	json_object_set_new(json, "vms", json_vms(load));
	return cli_json_print(json, true);
}

/* A VMM has one option for all vcpus, so all must have one set. */
static int print_format(const struct options *opts, const struct load *load)
{
	const struct vms *vms = &load->file.vms;
	const struct vls *set = &vms->vm[0].vcpu[0].set;

	if (load->bad) {
		print_refusals(load, stderr);
		return CLI_NO;
	}
	if (vms_unknown(vms))
		return refuse_unknown(vms);
	for (size_t i = 0; i < vms->n; i++)
		for (size_t j = 0; j < vms->vm[i].nr_vcpus; j++)
			if (!vls_equal(set, &vms->vm[i].vcpu[j].set)) {
				cli_error("the vcpus have different sets, and %s has one option for all of them; 'vls save --vm N' saves one VM",
					  out_format_names[opts->out.format]);
				return CLI_NO;
			}
	if (vls_empty(set)) {
		cli_error("no vcpu in the file has SVE: there is no set to print");
		return CLI_NO;
	}
	return vmm_format_print(opts->out.format, set);
}

static const struct argp_option argp_options[] = {
	{ "verify", OPTION_VERIFY, NULL, 0, "Only verify and print FILE; no KVM is needed", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->out;
		return 0;
	case OPTION_VERIFY:
		opts->verify = true;
		return 0;
	case ARGP_KEY_ARG:
		if (opts->path)
			argp_error(state, "one FILE");
		opts->path = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which FILE? One of 'kvm-sve vls save', or - for stdin");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &out_argp }, { 0 } };

static const struct argp load_argp = {
	.options = argp_options,
	.parser = parse,
	.children = children,
	.args_doc = "FILE",
	.doc = "Read a file of 'kvm-sve vls save' (- for stdin), verify it, and ask this host's "
	       "KVM whether it can give each vcpu exactly its set. Do so before the VMM of a "
	       "migration is started here; its options can be printed, for the set that all vcpus "
	       "share. Nothing changes."
	       "\v"
	       "Examples:\n"
	       "  kvm-sve vls load vm.sets\n"
	       "  kvm-sve vls load --format qemu vm.sets\n"
	       "  kvm-sve vls load --verify --json vm.sets\n\n"
	       "Exit status: 0 it fits; 1 it does not, and why; 2 FILE is damaged, truncated, "
	       "empty, something else or of a newer kvm-sve; 3 KVM cannot be probed, or FILE does "
	       "not say the set of each vcpu.",
};

int cmd_vls_load(int argc, char **argv)
{
	struct options opts = { .out = {
		.schema = "vls-load",
		.offered = OUT(TEXT) | OUT(JSON) | OUT_VMMS,
	} };
	struct load load = { 0 };
	int err;

	cli_parse("vls load", &load_argp, argc, argv, &opts, NULL);
	if (vm_file_read_path(&load.file, opts.path)) {
		cli_error("%s", load.file.msg);
		return CLI_USAGE;
	}
	err = opts.verify ? CLI_OK : ask_host(&load);
	if (!err)
		err = out_start(&opts.out);
	if (!err && vmm_format_is(opts.out.format))
		err = print_format(&opts, &load);
	else if (!err)
		err = out_is_json(&opts.out) ? print_json(&load) : print_text(&load);
	if (!err && load.bad)
		err = CLI_NO;
	else if (!err && load.unknown)
		err = refuse_unknown(&load.file.vms);
	err = out_finish(&opts.out, err);
	free(load.answers);
	vm_file_free(&load.file);
	return err;
}
