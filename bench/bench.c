// SPDX-License-Identifier: GPL-2.0
/* "kvm-sve bench": options, and the matrix of guests and VLs, row by row. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cases.h"
#include "cli.h"
#include "measure.h"
#include "report.h"

#define CYCLES_WAIT_HZ	4	/* a quarter of a second */
#define N_DEFAULT	500
#define WARMUP_DEFAULT	50
#define N_MAX		10000000
#define GUESTS_MAX	8

enum {
	OPT_GUEST = 256,
	OPT_VL,
	OPT_WARMUP,
	OPT_CPU,
	OPT_NO_SVE,
	OPT_NO_PHASES,
	OPT_FULL,
	OPT_JSON,
};

struct options {
	const struct bench_guest *guests[GUESTS_MAX];
	size_t nr_guests;
	struct vls vls;			/* empty: all of the guest maximum */
	size_t n, warmup;
	int cpu;			/* -1: the one we are on */
	bool no_sve, no_phases, full, json;
	const char *output;
};

static const struct argp_option options[] = {
	{ "guest", OPT_GUEST, "LIST", 0, "Guests: none,fpsimd,sve (all)", 0 },
	{ "vl", OPT_VL, "LIST", 0,
	  "Largest VLs of the vcpu in bits: 128,256 (all of the guest maximum)", 0 },
	{ NULL, 'n', "N", 0, "Round trips per row in each of the two passes (500)", 0 },
	{ "warmup", OPT_WARMUP, "N", 0, "Round trips before each pass (50)", 0 },
	{ "cpu", OPT_CPU, "CPU", 0, "Run on this CPU (the one it is started on)", 0 },
	{ "no-sve", OPT_NO_SVE, NULL, 0, "Also guests none and fpsimd on a vcpu without SVE", 0 },
	{ "no-phases", OPT_NO_PHASES, NULL, 0, "Leave out the traced pass", 0 },
	{ "full", OPT_FULL, NULL, 0, "All percentiles of all columns", 0 },
	{ "json", OPT_JSON, NULL, 0, "Print JSON", 0 },
	{ "output", 'o', "FILE", 0, "Also write the JSON to FILE", 0 },
	{ 0 },
};

static const char doc[] =
	"Measure what a round trip from KVM_RUN to the guest and back costs, for guests that "
	"touch no FP register, all V registers, or every Z, P and FFR, at each vector length.\v"
	"Exit status: 0 all rows are there; 1 a wrong result was found, or it was stopped before "
	"the last row; 2 bad usage; 3 this host cannot.";

static void add_guest(struct argp_state *state, struct options *opts, const char *name, size_t len)
{
	const struct bench_guest *guest = bench_guest_find(name, len);

	if (!guest)
		argp_error(state, "unknown guest '%.*s': none, fpsimd or sve", (int)len, name);
	if (opts->nr_guests == GUESTS_MAX)
		argp_error(state, "too many guests");
	opts->guests[opts->nr_guests++] = guest;
}

static void parse_guests(struct argp_state *state, struct options *opts, const char *text)
{
	size_t len;

	opts->nr_guests = 0;
	do {
		len = strcspn(text, ",");
		add_guest(state, opts, text, len);
		text += len;
	} while (*text++);
}

static void parse_vl(struct argp_state *state, struct options *opts, const char *text)
{
	const char *why = NULL;
	size_t pos = 0;

	if (vls_parse(text, &opts->vls, &why, &pos))
		argp_error(state, "--vl '%s': %s at '%s'", text, why, text + pos);
	if (vls_empty(&opts->vls))
		argp_error(state, "--vl '%s': no VL", text);
}

