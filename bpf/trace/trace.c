// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve trace: what happens to the vector lengths of vcpus, as it happens. The
 * events come through a ring buffer from programs that filter them (trace_source.c);
 * each is shown, or counted as dropped.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/load.h"
#include "bpf/probe_cost.h"
#include "bpf/watch.h"
#include "lib/cli/cli.h"
#include "lib/cli/out_format.h"
#include "trace_print.h"
#include "trace_source.h"

#define KIB 1024UL
#define BUFFER_KIB 1024
#define BUFFER_KIB_MAX (512 * KIB)
#define COUNT_MAX 1000000000UL

/* Negative results of a callback, which no errno has: the kernel's largest is 4095. */
#define COUNT_REACHED 4096
#define OUTPUT_LOST 4097

enum { OPTION_KPROBES = 256, OPTION_BUFFER };

struct trace {
	struct trace_options options;
	struct trace_format format;
	struct out_options out;
	struct watch watch;
	struct trace_source source;
	struct ring_buffer *ring;
	unsigned long count; /* to show, 0: no end */
	unsigned long shown;
};

static const char doc[] =
	"What happens to the vector lengths (VLs) of vcpus, as it happens: one line an event.\v"
	"With a COMMAND, from its start to its end, of its VMs alone; "
	"its stdout goes to stderr. Else all VMs until Ctrl-C, or the end of --duration or --count.\n"
	"\n"
	"  vls_set    a set of VLs was made or refused: \"set default\", \"set policy\" at\n"
	"             the first INIT, \"set init\" by a further one, \"set ioctl\" and\n"
	"             \"set try\" by SET_SVE_VLS, \"set onereg\" by ONE_REG\n"
	"  vl_change  the guest changed its VL (ZCR_EL1): \"guest VL\"\n"
	"  vcpu       init, finalize, first_run and destroy of a vcpu\n"
	"\n"
	"Without the kvm_sve module it sees these by probes of KVM, but for the reasons of "
	"refusals.\n"
	"\n"
	"JSON is one object a line.\n"
	"\n"
	"PID is the process that created the VM, COMMAND the thread that made the call.\n"
	"\n"
	"Examples:\n"
	"  kvm-sve trace                         all VMs\n"
	"  kvm-sve trace -e vls_set -p 1234      what sets one VMM makes\n"
	"  kvm-sve trace --json -- ./vmm         a VMM from its first call\n"
	"  kvm-sve trace -e vl_change -n 10      ten changes by guests\n";

static const struct argp_option argp_options[] = {
	{ "pid", 'p', "PID", 0, "Only VMs that process PID created", 0 },
	{ "comm", 'C', "NAME", 0, "Only calls by threads of this name (15 characters count)", 0 },
	{ "vcpu", 'u', "ID", 0, "Only vcpus with this number", 0 },
	{ "event", 'e', "LIST", 0, "Only these, with commas: vls_set, vl_change, vcpu", 0 },
	{ "count", 'n', "N", 0, "End after N events", 0 },
	{ "wide", 'w', NULL, 0, "Names and sets in full, past 80 columns", 0 },
	{ "kprobes", OPTION_KPROBES, NULL, 0, "Where probes are needed: kprobes, even if fentry works",
	  0 },
	{ "buffer", OPTION_BUFFER, "KIB", 0, "Size of the buffer, a power of two (1024)", 0 },
	{ 0 },
};

