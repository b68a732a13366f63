// SPDX-License-Identifier: GPL-2.0
/* The output of kvm-sve lint; see lint_print.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cli/cli.h"
#include "lib/cli/pid_text.h"
#include "lib/cli/printable.h"
#include "lib/cli/wrapped.h"
#include "lint_print.h"

#define INDENT 4
#define TITLE_MAX 32
#define COUNTED_MAX 48

static void print_wrapped(const char *title, const char *text)
{
	char first[TITLE_MAX];

	snprintf(first, sizeof(first), "%*s%s", INDENT, "", title);
	wrapped_print(stdout, WRAPPED_WIDTH, first, INDENT, text);
}

void lint_print_head(const struct lint_output *output)
{
	if (output->json)
		return;
	printf("Seen, by %s: the calls on vcpus that are made from now on.\n",
	       output->kprobes ? "kprobes" : "fentry");
	printf("Not seen: older vcpus, and calls that KVM refuses before it looks at the vcpu.\n");
	if (!output->module)
		printf("The kvm_sve module is not loaded: VMMs have ONE_REG alone to make a set.\n");
	probe_cost_print(stdout, &output->cost);
}

static bool is_note(const struct lint_finding *finding)
{
	return finding->id >= LINT_FIRST_NOTE;
}

static void print_text(struct lint_output *output, const struct lint_finding *finding)
{
	const struct lint_doc *doc = &lint_docs[finding->id];
	char comm[LINT_COMM_LEN], pid[PID_TEXT_MAX];

	printable_copy(comm, sizeof(comm), finding->comm);
	pid_text(pid, finding->pid);
	printf("\nVM %" PRIu64, (uint64_t)finding->vm);
	if (is_note(finding))
		printf(", %s[%s]: note: %s\n", comm, pid, doc->name);
	else
		printf(" vcpu %u, %s[%s]: %s\n", finding->vcpu, comm, pid, doc->name);
	print_wrapped("", finding->what);
	if (output->explained[finding->id])
		return;
	output->explained[finding->id] = true;
	print_wrapped("Why: ", doc->why);
	print_wrapped("Instead: ", doc->instead);
}

static json_t *json_finding(const struct lint_finding *finding)
{
	const struct lint_doc *doc = &lint_docs[finding->id];
	json_t *vcpu = is_note(finding) ? NULL : json_integer(finding->vcpu);

	return json_pack("{s:s, s:I, s:o*, s:o, s:o, s:s, s:s, s:s}", "id", doc->name, "vm",
			 (json_int_t)finding->vm, "vcpu", vcpu, "pid", pid_json(finding->pid),
			 "comm", printable_json(finding->comm), "what", finding->what, "why",
			 doc->why, "instead", doc->instead);
}

void lint_print(struct lint_output *output, const struct lint_finding *finding)
{
	json_t **list = is_note(finding) ? &output->note_list : &output->finding_list;

	if (is_note(finding))
		output->notes++;
	else
		output->findings++;
	if (!output->json) {
		print_text(output, finding);
		return;
	}
	if (!*list)
		*list = json_array();
	json_array_append_new(*list, json_finding(finding));
}

/* "1 vcpu", "2 vcpus" */
static const char *counted(char buf[COUNTED_MAX], unsigned long n, const char *what)
{
	snprintf(buf, COUNTED_MAX, "%lu %s%s", n, what, n == 1 ? "" : "s");
	return buf;
}

static void print_sum(const struct lint_output *output, const struct lint_rules *rules)
{
	char a[COUNTED_MAX], b[COUNTED_MAX];

	printf("\n%s of %s: ", counted(a, rules->vcpus, "vcpu"), counted(b, rules->vms, "VM"));
	if (output->findings)
		printf("%s", counted(a, output->findings, "finding"));
	else
		printf("%s", rules->vcpus ? "no findings" : "nothing was judged");
	if (output->notes)
		printf(", %s", counted(a, output->notes, "note"));
	putchar('\n');
	if (rules->late)
		printf("Not judged: %s from before.\n", counted(a, rules->late, "vcpu"));
	if (rules->unreadable)
		printf("Unknown: %s whose data could not be read.\n",
		       counted(a, rules->unreadable, "call"));
}

int lint_print_end(struct lint_output *output, const struct lint_rules *rules,
		   const struct bpf_missed *missed)
{
	json_t *root;

	if (!output->json) {
		print_sum(output, rules);
		return cli_flush();
	}
	root = cli_json_new("lint", 1);
	json_object_set_new(root, "probes", json_string(output->kprobes ? "kprobe" : "fentry"));
	json_object_set_new(root, "probe_cost", probe_cost_json(&output->cost));
	json_object_set_new(root, "module",
			    output->module ? json_string(output->module) : json_null());
	json_object_set_new(root, "vms", json_integer(rules->vms));
	json_object_set_new(root, "vcpus", json_integer(rules->vcpus));
	json_object_set_new(root, "older_vcpus", json_integer(rules->late));
	json_object_set_new(root, "missed", bpf_missed_json(missed));
	json_object_set_new(root, "unreadable", json_integer(rules->unreadable));
	json_object_set_new(root, "notes", output->note_list ?: json_array());
	if (!output->finding_list)
		output->finding_list = rules->vcpus ? json_array() : json_null();
	json_object_set_new(root, "findings", output->finding_list);
	output->finding_list = output->note_list = NULL;
	return cli_json_print(root, true);
}
