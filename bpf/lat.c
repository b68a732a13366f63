// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve lat: how long KVM's host/guest SVE switches take, as log2 histograms
 * per phase and VL, counted in the kernel by lat.bpf.c.
 *
 * The counts are exact. A buffer is read only when no program uses it any
 * more: at an interval after the swap, at the end after detaching too.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "host.h"
#include "lat.skel.h"
#include "lat_print.h"
#include "watch.h"


struct options {
	pid_t pid;
	unsigned long interval; /* seconds, 0: one report at the end */
	bool json;
};

/* A run of the tool. Buffer @current is the one that the program fills. */
struct lat {
	struct options options;
	struct lat_format format;
	struct host host;
	struct lat_bpf *skel;
	int buffers[2];
	int current;
	struct watch watch;
	struct timespec begin, mark; /* of the run, of this interval */
	struct lat_report report;
};

static const char doc[] =
	"How long KVM's host/guest SVE switches take: log2 histograms per phase and vector length.\v"
	"Needs the kvm_sve module. With a COMMAND, from its start to its end; its stdout goes to "
	"stderr. Else until Ctrl-C or the end of --duration.\n"
	"\n"
	"  host_save      host state saved and flushed as a vcpu is loaded\n"
	"  guest_restore  FP/SVE trap taken in hyp to guest registers loaded\n"
	"  resident       the guest owns the registers\n"
	"  guest_save     guest state saved and flushed as the vcpu is put\n"
	"\n"
	"One event of KVM holds all phases from load to put; if it has more than one restore, "
	"its mean counts once for each, so that only min, max and the slots are affected.\n"
	"\n"
	"Examples:\n"
	"  kvm-sve lat -d 10              all guests for 10 seconds\n"
	"  kvm-sve lat -i 1 -p 1234       one VMM, a report each second\n"
	"  kvm-sve lat --json -- ./vmm    a VMM from its first instruction\n";

