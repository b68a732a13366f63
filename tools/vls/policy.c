// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls default and max: the host's two policies, which the module keeps
 * in /sys/kernel/kvm_sve/. What is wrong with a set is reported before it is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "lib/cli/cli.h"
#include "lib/cli/out_format.h"
#include "lib/cli/vls_json.h"
#include "lib/cli/vls_text.h"

#define DIR	"/sys/kernel/kvm_sve/"

/* What the module says; the text of its files fits a set's. */
struct policy {
	struct vls host;
	struct vls kernel_max;		/* what KVM could give without a policy */
	struct vls guest_max;
	char def[VLS_TEXT_MAX];		/* "max" or a set */
};

struct options {
	struct out_options out;
	const char *text;		/* NULL: show */
	struct vls set;			/* of @text; empty: "max" */
};

static int read_set(const char *name, struct vls *set)
{
	char text[VLS_TEXT_MAX];
	int err = cli_module_read(name, text, sizeof(text));

	return err ? err : vls_parse(text, set, NULL, NULL);
}

static int read_policy(struct policy *policy)
{
	struct vls set;
	int err = read_set("host_vls", &policy->host);

	if (err == -ENOENT)
		return cli_no_module();
	if (!err)
		err = read_set("kernel_max_vls", &policy->kernel_max);
	if (!err)
		err = read_set("guest_max_vls", &policy->guest_max);
	if (!err)
		err = cli_module_read("default_vls", policy->def, sizeof(policy->def));
	if (!err && strcmp(policy->def, "max"))
		err = vls_parse(policy->def, &set, NULL, NULL);
	if (!err)
		return CLI_OK;
	cli_error("cannot read the files in " DIR ": %s", strerror(-err));
	return CLI_CANNOT;
}

/* The set that new vcpus start with. */
static struct vls default_of(const struct policy *policy)
{
	struct vls set;

	return vls_parse(policy->def, &set, NULL, NULL) ? policy->guest_max : set;
}

static int write_policy(const char *name, const char *text)
{
	char path[sizeof(DIR) + 32];
	ssize_t done;
	int fd;

	snprintf(path, sizeof(path), DIR "%s", name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	done = write(fd, text, strlen(text));
	close(fd);
	return done < 0 ? -errno : 0;
}

/* @set cannot be had within @max: say why. */
static int refuse(const struct policy *policy, const struct vls *set, unsigned int max)
{
	unsigned int bad_vq, reason = vls_settable(&policy->host, max, set, &bad_vq);

	if (!reason)
		return CLI_OK;
	cli_error("not set: %s", vls_refusal(reason, bad_vq));
	return CLI_NO;
}

static int write_failed(const char *name, int err)
{
	if (err == -EACCES || err == -EPERM)
		cli_error("not set: only root may write " DIR "%s", name);
	else
		cli_error("not set: " DIR "%s: %s", name, strerror(-err));
	return err == -EINVAL || err == -EBUSY ? CLI_NO : CLI_CANNOT;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->out;
		return 0;
	case ARGP_KEY_ARG:
		if (opts->text)
			argp_error(state, "one SET, or max");
		opts->text = arg;
		if (strcmp(arg, "max"))
			opts->set = vls_parse_arg(state, arg);
		return 0;
	case ARGP_KEY_END:
		if (opts->text && opts->out.path)
			argp_error(state, "--output is for what is shown, and SET shows nothing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Show @set; @chosen: by root. */
static int show(struct options *opts, const struct vls *set, bool chosen)
{
	char text[VLS_TEXT_MAX];
	int err = out_start(&opts->out);
	json_t *json;

	if (err)
		return err;
	if (out_is_json(&opts->out)) {
		json = cli_json_new(opts->out.schema, 1);
		json_object_set_new(json, "vls", json_from_vls(set));
		json_object_set_new(json, "policy", json_boolean(chosen));
		err = cli_json_print(json, true);
	} else {
		vls_format(text, sizeof(text), set);
		printf("%s\n", text);
		err = cli_flush();
	}
	return out_finish(&opts->out, err);
}

static const struct argp_child children[] = { { .argp = &out_argp }, { 0 } };

static const struct argp default_argp = {
	.parser = parse,
	.children = children,
	.args_doc = "[SET|max]",
	.doc = "Show the set that a new vcpu of this host starts with, or make it SET, or the "
	       "guest maximum again (max). A VMM that knows nothing of kvm-sve then gets it too. "
	       "Vcpus that exist stay as they are.\v"
	       "Example: kvm-sve vls default 128,256\n\n"
	       "Exit status: 0; 1 this host cannot give a guest SET; 3 no module, or not root.",
};

int cmd_vls_default(int argc, char **argv)
{
	struct policy policy = { 0 };
	struct options opts = { .out = OUT_TEXT_OR_JSON("vls-default") };
	struct vls now;
	int err;

	cli_parse("vls default", &default_argp, argc, argv, &opts, NULL);
	err = read_policy(&policy);
	if (err)
		return err;
	if (!opts.text) {
		now = default_of(&policy);
		return show(&opts, &now, strcmp(policy.def, "max"));
	}
	if (!vls_empty(&opts.set)) {
		err = refuse(&policy, &opts.set, vls_max(&policy.guest_max));
		if (err)
			return err;
	}
	err = write_policy("default_vls", opts.text);
	return err ? write_failed("default_vls", err) : CLI_OK;
}

static const struct argp max_argp = {
	.parser = parse,
	.children = children,
	.args_doc = "[SET|max]",
	.doc = "Show the most that a new vcpu of this host can get by any path, or lower it to "
	       "SET, or give all again (max). Vcpus that exist stay as they are.\v"
	       "Example: kvm-sve vls max 128,256\n\n"
	       "Exit status: 0; 1 this host cannot give a guest SET, or it is below the default; "
	       "3 no module, or not root.",
};

int cmd_vls_max(int argc, char **argv)
{
	struct policy policy = { 0 };
	struct options opts = { .out = OUT_TEXT_OR_JSON("vls-max") };
	struct vls def;
	int err;

	cli_parse("vls max", &max_argp, argc, argv, &opts, NULL);
	err = read_policy(&policy);
	if (err)
		return err;
	if (!opts.text)
		return show(&opts, &policy.guest_max,
			    vls_max(&policy.guest_max) < vls_max(&policy.kernel_max));
	if (!vls_empty(&opts.set)) {
		err = refuse(&policy, &opts.set, vls_max(&policy.kernel_max));
		if (err)
			return err;
	}
	err = write_policy("guest_max_vls", opts.text);
	if (err == -EBUSY) {
		def = default_of(&policy);
		cli_error("not set: the default goes up to VL %u; lower that first (kvm-sve vls default)",
			  vls_max(&def) * VLS_VQ_BITS);
		return CLI_NO;
	}
	return err ? write_failed("guest_max_vls", err) : CLI_OK;
}