static error_t parse_opt(int key, char *arg, struct argp_state *state)
{
	struct options *opts = state->input;

	switch (key) {
	case OPT_GUEST:
		parse_guests(state, opts, arg);
		return 0;
	case OPT_VL:
		parse_vl(state, opts, arg);
		return 0;
	case 'n':
		opts->n = cli_number(state, arg, 1, N_MAX);
		return 0;
	case OPT_WARMUP:
		opts->warmup = cli_number(state, arg, 0, N_MAX);
		return 0;
	case OPT_CPU:
		opts->cpu = cli_number(state, arg, 0, CPU_SETSIZE - 1);
		return 0;
	case OPT_NO_SVE:
		opts->no_sve = true;
		return 0;
	case OPT_NO_PHASES:
		opts->no_phases = true;
		return 0;
	case OPT_FULL:
		opts->full = true;
		return 0;
	case OPT_JSON:
		opts->json = true;
		return 0;
	case 'o':
		opts->output = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = { .options = options, .parser = parse_opt, .doc = doc };

/* Run on @cpu only, or on the CPU that we are on. Return it, or CLI_CANNOT negated. */
static int pin(int cpu)
{
	cpu_set_t set;

	if (cpu < 0)
		cpu = sched_getcpu();
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		cli_error("cannot run on CPU %d: %s", cpu, strerror(errno));
		return -CLI_CANNOT;
	}
	return cpu;
}

/*
 * The VLs that a vcpu can get here. @vm stays open while rows come and go: with
 * the first VM of a host and after the last one KVM turns virtualization on and
 * off and the kernel patches the scheduler's code, which is no part of a row.
 */
static int read_guest_max(struct vm *vm, struct vls *set)
{
	struct vcpu vcpu;
	int ret = CLI_OK;

	if (vm_open(vm, 0)) {
		cli_error("%s; this needs an arm64 host that runs KVM at EL2, and access to "
			  "/dev/kvm (group kvm, or root)", vm->msg);
		return CLI_CANNOT;
	}
	if (vcpu_create(&vcpu, vm, 0) || vcpu_init(&vcpu, true) || vcpu_guest_max(&vcpu, set)) {
		cli_error("%s; this needs a CPU with SVE", vcpu.msg);
		ret = CLI_CANNOT;
	}
	vcpu_close(&vcpu);
	return ret;
}

/* Take all VLs if none was asked for; else each must be one that a vcpu can get. */
static int choose_vls(struct options *opts, const struct vls *guest_max)
{
	char text[VLS_TEXT_MAX];

	if (vls_empty(&opts->vls))
		opts->vls = *guest_max;
	for (unsigned int vq = 1; vq <= vls_max(&opts->vls); vq++) {
		if (!vls_has(&opts->vls, vq) || vls_has(guest_max, vq))
			continue;
		vls_format(text, sizeof(text), guest_max);
		cli_error("no vcpu can get VL %u on this host; the guest maximum is %s",
			  vq * VLS_VQ_BITS, text);
		return CLI_CANNOT;
	}
	return CLI_OK;
}

/* Decide whether there is a traced pass, without attaching anything yet. */
static void open_switches(const struct options *opts, struct switches *switches,
			  struct measure *measure, struct bench_report *report)
{
	char version[64];

	if (opts->no_phases) {
		report->no_phases = "not asked for (--no-phases)";
		return;
	}
	if (cli_module_read("version", version, sizeof(version)))
		report->no_phases = "no tracepoint kvm_sve:switch; load the module kvm_sve";
	else if (switches_open(switches))
		report->no_phases = switches->why;
	else
		measure->switches = switches;
	if (report->no_phases)
		cli_error("no phases: %s", report->no_phases);
}

static void open_counters(struct measure *measure, struct bench_report *report)
{
	counters_open(&measure->counters);
	for (int c = 0; c < NR_COUNTERS; c++)
		if (!counters_have(&measure->counters, c))
			cli_error("no %s: %s", counter_name(c), measure->counters.why[c]);
	report->counters = measure->counters;
}

/* One way through all rows. */
struct pass {
	const char *name;
	int (*measure)(struct measure *measure, struct trip *trip, struct bench_row *row);
};

static void progress(const struct pass *pass, const struct bench_guest *guest, unsigned int vl,
		     size_t done, size_t total)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\rbench: %s, %zu of %zu, guest %s, VL %u\033[K", pass->name, done,
			total, guest->name, vl);
}

static void progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
}

/* What a row's failure means, told on stderr. */
static int row_failed(const struct trip *trip, int err)
{
	if (err == -EINTR)
		return CLI_NO;
	progress_end();
	cli_error("guest %s, VL %u: %s", trip->guest->name, vls_max(&trip->set) * VLS_VQ_BITS,
		  trip->msg);
	return err == -EBADMSG ? CLI_NO : CLI_CANNOT;
}

/* Row @at of the matrix; an empty @set is a vcpu without SVE. */
static int run_row(const struct pass *pass, struct measure *measure,
		   const struct bench_guest *guest, const struct vls *set,
		   struct bench_report *report, size_t at)
{
	struct bench_row *row = &report->rows[at];
	struct trip trip;
	int err = trip_start(&trip, guest, &bench_exit_mmio, set);