static const struct argp_option argp_options[] = {
	{ "pid", 'p', "PID", 0, "Only VMs that process PID created", 0 },
	{ "interval", 'i', "SECONDS", 0, "A report of its own every SECONDS", 0 },
	{ "json", 'j', NULL, 0, "JSON: one object, or with -i one object a line", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct lat *lat = state->input;
	struct options *options = &lat->options;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &lat->watch;
		return 0;
	case 'p':
		options->pid = cli_number(state, arg, 1, INT32_MAX);
		if (kill(options->pid, 0) && errno == ESRCH)
			argp_error(state, "no process '%s'", arg);
		return 0;
	case 'i':
		options->interval = cli_number(state, arg, 1, WATCH_SECONDS_MAX);
		return 0;
	case 'j':
		options->json = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child argp_children[] = { { .argp = &watch_argp }, { 0 } };

static const struct argp argp = {
	.options = argp_options,
	.parser = parse_option,
	.args_doc = WATCH_ARGS_DOC,
	.doc = doc,
	.children = argp_children,
};

/* From open to attach. On failure the caller destroys what there is. */
static int start_tracing(struct lat *lat)
{
	int err;

	lat->skel = lat_bpf__open();
	if (!lat->skel)
		return bpf_cannot("open", -errno);
	lat->skel->rodata->filter_pid = lat->options.pid;
	err = lat_bpf__load(lat->skel);
	if (err)
		return bpf_cannot("load", err);
	lat->buffers[0] = bpf_map__fd(lat->skel->maps.buffer_a);
	lat->buffers[1] = bpf_map__fd(lat->skel->maps.buffer_b);

	err = lat_bpf__attach(lat->skel);
	if (err == -ENOENT)
		return cli_no_module();
	return err ? bpf_cannot("attach", err) : CLI_OK;
}

static void merge_hist(struct lat_hist *to, const struct lat_hist *from)
{
	unsigned int i;

	if (from->not_min > to->not_min)
		to->not_min = from->not_min;
	if (from->max > to->max)
		to->max = from->max;
	to->sum += from->sum;
	for (i = 0; i < LAT_SLOTS; i++)
		to->slots[i] += from->slots[i];
}

static void merge_row(struct lat_row *to, const struct lat_row *from)
{
	unsigned int i;

	for (i = 0; i < KVM_SVE_NR_PHASES; i++)
		merge_hist(&to->phase[i], &from->phase[i]);
}

/* Add a buffer at rest to the report and empty it. */
static int drain(struct lat *lat, int fd)
{
	int cpu, cpus = libbpf_num_possible_cpus();
	struct lat_row *values;
	int err = 0;
	__u32 i;

	if (cpus < 0)
		return cpus;
	values = calloc(cpus, sizeof(*values));
	if (!values)
		return -ENOMEM;

	for (i = 0; i < LAT_ROWS && !err; i++) {
		err = bpf_map_lookup_elem(fd, &i, values);
		if (err)
			break;
		for (cpu = 0; cpu < cpus; cpu++)
			merge_row(&lat->report.rows[i], &values[cpu]);
		memset(values, 0, cpus * sizeof(*values));
		err = bpf_map_update_elem(fd, &i, values, BPF_ANY);
	}
	free(values);
	return err;
}

/*
 * Let the program fill the other buffer. The update returns when no program
 * uses the old one any more (maybe_wait_bpf_programs() in the kernel).
 */
static int swap_buffers(struct lat *lat)
{
	__u32 key = 0;
	int err;

	err = bpf_map_update_elem(bpf_map__fd(lat->skel->maps.current_buffer), &key,
				  &lat->buffers[!lat->current], BPF_ANY);
	if (!err)
		lat->current = !lat->current;
	return err;
}

static double seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - then->tv_sec + (now.tv_nsec - then->tv_nsec) / 1e9;
}

/*
 * Print what came since the last report. @last: after detaching, when an event
 * that was under way at the swap may be in either buffer: read both.
 */
static int report(struct lat *lat, bool last)
{
	struct lat_totals sum;
	int err;

	memset(lat->report.rows, 0, sizeof(lat->report.rows));
	lat->report.last = last;
	lat->report.missed = bpf_missed(lat->skel->obj);
	lat->report.seconds = seconds_since(&lat->mark);
	clock_gettime(CLOCK_MONOTONIC, &lat->mark);

	err = swap_buffers(lat);
	if (!err)
		err = drain(lat, lat->buffers[!lat->current]);
	if (!err && last)
		err = drain(lat, lat->buffers[lat->current]);
	if (err)
		return bpf_cannot("read the counts of", err);

	sum = lat_sum(&lat->report);
	lat->report.total.events += sum.events;
	lat->report.total.restores += sum.restores;
	lat->report.total.foreign += sum.foreign;
	return lat_print(&lat->format, &lat->report);
}

/* Is @a before @b? */
static bool before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/* Reports at intervals until the time is up, a signal came or the command ended. */
static int follow(struct lat *lat)
{
	struct watch *watch = &lat->watch;
	struct timespec next = lat->begin, now;
	int ret = CLI_OK;

	while (ret == CLI_OK) {
		const struct timespec *until = watch->duration ? &watch->end : NULL;

		next.tv_sec += lat->options.interval;
		if (lat->options.interval && (!until || before(&next, until)))
			until = &next;
		watch->ended = watched_sleep(&watch->child, until);

		clock_gettime(CLOCK_MONOTONIC, &now);
		if (watch->ended || cli_stop || (watch->duration && !before(&now, &watch->end)))
			break;
		ret = report(lat, false);
	}
	return ret;
}

/* The last report is printed whatever ended the watch, unless printing itself failed. */
static int trace(struct lat *lat)
{
	int ret, command_ret;

	ret = start_tracing(lat);
	if (ret == CLI_OK)
		ret = lat_print_head(&lat->format);
	if (ret != CLI_OK)
		return ret;

	clock_gettime(CLOCK_MONOTONIC, &lat->begin);
	lat->mark = lat->begin;
	ret = watch_start(&lat->watch);
	if (ret != CLI_OK)
		return ret;
	ret = follow(lat);
	command_ret = watch_end(&lat->watch);

	lat_bpf__detach(lat->skel);
	if (ret == CLI_OK)
		ret = report(lat, true);
	return ret == CLI_OK ? command_ret : ret;
}

static void set_format(struct lat *lat)
{
	host_read(&lat->host, 0);
	lat->format = (struct lat_format){
		.json = lat->options.json,
		.lines = lat->options.interval,
		.pid = lat->options.pid,
		.cntfrq = lat->host.cntfrq,
		.emulated_by = lat->host.emulated ? lat->host.emulated_by : NULL,
	};
}

int cmd_lat(int argc, char **argv)
{
	static struct lat lat; /* its report is too large for the stack */
	char version[64];
	int ret;

	cli_parse("lat", &argp, argc, argv, &lat, NULL);
	if (cli_module_read("version", version, sizeof(version)) < 0)
		return cli_no_module();
	set_format(&lat);
	if (!lat.host.cntfrq) {
		cli_error("the system counter has no frequency (CNTFRQ_EL0 is 0)");
		return CLI_CANNOT;
	}

	bpf_quiet();
	cli_catch_signals();
	ret = trace(&lat);
	lat_bpf__destroy(lat.skel);
	return ret;
}
