// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls common: the largest set that works on all of several nodes, and
 * for each VL that it leaves out, which nodes lost it and why.
 */
#include <stdio.h>

#include "cli.h"
#include "node.h"
#include "vls_cmd.h"
#include "vmm_format.h"

#define NAMES_SHOWN	3

struct options {
	bool json;
	const struct vmm_format *format;
	char **files;
	int nr_files;
};

static void print_names(const struct nodes *nodes, const struct node_lost *lost)
{
	size_t shown = 0;

	for (size_t i = 0; shown < NAMES_SHOWN && i < nodes->n; i++) {
		if (!node_loses(&nodes->node[i], lost))
			continue;
		printf("%s%s", shown++ ? ", " : "", nodes->node[i].name);
	}
	if (lost->count > shown)
		printf(" and %zu more", lost->count - shown);
	printf("\n");
}

static void print_lost(const struct nodes *nodes, const struct node_lost *lost)
{
	unsigned int vl = lost->vq * VLS_VQ_BITS;

	switch (lost->why) {
	case NODE_LACKS:
		printf("  %4u  not there on ", vl);
		break;
	case NODE_CAPPED:
		printf("  %4u  not given to guests by ", vl);
		break;
	case NODE_HIDE:
		printf("  %4u  %u is lost, and cannot be hidden below it on ", vl,
		       lost->hide_vq * VLS_VQ_BITS);
		break;
	}
	print_names(nodes, lost);
}

static int print_text(const struct nodes *nodes, const struct vls *common)
{
	struct vls all = nodes_union(nodes);
	char text[VLS_TEXT_MAX];
	struct node_lost lost;
	unsigned int vq = vls_ceil(&all, vls_max(common) + 1);

	vls_format(text, sizeof(text), common);
	printf("%s\n", text);
	if (vq)
		printf("\nLost, of what some of the %zu nodes give their guests:\n", nodes->n);
	for (; vq; vq = vls_ceil(&all, vq + 1)) {
		lost = nodes_lost(nodes, common, vq);
		print_lost(nodes, &lost);
	}
	return cli_flush();
}

static json_t *json_lost(const struct nodes *nodes, const struct node_lost *lost)
{
	static const char *const names[] = {
		[NODE_LACKS] = "lacks",
		[NODE_CAPPED] = "capped",
		[NODE_HIDE] = "hide",
	};
	json_t *json = json_object(), *list = json_array();

	for (size_t i = 0; i < nodes->n; i++)
		if (node_loses(&nodes->node[i], lost))
			json_array_append_new(list, json_string(nodes->node[i].name));
	json_object_set_new(json, "vl", json_integer(lost->vq * VLS_VQ_BITS));
	json_object_set_new(json, "why", json_string(names[lost->why]));
	json_object_set_new(json, "hide_vl", lost->why == NODE_HIDE ?
			    json_integer(lost->hide_vq * VLS_VQ_BITS) : json_null());
	json_object_set_new(json, "nodes", list);
	return json;
}

static int print_json(const struct nodes *nodes, const struct vls *common)
{
	json_t *json = cli_json_new("vls-common", 1), *list = json_array();
	struct vls all = nodes_union(nodes);
	struct node_lost lost;

	for (unsigned int vq = vls_ceil(&all, vls_max(common) + 1); vq;
	     vq = vls_ceil(&all, vq + 1)) {
		lost = nodes_lost(nodes, common, vq);
		json_array_append_new(list, json_lost(nodes, &lost));
	}
	json_object_set_new(json, "nodes", json_integer(nodes->n));
	json_object_set_new(json, "common_vls", json_from_vls(common));
	json_object_set_new(json, "lost", list);
	return cli_json_print(json, true);
}

static const struct argp_option argp_options[] = {
	{ "json", 'j', NULL, 0, "Print JSON (schema kvm-sve/vls-common)", 0 },
	{ "format", 'f', "VMM", 0,
	  "Print the set as options of VMM: qemu, libvirt or kvmtool", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case 'j':
		opts->json = true;
		return 0;
	case 'f':
		opts->format = vmm_format_find(state, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no NODE.json; make one on each node by 'kvm-sve vls show --json'");
		return 0;
	case ARGP_KEY_ARGS:
		opts->files = state->argv + state->next;
		opts->nr_files = state->argc - state->next;
		state->next = state->argc;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp common_argp = {
	.options = argp_options,
	.parser = parse,
	.args_doc = "NODE.json...",
	.doc = "Print the largest set of VLs that a guest can have on every node, and for each "
	       "VL that it leaves out which nodes lost it, and why. A NODE.json is what "
	       "'kvm-sve vls show --json' printed there; - reads any number of them from stdin."
	       "\v"
	       "It is not a plain intersection: KVM can cap a guest's VL but hide none below the "
	       "cap.\n\n"
	       "Examples:\n"
	       "  kvm-sve vls common node*.json\n"
	       "  kvm-sve vls default $(kvm-sve vls common node*.json | head -n 1)\n\n"
	       "Exit status: 0; 1 if no set works on all nodes; 2 if a file is no node file.",
};

int cmd_vls_common(int argc, char **argv)
{
	struct options opts = { 0 };
	struct nodes nodes = { 0 };
	struct vls common;
	int err;

	cli_parse("vls common", &common_argp, argc, argv, &opts, NULL);
	err = nodes_read_files(&nodes, opts.files, opts.nr_files);
	if (err)
		return err;

	common = nodes_common(&nodes);
	if (opts.format && !vls_empty(&common))
		err = vmm_format_print(opts.format, &common);
	else
		err = opts.json ? print_json(&nodes, &common) : print_text(&nodes, &common);
	if (!err && vls_empty(&common))
		err = CLI_NO;
	nodes_free(&nodes);
	return err;
}
