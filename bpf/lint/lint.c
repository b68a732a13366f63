// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve lint: which call of a VMM came out of order or was lost. The calls come
 * from lint.bpf.c, lint_rules.c judges them. It needs neither the module nor the
 * kvm-sve series.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/load.h"
#include "bpf/vm_filter.h"
#include "bpf/watch.h"
#include "lib/cli/cli.h"
#include "lib/cli/out_format.h"
#include "lint.skel.h"
#include "lint_print.h"

enum { OPTION_KPROBES = 256 };

struct lint {
	pid_t pid;
	bool only_kprobes;
	struct watch watch;
	struct vm_filter filter;
	struct out_options out;
	struct lint_output output;
	struct lint_rules rules;
	struct lint_bpf *skel;
	struct ring_buffer *ring;
};

static const char doc[] =
	"Which call of a VMM came out of order or was lost, on its way to vcpus with SVE.\v"
	"It follows each vcpu from its creation, on any kernel with BPF and BTF, with the kvm_sve "
	"module or without. With a COMMAND it watches that, with all processes below it, from "
	"start to end; its stdout goes to stderr. Else all VMs, or those of --pid, until Ctrl-C "
	"or the end of --duration.\n"
	"\n"
	"Each finding has a name, which kvm-sve(1) explains; so has each note, on a VM that may "
	"well be meant so. Exit status: 0 no finding, 1 there are findings or the command failed, "
	"3 not all calls could be judged. JSON is one object, at the end.\n"
	"\n"
	"Examples:\n"
	"  kvm-sve lint -- ./vmm --restore state   a VMM from its first call\n"
	"  kvm-sve lint --json -- ./vmm            for scripts\n"
	"  kvm-sve lint -d 60                      all new VMs for a minute\n";