	if (!err) {
		err = pass->measure(measure, &trip, row);
		trip_end(&trip);
	}
	if (err)
		return row_failed(&trip, err);
	if (at < report->nr_rows)
		return CLI_OK;
	if (row->multiplexed)
		cli_error("guest %s, VL %u: other perf events shared the counters: no cycles and "
			  "instructions", guest->name, row->vl);
	report->nr_rows++;
	return CLI_OK;
}

static unsigned int count_vls(const struct vls *set)
{
	unsigned int n = 0;

	for (unsigned int vq = 1; vq <= vls_max(set); vq++)
		n += vls_has(set, vq);
	return n;
}

/* Guest by guest; for each a vcpu without SVE if wanted, then VL by VL. */
static int run_pass(const struct pass *pass, const struct options *opts, struct measure *measure,
		    size_t total, struct bench_report *report)
{
	int ret = CLI_OK;
	size_t at = 0;

	for (size_t g = 0; g < opts->nr_guests; g++) {
		const struct bench_guest *guest = opts->guests[g];

		for (unsigned int vq = 0; vq <= vls_max(&opts->vls); vq++) {
			struct vls set = vls_upto(&report->guest_max, vq);
			bool wanted = vq ? vls_has(&opts->vls, vq) :
					   opts->no_sve && !guest->needs_sve;

			if (!wanted)
				continue;
			progress(pass, guest, vq * VLS_VQ_BITS, at + 1, total);
			ret = cli_stop ? CLI_NO : run_row(pass, measure, guest, &set, report, at);
			if (ret)
				return ret;
			at++;
		}
	}
	return ret;
}

static int run_passes(const struct options *opts, struct measure *measure, size_t total,
		      struct bench_report *report)
{
	static const struct pass untraced = { "round trips", measure_untraced };
	static const struct pass traced = { "phases", measure_traced };
	int ret = run_pass(&untraced, opts, measure, total, report);

	if (ret || !measure->switches)
		return ret;
	if (switches_attach(measure->switches)) {
		report->no_phases = measure->switches->why;
		cli_error("no phases: %s", report->no_phases);
		return CLI_CANNOT;
	}
	ret = run_pass(&traced, opts, measure, total, report);
	switches_detach(measure->switches);
	return ret;
}

static int print(const struct options *opts, const struct bench_report *report)
{
	int ret = opts->json ? report_json(report) : report_text(report, opts->full);
	int written = opts->output ? report_json_file(report, opts->output) : CLI_OK;

	return ret ? ret : written;
}

static int run(const struct options *opts, struct bench_report *report)
{
	size_t total = opts->nr_guests * (count_vls(&opts->vls) + opts->no_sve);
	struct measure measure = {
		.n = opts->n,
		.warmup = opts->warmup,
		.cycles_wait = report->host.cntfrq / CYCLES_WAIT_HZ,
	};
	struct switches switches = { 0 };
	int ret = CLI_CANNOT, printed;

	report->rows = calloc(total, sizeof(*report->rows));
	if (!report->rows || measure_alloc(&measure)) {
		cli_error("not enough memory for %zu samples a row; use a smaller -n", opts->n);
		goto out;
	}
	open_counters(&measure, report);
	open_switches(opts, &switches, &measure, report);

	ret = run_passes(opts, &measure, total, report);
	progress_end();
	report->partial = ret;
	printed = print(opts, report);
	ret = ret ? ret : printed;

	if (switches.skel)
		switches_close(&switches);
	counters_close(&measure.counters);
out:
	measure_free(&measure);
	free(report->rows);
	return ret;
}

int cmd_bench(int argc, char **argv)
{
	struct options opts = { .n = N_DEFAULT, .warmup = WARMUP_DEFAULT, .cpu = -1 };
	struct bench_report report = { 0 };
	struct vm vm;
	int cpu, ret;

	for (const struct bench_guest *guest = bench_guests; guest->name; guest++)
		opts.guests[opts.nr_guests++] = guest;
	cli_parse("bench", &argp, argc, argv, &opts, NULL);
	cli_catch_signals();

	cpu = pin(opts.cpu);
	if (cpu < 0)
		return -cpu;
	host_read(&report.host, cpu);
	report.n = opts.n;
	report.warmup = opts.warmup;

	ret = read_guest_max(&vm, &report.guest_max);
	if (!ret)
		ret = choose_vls(&opts, &report.guest_max);
	if (!ret)
		ret = run(&opts, &report);
	vm_close(&vm);
	return ret;
}
