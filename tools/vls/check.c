// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls check: does a set, or does each vcpu of a running VM, work on each
 * of several nodes, and where not, why. What a migration would ask of them.
 */
#include <stdio.h>

#include "command.h"
#include "lib/cli/cli.h"
#include "lib/cli/host_json.h"
#include "lib/cli/out_format.h"
#include "lib/cli/vls_json.h"
#include "lib/cli/vls_text.h"
#include "tools/vls/node/node_args.h"
#include "tools/vls/vm/vms.h"

struct options {
	struct out_options out;
	int pid;		/* 0: look at @set */
	struct vls set;
	struct node_args nodes;
};

/* 0, or why @node cannot give a guest @set. No SVE, an empty set, any node can. */
static unsigned int check(const struct node *node, const struct vls *set, unsigned int *bad_vq)
{
	*bad_vq = 0;
	if (vls_empty(set))
		return 0;
	return vls_settable(&node->host, vls_max(&node->guest_max), set, bad_vq);
}

/* A vcpu of a running VM; of a set, all that is asked is known. */
static bool is_unknown(const struct vm_vcpu *vcpu)
{
	return vm_vcpu_sve(vcpu) == UNKNOWN;
}

/* The nodes that cannot, a line each, which begins with @who. */
static size_t print_refusals(const struct nodes *nodes, const struct vls *set, const char *who)
{
	unsigned int reason, bad_vq;
	size_t bad = 0;

	for (size_t i = 0; i < nodes->n; i++) {
		reason = check(&nodes->node[i], set, &bad_vq);
		if (!reason)
			continue;
		printf("%s%-24s no: %s\n", who, nodes->node[i].name, vls_refusal(reason, bad_vq));
		bad++;
	}
	return bad;
}

static json_t *json_node(const struct node *node, unsigned int reason, unsigned int bad_vq)
{
	json_t *json = json_object();

	json_object_set_new(json, "node", json_string(node->name));
	json_set_fit(json, reason, bad_vq);
	return json;
}

/* Add "set", "fits" and "nodes" to @json. Return: how many nodes cannot. */
static size_t add_json(json_t *json, const struct nodes *nodes, const struct vls *set)
{
	json_t *list = json_array();
	unsigned int reason, bad_vq;
	size_t bad = 0;

	for (size_t i = 0; i < nodes->n; i++) {
		reason = check(&nodes->node[i], set, &bad_vq);
		json_array_append_new(list, json_node(&nodes->node[i], reason, bad_vq));
		bad += !!reason;
	}
	json_object_set_new(json, "set", json_from_vls_or_null(set));
	json_object_set_new(json, "fits", json_boolean(!bad));
	json_object_set_new(json, "nodes", list);
	return bad;
}

/* It fits, but a VMM that does not ask for it gets less, and would lose bits of it. */
static void warn_of_defaults(const struct nodes *nodes, const struct vls *set)
{
	const struct node *first = NULL;
	char text[VLS_TEXT_MAX];
	size_t other = 0;

	for (size_t i = 0; i < nodes->n; i++) {
		const struct node *node = &nodes->node[i];

		if (vls_empty(&node->def) || vls_max(&node->def) >= vls_max(set))
			continue;
		if (!other++)
			first = node;
	}
	if (!other)
		return;
	vls_format(text, sizeof(text), &first->def);
	cli_error("note: a VMM that does not ask for a set gets less on %zu of %zu nodes, on %s "
		  "%s (kvm-sve vls default)", other, nodes->n, first->name, text);
}

static int report_set(const struct options *opts, const struct nodes *nodes)
{
	json_t *json;
	size_t bad;
	int err;

	if (out_is_json(&opts->out)) {
		json = cli_json_new("vls-check", 1);
		bad = add_json(json, nodes, &opts->set);
		err = cli_json_print(json, true);
	} else {
		bad = print_refusals(nodes, &opts->set, "");
		if (bad)
			printf("\nnot on %zu of %zu nodes\n", bad, nodes->n);
		else
			printf("yes, on all %zu nodes\n", nodes->n);
		err = cli_flush();
	}
	warn_of_defaults(nodes, &opts->set);
	return err ? err : bad ? CLI_NO : CLI_OK;
}

/* Call @visit for each vcpu. Return: for how many it found a node that cannot. */
static size_t each_vcpu(const struct vms *vms, const struct nodes *nodes, json_t *list,
			size_t (*visit)(const struct vm_info *vm, const struct vm_vcpu *vcpu,
					const struct nodes *nodes, json_t *list))
{
	size_t bad = 0;

	for (size_t i = 0; i < vms->n; i++)
		for (size_t j = 0; j < vms->vm[i].nr_vcpus; j++)
			bad += !!visit(&vms->vm[i], &vms->vm[i].vcpu[j], nodes, list);
	return bad;
}