static void parse_event(struct argp_state *state, char *list, bool *kinds)
{
	char *name, *save;
	unsigned int i;

	if (!*list)
		argp_error(state, "no event");
	for (name = strtok_r(list, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
		for (i = 0; i < TRACE_NR_KINDS && strcmp(name, trace_kind_names[i]); i++)
			;
		if (i == TRACE_NR_KINDS)
			argp_error(state, "there is no event '%s'", name);
		else
			kinds[i] = true;
	}
}

/* A ring buffer has a power of two of whole pages. */
static unsigned long parse_buffer(struct argp_state *state, const char *arg)
{
	unsigned long page = sysconf(_SC_PAGESIZE) / KIB;
	unsigned long kib = cli_number(state, arg, page, BUFFER_KIB_MAX);

	if (kib & (kib - 1))
		argp_error(state, "'%s' is not a power of two", arg);
	return kib;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct trace *trace = state->input;
	struct trace_options *options = &trace->options;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &trace->watch;
		state->child_inputs[1] = &trace->out;
		return 0;
	case 'p':
		options->pid = cli_pid(state, arg);
		return 0;
	case 'C':
		if (!*arg)
			argp_error(state, "no name");
		options->comm = arg;
		return 0;
	case 'u':
		options->vcpu = cli_number(state, arg, 0, UINT32_MAX);
		return 0;
	case 'e':
		parse_event(state, arg, options->kinds);
		return 0;
	case 'n':
		trace->count = cli_number(state, arg, 1, COUNT_MAX);
		return 0;
	case 'w':
		trace->format.wide = true;
		return 0;
	case OPTION_KPROBES:
		options->kprobes = true;
		return 0;
	case ARGP_KEY_END:
		if (!memchr(options->kinds, true, sizeof(options->kinds)))
			memset(options->kinds, true, sizeof(options->kinds));
		return 0;
	case OPTION_BUFFER:
		options->buffer = parse_buffer(state, arg) * KIB;
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

/* Called for each event. A negative result stops, and leaves the rest unread. */
static int on_event(void *arg, void *data, size_t size)
{
	struct trace *trace = arg;
	struct trace_event event = *(struct trace_event *)data;

	/* A process in a namespace below ours. */
	if (!event.pid)
		event.pid = pid_ns_number(&trace->source.filter.own_ns, event.vcpu.vm_tgid);
	if (trace_print(&trace->format, &event) != CLI_OK)
		return -OUTPUT_LOST;
	trace->shown++;
	return trace->count && trace->shown >= trace->count ? -COUNT_REACHED : 0;
}

/* What is seen, where that is not all. On stderr for JSON. */
static void say_probes(const struct trace *trace)
{
	FILE *out = trace->format.json ? stderr : stdout;
	struct probe_cost cost = probe_cost_measure(trace->source.kprobes);

	fprintf(out,
		"Without the kvm_sve module. Seen, by %s: INIT, FINALIZE, first runs, ends,\n"
		"sets by ONE_REG, and VLs of guests. Not seen: why KVM refused a set, in words.\n",
		trace->source.kprobes ? "kprobes" : "fentry");
	probe_cost_print(out, &cost);
}

/* On failure the caller closes what there is. */
static int start_tracing(struct trace *trace)
{
	int ret = trace_source_open(&trace->source, &trace->options);

	if (ret != CLI_OK)
		return ret;
	trace->ring = ring_buffer__new(trace_source_ring(&trace->source), on_event, trace, NULL);
	if (!trace->ring)
		return bpf_report_error("map the buffer of", -errno);
	if (!trace->source.module)
		say_probes(trace);
	return CLI_OK;
}

/* Show what there is. Return: 0, or what on_event() gave, or another negative errno. */
static int show(struct trace *trace)
{
	int err;

	trace_print_clock(&trace->format);
	err = ring_buffer__consume(trace->ring);

	if (err >= 0 || err == -COUNT_REACHED)
		if (cli_flush() != CLI_OK)
			err = -OUTPUT_LOST;
	return err < 0 ? err : 0;
}

/* Show events as they come. What came before a command's end is shown after it. */
static int follow(struct trace *trace)
{
	int fd = ring_buffer__epoll_fd(trace->ring), err = 0;

	while (!err) {
		switch (watch_wait(&trace->watch, fd, NULL)) {
		case WATCH_DATA:
			err = show(trace);
			break;
		case WATCH_GONE:
			cli_output_lost(EPIPE);
			err = -OUTPUT_LOST;
			break;
		case WATCH_OVER:
			return 0;
		}
	}
	return err;
}

/* What was not shown, and whether that is known. Return: CLI_CANNOT if events were lost. */
static int report_drops(const struct trace *trace)
{
	struct bpf_missed drops = trace_source_dropped(&trace->source);

	bpf_report_unknown(&drops, "events", "some may be lacking");
	if (!drops.n && !trace->shown && trace->options.command)
		cli_error("no event of a VM of the command was seen");
	else if (!drops.n && !trace->shown && trace->options.pid)
		cli_error("no event of a VM of process %d was seen", trace->options.pid);
	if (!drops.n)
		return CLI_OK;
	cli_error("%lu events shown, %" PRIu64
		  " dropped: the buffer was full%s; try a larger --buffer or fewer events",
		  trace->shown, drops.n, trace->source.module ? "" : ", or probes were missed");
	return CLI_CANNOT;
}

/* The rest, after detaching; then the account. */
static int finish(struct trace *trace, int err)
{
	int ret;

	trace_source_detach(&trace->source);
	if (!err)
		err = show(trace);
	ret = report_drops(trace);
	if (err == -OUTPUT_LOST)
		return CLI_CANNOT;
	return err && err != -COUNT_REACHED ? bpf_report_error("read the events of", err) : ret;
}

static int run(struct trace *trace)
{
	int ret, command_ret;

	ret = out_start(&trace->out);
	if (ret != CLI_OK)
		return ret;
	ret = start_tracing(trace);
	if (ret != CLI_OK)
		return ret;
	trace_print_head(&trace->format);
	ret = cli_flush();
	if (ret != CLI_OK)
		return ret;

	ret = watch_start(&trace->watch);
	if (ret != CLI_OK)
		return ret;
	ret = follow(trace);
	command_ret = watch_end(&trace->watch);
	ret = finish(trace, ret);
	trace->out.whole = true;	/* events that were lost are reported */
	return ret == CLI_OK ? command_ret : ret;
}

int cmd_trace(int argc, char **argv)
{
	struct trace trace = {
		.out = OUT_TEXT_OR_JSON("trace"),
		.options = { .vcpu = -1, .buffer = BUFFER_KIB * KIB },
	};
	int ret;

	cli_parse("trace", &argp, argc, argv, &trace, NULL);
	trace.options.command = watch_only_command(&trace.watch);
	trace.format.json = out_is_json(&trace.out);

	bpf_quiet();
	cli_catch_signals();
	ret = out_finish(&trace.out, run(&trace));
	ring_buffer__free(trace.ring);
	trace_source_close(&trace.source);
	return ret;
}
