// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls common: the largest set that works on all of several nodes, and
 * for each VL that it leaves out, which nodes lost it and why.
 */
#include <stdio.h>

#include "command.h"
#include "lib/cli/cli.h"
#include "lib/cli/vls_json.h"
#include "tools/vls/node/nfd.h"
#include "tools/vls/node/node_args.h"
#include "vmm_format.h"

#define NAMES_SHOWN	3

struct options {
	struct out_options out;
	struct node_args nodes;
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

static int print(enum out_format format, const struct nodes *nodes, const struct vls *common)
{
	if (format == OUT_JSON)
		return print_json(nodes, common);
	if (format == OUT_TEXT || vls_empty(common))
		return print_text(nodes, common);
	if (vmm_format_is(format))
		return vmm_format_print(format, common);
	nfd_print_set(stdout, common);
	return cli_flush();
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	state->child_inputs[0] = &opts->nodes;
	state->child_inputs[1] = &opts->out;
	return 0;
}

static const struct argp_child children[] = { { .argp = &node_argp }, { .argp = &out_argp }, { 0 } };

static const struct argp common_argp = {
	.parser = parse,
	.args_doc = NODE_ARGS_DOC,
	.children = children,
	.doc = "Print the largest set of VLs that a guest can have on every node, and for each "
	       "VL that it leaves out which nodes lost it, and why. " NODE_DOC
	       "\v"
	       "It is not a plain intersection: KVM can cap a guest's VL but hide none below the "
	       "cap. With --format nfd it is the label of the nodes of Kubernetes that can give "
	       "the set.\n\n"
	       "Examples:\n"
	       "  kvm-sve vls common node*.json\n"
	       "  find nodes -name '*.json' -print0 | kvm-sve vls common --files0-from=-\n"
	       "  kvm-sve vls default $(kvm-sve vls common node*.json | head -n 1)\n\n"
	       "Exit status: 0; 1 if no set works on all nodes; 2 if a file is no node file.",
};

int cmd_vls_common(int argc, char **argv)
{
	struct options opts = { .out = {
		.schema = "vls-common",
		.offered = OUT(TEXT) | OUT(JSON) | OUT(NFD) | OUT_VMMS,
	} };
	struct nodes nodes = { 0 };
	struct vls common;
	int err;

	cli_parse("vls common", &common_argp, argc, argv, &opts, NULL);
	err = node_args_read(&opts.nodes, &nodes);
	if (err)
		return err;

	common = nodes_common(&nodes);
	err = out_start(&opts.out);
	if (!err)
		err = print(opts.out.format, &nodes, &common);
	if (!err && vls_empty(&common))
		err = CLI_NO;
	err = out_finish(&opts.out, err);
	nodes_free(&nodes);
	return err;
}
