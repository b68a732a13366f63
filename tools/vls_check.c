// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls check: does a set work on each of several nodes, and where not,
 * why. What a migration would ask of them.
 */
#include <stdio.h>

#include "cli.h"
#include "vls_cmd.h"

struct options {
	bool json;
	struct vls set;
	char **files;
	int nr_files;
};

/* 0, or why @node cannot give a guest @set. */
static unsigned int check(const struct node *node, const struct vls *set, unsigned int *bad_vq)
{
	return vls_settable(&node->host, vls_max(&node->guest_max), set, bad_vq);
}

static size_t print_text(const struct nodes *nodes, const struct vls *set)
{
	unsigned int reason, bad_vq;
	size_t bad = 0;

	for (size_t i = 0; i < nodes->n; i++) {
		reason = check(&nodes->node[i], set, &bad_vq);
		if (!reason)
			continue;
		printf("%-24s no: %s\n", nodes->node[i].name, vls_refusal(reason, bad_vq));
		bad++;
	}
	if (bad)
		printf("\nnot on %zu of %zu nodes\n", bad, nodes->n);
	else
		printf("yes, on all %zu nodes\n", nodes->n);
	return bad;
}

static json_t *json_node(const struct node *node, unsigned int reason, unsigned int bad_vq)
{
	json_t *json = json_object();

	json_object_set_new(json, "node", json_string(node->name));
	json_object_set_new(json, "fits", json_boolean(!reason));
	json_object_set_new(json, "reason", reason ? json_string(vls_reason_name(reason)) :
						     json_null());
	json_object_set_new(json, "vl", reason ? json_integer(bad_vq * VLS_VQ_BITS) : json_null());
	return json;
}

static size_t collect_json(const struct nodes *nodes, const struct vls *set, json_t *list)
{
	unsigned int reason, bad_vq;
	size_t bad = 0;

	for (size_t i = 0; i < nodes->n; i++) {
		reason = check(&nodes->node[i], set, &bad_vq);
		json_array_append_new(list, json_node(&nodes->node[i], reason, bad_vq));
		bad += !!reason;
	}
	return bad;
}

static int report(const struct options *opts, const struct nodes *nodes)
{
	json_t *json, *list;
	size_t bad;
	int err;

	if (opts->json) {
		json = cli_json_new("vls-check", 1);
		list = json_array();
		bad = collect_json(nodes, &opts->set, list);
		json_object_set_new(json, "set", json_from_vls(&opts->set));
		json_object_set_new(json, "fits", json_boolean(!bad));
		json_object_set_new(json, "nodes", list);
		err = cli_json_print(json, true);
	} else {
		bad = print_text(nodes, &opts->set);
		err = cli_flush();
	}
	return err ? err : bad ? CLI_NO : CLI_OK;
}

static const struct argp_option argp_options[] = {
	{ "set", 's', "SET", 0, "The set, as 128,256", 0 },
	{ "json", 'j', NULL, 0, "Print JSON (schema kvm-sve/vls-check)", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case 'j':
		opts->json = true;
		return 0;
	case 's':
		opts->set = vls_argument(state, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no NODE.json; make one on each node by 'kvm-sve vls show --json'");
		return 0;
	case ARGP_KEY_ARGS:
		opts->files = state->argv + state->next;
		opts->nr_files = state->argc - state->next;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_END:
		if (vls_empty(&opts->set))
			argp_error(state, "which set? Say --set SET");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp check_argp = {
	.options = argp_options,
	.parser = parse,
	.args_doc = "NODE.json...",
	.doc = "Can a guest have exactly this set on every node? A NODE.json is what "
	       "'kvm-sve vls show --json' printed there; - reads any number of them from stdin."
	       "\v"
	       "Exit status: 0 yes; 1 not on all of them; 2 if a file is no node file.",
};

int cmd_vls_check(int argc, char **argv)
{
	struct options opts = { 0 };
	struct nodes nodes = { 0 };
	int err;

	cli_parse("vls check", &check_argp, argc, argv, &opts, NULL);
	err = nodes_read_files(&nodes, opts.files, opts.nr_files);
	if (!err)
		err = report(&opts, &nodes);
	nodes_free(&nodes);
	return err;
}
