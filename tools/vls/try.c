// SPDX-License-Identifier: GPL-2.0
/* kvm-sve vls try: can a vcpu of this host have a set? KVM itself is asked. */
#include <stdio.h>

#include "command.h"
#include "kvm_probe.h"
#include "lib/cli/cli.h"
#include "lib/cli/out_format.h"
#include "lib/cli/vls_json.h"
#include "lib/cli/vls_text.h"

struct options {
	struct out_options out;
	struct vls set;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->out;
		return 0;
	case ARGP_KEY_ARG:
		if (!vls_empty(&opts->set))
			argp_error(state, "one SET");
		opts->set = vls_parse_arg(state, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which SET? As 128,256");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &out_argp }, { 0 } };

static const struct argp try_argp = {
	.parser = parse,
	.children = children,
	.args_doc = "SET",
	.doc = "Can a vcpu of this host have exactly SET? KVM is asked, and nothing changes."
	       "\v"
	       "Example: kvm-sve vls try 128,256,512\n\n"
	       "Exit status: 0 yes; 1 no, and why; 3 KVM cannot be probed.",
};

static int report(struct options *opts, unsigned int reason, unsigned int bad_vq)
{
	int err = out_start(&opts->out);
	json_t *json;

	if (err)
		return err;
	if (out_is_json(&opts->out)) {
		json = cli_json_new("vls-try", 1);
		json_object_set_new(json, "set", json_from_vls(&opts->set));
		json_set_fit(json, reason, bad_vq);
		err = cli_json_print(json, true);
	} else {
		printf("%s%s\n", reason ? "no: " : "yes", reason ? vls_refusal(reason, bad_vq) : "");
		err = cli_flush();
	}
	return out_finish(&opts->out, err ? err : reason ? CLI_NO : CLI_OK);
}

int cmd_vls_try(int argc, char **argv)
{
	struct options opts = { .out = OUT_TEXT_OR_JSON("vls-try") };
	unsigned int reason, bad_vq;
	struct kvm_probe probe;
	int err;

	cli_parse("vls try", &try_argp, argc, argv, &opts, NULL);
	err = kvm_probe_open(&probe);
	if (err)
		return err;
	err = kvm_probe_set(&probe, &opts.set, &reason, &bad_vq);
	kvm_probe_close(&probe);
	return err ? err : report(&opts, reason, bad_vq);
}