static size_t print_vcpu(const struct vm_info *vm, const struct vm_vcpu *vcpu,
			 const struct nodes *nodes, json_t *list)
{
	char who[64];

	if (is_unknown(vcpu)) {
		printf("VM %u, vcpu %u: unknown: not initialized yet\n", vm->number, vcpu->id);
		return 0;
	}
	snprintf(who, sizeof(who), "VM %u, vcpu %u: ", vm->number, vcpu->id);
	return print_refusals(nodes, &vcpu->set, who);
}

/* No node is known to give a guest a set that is not known. */
static void forget_fits(json_t *json)
{
	json_t *node;
	size_t i;

	json_object_set_new(json, "fits", json_null());
	json_array_foreach(json_object_get(json, "nodes"), i, node)
		json_set_fit_unknown(node);
}

static size_t add_vcpu(const struct vm_info *vm, const struct vm_vcpu *vcpu,
		       const struct nodes *nodes, json_t *list)
{
	json_t *json = json_object();
	size_t bad;

	json_object_set_new(json, "vm", json_integer(vm->number));
	json_object_set_new(json, "vcpu", json_integer(vcpu->id));
	bad = add_json(json, nodes, &vcpu->set);
	if (is_unknown(vcpu))
		forget_fits(json);
	json_array_append_new(list, json);
	return bad;
}

static int report_vms(const struct options *opts, const struct nodes *nodes,
		      const struct vms *vms)
{
	size_t bad, unknown = vms_unknown(vms);
	json_t *json, *list;
	int err;

	if (out_is_json(&opts->out)) {
		json = cli_json_new("vls-check", 1);
		list = json_array();
		bad = each_vcpu(vms, nodes, list, add_vcpu);
		json_object_set_new(json, "pid", json_integer(opts->pid));
		json_object_set_new(json, "fits", json_from_yes_no(bad ? NO : unknown ? UNKNOWN : YES));
		json_object_set_new(json, "vcpus", list);
		err = cli_json_print(json, true);
	} else {
		bad = each_vcpu(vms, nodes, NULL, print_vcpu);
		if (bad)
			printf("\n%zu of %zu vcpus do not fit all nodes\n", bad, vms_vcpus(vms));
		else if (!unknown)
			printf("yes, all %zu vcpus fit all %zu nodes\n", vms_vcpus(vms), nodes->n);
		err = cli_flush();
	}
	if (unknown)
		cli_error("the sets of %zu of %zu vcpus are not known, as they are not initialized yet: check once the VM runs",
			  unknown, vms_vcpus(vms));
	if (err)
		return err;
	return bad ? CLI_NO : unknown ? CLI_CANNOT : CLI_OK;
}

static int check_process(const struct options *opts, const struct nodes *nodes)
{
	struct vms vms;
	int err = vms_of_host(&vms, opts->pid);

	if (err)
		return err;
	if (vms.n) {
		err = report_vms(opts, nodes, &vms);
	} else {
		cli_error("process %d has no VM with a vcpu; 'kvm-sve vls ps' lists those that have",
			  opts->pid);
		err = CLI_NO;
	}
	vms_free(&vms);
	return err;
}

static const struct argp_option argp_options[] = {
	{ "set", 's', "SET", 0, "The set, as 128,256", 0 },
	{ "pid", 'p', "PID", 0, "Instead: the set of each vcpu of process PID's VMs", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->nodes;
		state->child_inputs[1] = &opts->out;
		return 0;
	case 's':
		opts->set = vls_parse_arg(state, arg);
		return 0;
	case 'p':
		opts->pid = cli_pid(state, arg);
		return 0;
	case ARGP_KEY_END:
		if (vls_empty(&opts->set) == !opts->pid)
			argp_error(state, opts->pid ? "either --set or --pid, not both" :
				   "which set? Say --set SET, or --pid PID");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &node_argp }, { .argp = &out_argp }, { 0 } };

static const struct argp check_argp = {
	.options = argp_options,
	.parser = parse,
	.args_doc = NODE_ARGS_DOC,
	.children = children,
	.doc = "Can a guest have exactly this set on every node? Or: can each vcpu of a process' "
	       "VMs go to every node? " NODE_DOC
	       "\v"
	       "Examples:\n"
	       "  kvm-sve vls check --set 128,256 node*.json\n"
	       "  ssh node2 kvm-sve vls show --json | kvm-sve vls check --pid 1234 -\n\n"
	       "Exit status: 0 yes; 1 not on all of them, or PID has no VM; 2 no process PID, or "
	       "a file is no node file; 3 --pid: not root, no BPF, or a vcpu is not initialized yet.",
};

int cmd_vls_check(int argc, char **argv)
{
	struct options opts = { .out = OUT_TEXT_OR_JSON("vls-check") };
	struct nodes nodes = { 0 };
	int err;

	cli_parse("vls check", &check_argp, argc, argv, &opts, NULL);
	err = node_args_read(&opts.nodes, &nodes);
	if (!err)
		err = out_start(&opts.out);
	if (!err)
		err = opts.pid ? check_process(&opts, &nodes) : report_set(&opts, &nodes);
	err = out_finish(&opts.out, err);
	nodes_free(&nodes);
	return err;
}
