// SPDX-License-Identifier: GPL-2.0
/* The options of kvm-sve lat and what --help says of them. */
#include <string.h>

#include "lat_options.h"
#include "lib/cli/cli.h"

#define LINEAR_NS_MAX 1000000000UL
#define TOP_SECONDS 1

enum {
	OPTION_LINEAR = 256,
	OPTION_FINE,
	OPTION_HOST_RESTORE,
	OPTION_KPROBES,
	OPTION_HEATMAP,
	OPTION_TOP,
	OPTION_KEYS,
	OPTION_STATS,
};

const char *const lat_by_names[LAT_NR_BY] = {
	[LAT_BY_NONE] = "none",
	[LAT_BY_VCPU] = "vcpu",
	[LAT_BY_VM] = "vm",
	[LAT_BY_CPU] = "cpu",
	[LAT_BY_GUEST_VL] = "guest-vl",
};

static const char doc[] =
	"How long KVM's host/guest SVE switches take: histograms per phase and vector length.\v"
	"With a COMMAND, from its start to its end, of its VMs alone; its stdout goes to stderr. "
	"Else all VMs, or those of --pid, until Ctrl-C "
	"or the end of --duration. All is counted in the kernel. The counts are exact; if events "
	"were missed they are too low, and the exit status is 3. A kernel that preempts may call "
	"no program for a restore of host state: that is reported, and is no failure.\n"
	"\n"
	"  host_save      host state saved and flushed as a vcpu is loaded\n"
	"  guest_restore  FP/SVE trap taken in hyp, or just before entry, to guest registers loaded\n"
	"  resident       the guest owns the registers\n"
	"  guest_save     guest state saved and flushed as the vcpu is put\n"
	"  host_restore   with --host-restore: the host's registers loaded, once a\n"
	"                 KVM_RUN, on the thread's way to user space\n"
	"\n"
	"A row is of the VL that KVM moves, the largest of the vcpu's set, whatever VL its guest "
	"has chosen. One event of KVM holds all phases from load to put; if it has more than one restore, "
	"its mean counts once for each, so that only min, max and the slots are affected. A "
	"percentile is shown as the end of the slot that it is in: --fine makes that exact "
	"to 6 %.\n"
	"\n"
	"With --interval JSON is one object a line, and OpenMetrics has all since the start in "
	"each report.\n"
	"\n"
	"Without the kvm_sve module host_save and guest_save alone are seen, by probes of "
	"KVM's load and put, which cost and show more than they measure.\n"
	"\n"
	"With --stats the counts are those of KVM's own histograms in the statistics of each "
	"vcpu, without BPF and the module. They are counted while kvm.fp_histograms is on "
	"(/sys/module/kvm/parameters/fp_histograms), which adds about 150 instructions to a switch; they tell no VLs, and no sums. The VMM has to hold the "
	"statistics of its vcpus (KVM_GET_STATS_FD), as QEMU does from version 8.1 on. "
	"New vcpus are looked for every second, so a VM that lives for less may not be counted.\n"
	"\n"
	"Examples:\n"
	"  kvm-sve lat -d 10              all guests for 10 seconds\n"
	"  kvm-sve lat -i 1 -p 1234       one VMM, a report each second\n"
	"  kvm-sve lat --json -- ./vmm    a VMM from its first instruction\n"
	"  kvm-sve lat --by vcpu --fine -d 10\n"
	"                                 each vcpu, with exact percentiles\n"
	"  kvm-sve lat --top              the vcpus that switch most, until Ctrl-C\n"
	"  kvm-sve lat -d 60 --heatmap lat.svg\n"
	"                                 a picture of time and latency\n"
	"  kvm-sve lat -i 15 -f openmetrics -o lat.prom\n"
	"                                 a file for Prometheus, new every 15 seconds\n"
	"  kvm-sve lat --stats -d 10      from KVM's statistics\n";