static const struct argp_option argp_options[] = {
	{ "pid", 'p', "PID", 0, "Only VMs made by process PID or one below it", 0 },
	{ "kprobes", OPTION_KPROBES, NULL, 0, "Use kprobes, also where fentry works", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct lint *lint = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &lint->watch;
		state->child_inputs[1] = &lint->out;
		return 0;
	case 'p':
		lint->pid = cli_pid(state, arg);
		return 0;
	case OPTION_KPROBES:
		lint->only_kprobes = true;
		return 0;
	case ARGP_KEY_SUCCESS:
		if (lint->pid && watch_has_command(&lint->watch))
			argp_error(state, "either --pid or a command, not both");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child argp_children[] = {
	{ .argp = &watch_argp },
	{ .argp = &out_argp },
	{ 0 },
};

static const struct argp argp = {
	.options = argp_options,
	.parser = parse_option,
	.args_doc = WATCH_ARGS_DOC,
	.doc = doc,
	.children = argp_children,
};

static void on_finding(void *arg, const struct lint_finding *finding)
{
	struct lint *lint = arg;

	lint_print(&lint->output, finding);
}

static int on_event(void *arg, void *data, size_t size)
{
	struct lint *lint = arg;

	return lint_rules_event(&lint->rules, data);
}

/* One of the two ways to probe, for bpf_try_probes(). */
static int try_tracing(void *arg, bool kprobes, const char **what)
{
	struct lint *lint = arg;
	int err;

	lint_bpf__destroy(lint->skel);
	*what = "open";
	lint->skel = lint_bpf__open();
	if (!lint->skel)
		return -errno;
	lint->skel->rodata->own_ns = lint->filter.own_ns;
	bpf_choose_probes(lint->skel->obj, kprobes);
	VM_FILTER_SET(lint->skel, &lint->filter);
	*what = "load";
	err = lint_bpf__load(lint->skel);
	if (err)
		return err;
	*what = "attach";
	lint->output.kprobes = kprobes;
	err = lint_bpf__attach(lint->skel);
	lint->skel->bss->watching = !err;
	return err;
}

static int start_tracing(struct lint *lint)
{
	const char *what;
	int err, ret;

	if (bpf_need_types())
		return CLI_CANNOT;
	ret = vm_filter_open(&lint->filter, lint->pid, watch_only_command(&lint->watch));
	if (ret != CLI_OK)
		return ret;
	err = bpf_try_probes(lint->only_kprobes || bpf_kernel_preempts(), try_tracing, lint, &what);
	if (err)
		return bpf_report_error(what, err);
	lint->ring = ring_buffer__new(bpf_map__fd(lint->skel->maps.events), on_event, lint, NULL);
	return lint->ring ? CLI_OK : bpf_report_error("map the buffer of", -errno);
}

/* Judge what there is. */
static int look(struct lint *lint)
{
	int err = ring_buffer__consume(lint->ring);

	return err < 0 ? bpf_report_error("read the events of", err) : cli_flush();
}

static int follow(struct lint *lint)
{
	int fd = ring_buffer__epoll_fd(lint->ring), ret = CLI_OK;

	while (ret == CLI_OK) {
		switch (watch_wait(&lint->watch, fd, NULL)) {
		case WATCH_DATA:
			ret = look(lint);
			break;
		case WATCH_GONE:
			ret = cli_output_lost(EPIPE);
			break;
		case WATCH_OVER:
			return CLI_OK;
		}
	}
	return ret;
}

/* Calls that the kernel did not give a program; after detaching, those without room too. */
static struct bpf_missed detach(struct lint *lint)
{
	struct bpf_missed missed = { 0 };

	lint->skel->bss->watching = 0;
	bpf_add_missed(&missed, lint->skel->skeleton, NULL, true);
	lint_bpf__detach(lint->skel);
	missed.n += lint->skel->bss->drops + lint->skel->bss->command_lost +
		    lint->skel->bss->vm_ids_lost;
	return missed;
}

/* Return: CLI_CANNOT, if there was no vcpu to judge. */
static int report_nothing_judged(const struct lint *lint)
{
	if (lint->rules.vcpus)
		return CLI_OK;
	if (watch_only_command(&lint->watch))
		cli_error("the command made no vcpu while it was watched: nothing was judged");
	else if (lint->pid)
		cli_error("process %d made no vcpu while it was watched: nothing was judged",
			  lint->pid);
	else
		cli_error("no vcpu was made while kvm-sve watched: nothing was judged");
	return CLI_CANNOT;
}

/* Was all judged? If not, that goes before findings, since there may be others. */
static int report_gaps(const struct lint *lint, const struct bpf_missed *missed)
{
	const struct lint_rules *rules = &lint->rules;

	bpf_report_unknown(missed, "calls", "a finding may be lacking");
	if (missed->n)
		cli_error("%" PRIu64 " calls were missed: a finding may be wrong or be lacking",
			  missed->n);
	if (rules->unreadable)
		cli_error(
			"%lu call%s had data in memory that was not mapped: a finding may be lacking; let the VMM touch or lock (mlock) that memory before the call",
			rules->unreadable, rules->unreadable == 1 ? "" : "s");
	return missed->n || rules->unreadable ? CLI_CANNOT : report_nothing_judged(lint);
}

static int finish(struct lint *lint)
{
	struct bpf_missed missed = detach(lint);
	int ret = look(lint);

	if (ret == CLI_OK)
		lint_rules_end(&lint->rules);
	if (ret == CLI_OK)
		ret = lint_print_end(&lint->output, &lint->rules, &missed);
	lint->out.whole = ret == CLI_OK;
	if (ret == CLI_OK)
		ret = report_gaps(lint, &missed);
	return lint->output.findings && ret == CLI_OK ? CLI_NO : ret;
}

static int run(struct lint *lint)
{
	int ret, command_ret;

	ret = out_start(&lint->out);
	if (ret != CLI_OK)
		return ret;
	ret = start_tracing(lint);
	if (ret != CLI_OK)
		return ret;
	lint->output.cost = probe_cost_measure(lint->output.kprobes);
	lint_print_head(&lint->output);
	ret = cli_flush();
	if (ret == CLI_OK)
		ret = watch_start(&lint->watch);
	if (ret != CLI_OK)
		return ret;
	ret = follow(lint);
	command_ret = watch_end(&lint->watch);
	if (ret == CLI_OK)
		ret = finish(lint);
	return ret == CLI_OK ? command_ret : ret;
}

int cmd_lint(int argc, char **argv)
{
	struct lint lint = {
		.out = OUT_TEXT_OR_JSON("lint"),
		.rules = { .report = on_finding, .arg = &lint },
	};
	char version[64];
	int ret;

	cli_parse("lint", &argp, argc, argv, &lint, NULL);
	lint.output.json = out_is_json(&lint.out);
	if (cli_need_sve())
		return CLI_CANNOT;
	if (!cli_module_read("version", version, sizeof(version)))
		lint.output.module = version;

	bpf_quiet();
	cli_catch_signals();
	ret = out_finish(&lint.out, run(&lint));
	ring_buffer__free(lint.ring);
	lint_bpf__destroy(lint.skel);
	lint_rules_free(&lint.rules);
	json_decref(lint.output.finding_list);
	json_decref(lint.output.note_list);
	return ret;
}