static const struct argp_option argp_options[] = {
	{ "pid", 'p', "PID", 0, "Only VMs that process PID created", 0 },
	{ "interval", 'i', "SECONDS", 0, "A report of its own every SECONDS", 0 },
	{ "by", 'b', "WHAT", 0, "Histograms for each vcpu, vm, cpu or guest-vl: the VL that the guest has chosen", 0 },
	{ "linear", OPTION_LINEAR, "NS", 0, "Slots of NS nanoseconds; the last takes the rest", 0 },
	{ "fine", OPTION_FINE, NULL, 0, "16 slots for each power of two", 0 },
	{ "host-restore", OPTION_HOST_RESTORE, NULL, 0, "Also how the host's state comes back", 0 },
	{ "top", OPTION_TOP, NULL, 0, "A screen of the vcpus that spend most time in switching", 0 },
	{ "heatmap", OPTION_HEATMAP, "FILE.svg", 0, "Draw time and latency, a column each interval (1)",
	  0 },
	{ "keys", OPTION_KEYS, "N", 0, "Room in the kernel for N vcpus, VMs, CPUs or pairs of VLs, each with its phases; the default takes 64 MiB", 0 },
	{ "stats", OPTION_STATS, NULL, 0, "From KVM's statistics (kvm.fp_histograms), without BPF", 0 },
	{ "kprobes", OPTION_KPROBES, NULL, 0, "Where probes are needed: kprobes, even if fentry works",
	  0 },
	{ 0 },
};

static enum lat_by parse_by(struct argp_state *state, const char *arg)
{
	unsigned int i;

	for (i = LAT_BY_NONE + 1; i < LAT_NR_BY; i++)
		if (!strcmp(arg, lat_by_names[i]))
			return i;
	argp_error(state, "'%s' is none of vcpu, vm, cpu, guest-vl", arg);
	return LAT_BY_NONE;
}

static void set_scale(struct argp_state *state, struct lat_options *options, enum lat_scale scale)
{
	if (options->scale != LAT_LOG2 && options->scale != scale)
		argp_error(state, "either --linear or --fine");
	options->scale = scale;
}

static void check(struct argp_state *state, struct lat_options *options)
{
	options->watch.silent = options->out.path && options->out.format == OUT_OPENMETRICS;
	if (options->out.format == OUT_OPENMETRICS && options->scale != LAT_LOG2)
		argp_error(state, "--format openmetrics goes without --fine and --linear");
	if (options->stats &&
	    (watch_only_command(&options->watch) || options->out.format == OUT_OPENMETRICS ||
	     options->scale != LAT_LOG2 || (options->by && options->by != LAT_BY_VCPU) ||
	     options->heatmap || options->host_restore || options->top || options->kprobes ||
	     options->keys))
		argp_error(state, "--stats goes with --pid, --interval, --duration, --by vcpu, --json and, for all VMs, a command with --all");
	if (!options->top)
		return;
	if (options->out.format != OUT_TEXT || options->out.path || options->by || options->scale != LAT_LOG2 ||
	    options->heatmap || options->host_restore)
		argp_error(state, "--top goes with --pid, --interval and --duration alone");
	options->by = LAT_BY_VCPU;
	if (!options->interval)
		options->interval = TOP_SECONDS;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct lat_options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->watch;
		state->child_inputs[1] = &options->out;
		return 0;
	case 'p':
		options->pid = cli_pid(state, arg);
		return 0;
	case 'i':
		options->interval = cli_number(state, arg, 1, WATCH_SECONDS_MAX);
		return 0;
	case 'b':
		options->by = parse_by(state, arg);
		return 0;
	case OPTION_LINEAR:
		options->linear_ns = cli_number(state, arg, 1, LINEAR_NS_MAX);
		set_scale(state, options, LAT_LINEAR);
		return 0;
	case OPTION_FINE:
		set_scale(state, options, LAT_FINE);
		return 0;
	case OPTION_HOST_RESTORE:
		options->host_restore = true;
		return 0;
	case OPTION_KEYS:
		options->keys = cli_number(state, arg, 1, LAT_KEYS_MAX);
		return 0;
	case OPTION_KPROBES:
		options->kprobes = true;
		return 0;
	case OPTION_STATS:
		options->stats = true;
		return 0;
	case OPTION_TOP:
		options->top = true;
		return 0;
	case OPTION_HEATMAP:
		options->heatmap = arg;
		return 0;
	case ARGP_KEY_END:
		check(state, options);
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

void lat_parse(int argc, char **argv, struct lat_options *options)
{
	options->out = (struct out_options){
		.schema = "lat",
		.offered = OUT(TEXT) | OUT(JSON) | OUT(OPENMETRICS),
	};
	cli_parse("lat", &argp, argc, argv, options, NULL);
}
