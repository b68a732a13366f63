// SPDX-License-Identifier: GPL-2.0
/* The command line of "kvm-sve bench"; see options_parse.h. */
#include <ctype.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/results.h"
#include "lib/cli/cli.h"
#include "options_parse.h"

#define TIME_MAX	3600
#define N_MAX		10000000
#define REPEAT_MAX	1000
#define PERCENT_MAX	1000
#define VL_MAX		(VLS_VQ_ARCH_MAX * VLS_VQ_BITS)

enum {
	OPT_GUEST = 256,
	OPT_EXIT,
	OPT_HOST,
	OPT_HOST_VL,
	OPT_VL,
	OPT_CASES,
	OPT_LIST,
	OPT_QUICK,
	OPT_TIME,
	OPT_WARMUP,
	OPT_CPU,
	OPT_NO_SVE,
	OPT_NO_PHASES,
	OPT_NO_EXCLUDE,
	OPT_ROUNDS,
	OPT_REPEAT,
	OPT_COMPARE,
	OPT_THRESHOLD,
	OPT_METRIC,
	OPT_FORCE,
	OPT_SETUP_OLD,
	OPT_SETUP_NEW,
	OPT_OUTPUT_OLD,
	OPT_RECORD_CMDLINE,
	OPT_FULL,
	OPT_CSV,
	OPT_REPORT,
};

static const struct argp_option options[] = {
	{ NULL, 0, NULL, 0, "What to measure:", 1 },
	{ "guest", OPT_GUEST, "LIST", 0, "Guests: none,fpsimd,sve (all)", 1 },
	{ "vl", OPT_VL, "LIST", 0,
	  "Largest VLs of the vcpu in bits: 128,256 (all of the guest maximum)", 1 },
	{ "exit", OPT_EXIT, "LIST", 0,
	  "Kinds of exit: mmio,hvc,sleep,preempt,pingpong, or all (mmio)", 1 },
	{ "host", OPT_HOST, "LIST", 0,
	  "What the host has in its registers: clean,fpsimd,sve (clean; with --exit mmio also "
	  "fpsimd, preempt also sve; sleep-task: sve)", 1 },
	{ "host-vl", OPT_HOST_VL, "VL", 0, "Its VL for sve, in bits (the largest)", 1 },
	{ "cases", OPT_CASES, "GLOB", 0, "Of all exits, the cases with such a name: 'sve/*/512/*'", 1 },
	{ "no-sve", OPT_NO_SVE, NULL, 0, "Also guests none and fpsimd on a vcpu without SVE", 1 },
	{ "list", OPT_LIST, NULL, 0, "Print the names of the cases and do nothing", 1 },

	{ NULL, 0, NULL, 0, "How:", 2 },
	{ "quick", OPT_QUICK, NULL, 0,
	  "A tenth of the time, and of the VLs the smallest and the largest", 2 },
	{ "time", OPT_TIME, "SECONDS", 0,
	  "Measure each case for so long, with as many round trips as that takes (1; of an "
	  "emulated host -n 350)", 2 },
	{ "count", 'n', "N", 0, "So many round trips per case and part of a pass instead", 2 },
	{ "warmup", OPT_WARMUP, "N", 0,
	  "Round trips before each batch (until times are steady; of an emulated host 20)", 2 },
	{ "rounds", OPT_ROUNDS, "N", 0,
	  "Spread them over so many rounds, each with a batch of each case, set up again (10; with "
	  "-n fewer so that a batch has 10)", 2 },
	{ "repeat", OPT_REPEAT, "N", 0, "Repeat the whole measurement N times (1)", 2 },
	{ "cpu", OPT_CPU, "CPU", 0, "Run on this CPU (the one it is started on)", 2 },
	{ "no-phases", OPT_NO_PHASES, NULL, 0, "Leave out the traced pass", 2 },
	{ "no-exclude-guest", OPT_NO_EXCLUDE, NULL, 0,
	  "Leave out the pass with counters that exclude the guest", 2 },

	{ NULL, 0, NULL, 0, "Output:", 3 },
	{ "full", OPT_FULL, NULL, 0,
	  "All numbers of each case, 100 columns wide, not one screen", 3 },
	{ "csv", OPT_CSV, NULL, 0, "As --format csv: a line for each case and column", 3 },
	{ "record-cmdline", OPT_RECORD_CMDLINE, NULL, 0,
	  "Record the kernel's command line too, which may hold what is secret", 3 },
	{ "report", OPT_REPORT, "PAGE", 0,
	  "Also write --format html to PAGE; with FILEs of results measure nothing and put them all "
	  "on it, of any hosts and dates (up to 64)", 3 },

	{ NULL, 0, NULL, 0, "Comparing:", 4 },
	{ "compare", OPT_COMPARE, "OLD.json", 0,
	  "Compare what is measured, or NEW.json, with what was measured before", 4 },
	{ "threshold", OPT_THRESHOLD, "PERCENT", 0, "A change that matters (5)", 4 },
	{ "metric", OPT_METRIC, "NAME", 0,
	  "Compare by ns, cycles, instructions, guest_restore ... alone (instructions where "
	  "emulated, else ns, and the phases)", 4 },
	{ "force", OPT_FORCE, NULL, 0,
	  "Compare although the hosts are not alike, such as another CPU type or KVM mode", 4 },
	{ "setup-old", OPT_SETUP_OLD, "COMMAND", 0,
	  "Measure this host interleaved, a batch of round trips after COMMAND and one after that "
	  "of --setup-new, and compare. At the end COMMAND is run once more", 4 },
	{ "setup-new", OPT_SETUP_NEW, "COMMAND", 0, "The other one; -o and --report have its results", 4 },
	{ "output-old", OPT_OUTPUT_OLD, "FILE", 0, "Write the JSON of the old one to FILE", 4 },
	{ 0 },
};

static const char doc[] =
	"Measure what a round trip from a guest to the host and back costs, for guests that "
	"touch no FP register, all V registers, or every Z, P and FFR, at each vector length, "
	"by each kind of exit.\v"
	"With --output what is measured goes to FILE as JSON, which --compare reads, or as --format "
	"says, and the table to stdout all the same. Where that is compared --format is of the "
	"comparison. With NEW.json nothing is measured: the comparison itself goes to FILE.\n\n"
	"Exit status: 0 all cases are there; 1 --compare found a case that is slower; 2 bad usage "
	"or input; 3 this host cannot, or results to compare have too few rounds to show any "
	"change; 4 a wrong result, such as a lost register; 130 interrupted (143 by SIGTERM): "
	"what was measured is printed and written all the same.";

/* Call @add for each word between the commas of @text. One that comes again adds nothing. */
static void each_word(struct argp_state *state, const char *text,
		      void (*add)(struct argp_state *, const char *, size_t))
{
	size_t len;

	do {
		len = strcspn(text, ",");
		add(state, text, len);
		text += len;
	} while (*text++);
}

static void add_guest(struct argp_state *state, const char *name, size_t len)
{
	struct bench_options *opts = state->input;
	const struct bench_guest *guest = bench_guest_find(name, len);

	if (!guest)
		argp_error(state, "unknown guest '%.*s': none, fpsimd or sve", (int)len, name);
	for (size_t i = 0; i < opts->nr_guests; i++)
		if (opts->guests[i] == guest)
			return;
	if (opts->nr_guests == BENCH_GUESTS_MAX)
		argp_error(state, "too many guests");
	opts->guests[opts->nr_guests++] = guest;
}

static bool has_exit(const struct bench_options *opts, const struct bench_exit *exit)
{
	for (size_t i = 0; i < opts->nr_exits; i++)
		if (opts->exits[i] == exit)
			return true;
	return false;
}

static void add_exit(struct argp_state *state, const char *name, size_t len)
{
	bool found = false, all = len == strlen("all") && !strncmp(name, "all", len);
	struct bench_options *opts = state->input;

	for (const struct bench_exit *exit = bench_exits; exit->name; exit++) {
		if (!all && !bench_exit_is(exit, name, len))
			continue;
		found = true;
		if (has_exit(opts, exit))
			continue;
		if (opts->nr_exits == BENCH_EXITS_MAX)
			argp_error(state, "too many kinds of exit");
		opts->exits[opts->nr_exits++] = exit;
	}
	if (!found)
		argp_error(state, "unknown exit '%.*s': all, mmio, hvc, sleep (sleep-idle, -task), "
			   "preempt (preempt-fifo), pingpong (pingpong-same, -other, -nosve)",
			   (int)len, name);
}

static void add_host_state(struct argp_state *state, const char *name, size_t len)
{
	struct bench_options *opts = state->input;
	enum host_state found = host_state_find(name, len);

	if (found == NR_HOST_STATES)
		argp_error(state, "unknown state of the host '%.*s': clean, fpsimd or sve",
			   (int)len, name);
	opts->host_states |= 1U << found;
}

static void parse_vl(struct argp_state *state, struct bench_options *opts, const char *text)
{
	const char *why = NULL;
	size_t pos = 0;

	if (vls_parse(text, &opts->vls, &why, &pos))
		argp_error(state, "--vl '%s': %s at '%s'", text, why, text + pos);
	if (vls_empty(&opts->vls))
		argp_error(state, "--vl '%s': no VL", text);
}

static error_t parse_what(int key, char *arg, struct argp_state *state)
{
	struct bench_options *opts = state->input;

	switch (key) {
	case OPT_GUEST:
		opts->nr_guests = 0;
		each_word(state, arg, add_guest);
		return 0;
	case OPT_EXIT:
		opts->nr_exits = 0;
		each_word(state, arg, add_exit);
		return 0;
	case OPT_HOST:
		opts->host_states = 0;
		each_word(state, arg, add_host_state);
		return 0;
	case OPT_HOST_VL:
		opts->host_vl = cli_number(state, arg, VLS_VQ_BITS, VL_MAX);
		return 0;
	case OPT_VL:
		parse_vl(state, opts, arg);
		return 0;
	case OPT_CASES:
		opts->pattern = arg;
		return 0;
	case OPT_NO_SVE:
		opts->no_sve = true;
		return 0;
	case OPT_LIST:
		opts->list = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* "1" or "0.5", at most @max. False: it is no such number. */
static bool parse_decimal(const char *text, double max, double *val)
{
	char *end;

	*val = strtod(text, &end);
	return isdigit((unsigned char)text[0]) && !*end && *val >= 0 && *val <= max;
}

static double parse_seconds(struct argp_state *state, const char *text)
{
	double seconds;

	if (!parse_decimal(text, TIME_MAX, &seconds) || seconds == 0)
		argp_error(state, "--time '%s': not a number of seconds, above 0 and up to %d",
			   text, TIME_MAX);
	return seconds;
}

static error_t parse_how(int key, char *arg, struct argp_state *state)
{
	struct bench_options *opts = state->input;

	switch (key) {
	case OPT_QUICK:
		opts->quick = opts->no_exclude = true;
		return 0;
	case 'n':
		opts->n = cli_number(state, arg, 1, N_MAX);
		return 0;
	case OPT_TIME:
		opts->time = parse_seconds(state, arg);
		return 0;
	case OPT_WARMUP:
		opts->warmup = cli_number(state, arg, 0, N_MAX);
		return 0;
	case OPT_ROUNDS:
		opts->rounds = cli_number(state, arg, 1, REPEAT_MAX);
		return 0;
	case OPT_REPEAT:
		opts->repeat = cli_number(state, arg, 1, REPEAT_MAX);
		return 0;
	case OPT_CPU:
		opts->cpu = cli_number(state, arg, 0, CPU_SETSIZE - 1);
		return 0;
	case OPT_NO_PHASES:
		opts->no_phases = true;
		return 0;
	case OPT_NO_EXCLUDE:
		opts->no_exclude = true;
		return 0;
	default:
		return parse_what(key, arg, state);
	}
}

static double parse_percent(struct argp_state *state, const char *text)
{
	double percent;

	if (!parse_decimal(text, PERCENT_MAX, &percent))
		argp_error(state, "'%s' is not a percentage from 0 to %d", text, PERCENT_MAX);
	return percent / 100;
}

static void check_interleaved(struct argp_state *state)
{
	const struct bench_options *opts = state->input;

	if (!opts->setup_baseline != !opts->setup_candidate)
		argp_error(state, "--setup-old and --setup-new: both, or neither");
	if (opts->setup_baseline && opts->baseline)
		argp_error(state, "--setup-old or --compare, not both");
	if (opts->out.format == OUT_BENCHSTAT && (opts->baseline || opts->setup_baseline))
		argp_error(state, "--format benchstat is of one result: benchstat itself compares");
	if (opts->output_baseline && !opts->setup_baseline)
		argp_error(state, "--output-old is for --setup-old");
}

/* What the arguments are depends on options that may come after them. */
static void check_files(struct argp_state *state)
{
	struct bench_options *opts = state->input;
	const char *end;

	if (!opts->nr_files)
		return;
	if (opts->baseline) {
		if (opts->nr_files > 1)
			argp_error(state, "--compare OLD.json takes one NEW.json, not %zu",
				   opts->nr_files);
		opts->candidate = opts->files[0];
		opts->nr_files = 0;
		return;
	}
	if (!opts->report) {
		argp_error(state, "'%s': results are for --report PAGE or --compare OLD.json",
			   opts->files[0]);
		return;
	}
	if (opts->out.path || opts->out.chosen || opts->setup_baseline || opts->list)
		argp_error(state, "--report with results measures nothing: it writes the page alone");
	end = strrchr(opts->report, '.');
	if (end && !strcmp(end, ".json"))
		argp_error(state, "--report '%s' would be overwritten by a page: --report "
			   "PAGE.html FILE...", opts->report);
}

static error_t parse_compare(int key, char *arg, struct argp_state *state)
{
	struct bench_options *opts = state->input;

	switch (key) {
	case OPT_COMPARE:
		opts->baseline = arg;
		return 0;
	case OPT_THRESHOLD:
		opts->threshold = parse_percent(state, arg);
		return 0;
	case OPT_METRIC:
		opts->metric = metric_find(arg);
		if (opts->metric == NR_METRICS)
			argp_error(state, "unknown metric '%s'", arg);
		return 0;
	case OPT_FORCE:
		opts->force = true;
		return 0;
	case OPT_SETUP_OLD:
		opts->setup_baseline = arg;
		return 0;
	case OPT_SETUP_NEW:
		opts->setup_candidate = arg;
		return 0;
	case OPT_OUTPUT_OLD:
		opts->output_baseline = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (opts->nr_files == HTML_MANY_MAX)
			argp_error(state, "more than %d results", HTML_MANY_MAX);
		opts->files[opts->nr_files++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (opts->n && opts->time > 0)
			argp_error(state, "--time or -n, not both");
		check_files(state);
		check_interleaved(state);
		return 0;
	default:
		return parse_how(key, arg, state);
	}
}

static error_t parse_opt(int key, char *arg, struct argp_state *state)
{
	struct bench_options *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->out;
		state->child_inputs[1] = &opts->realtime;
		return 0;
	case OPT_FULL:
		opts->full = true;
		return 0;
	case OPT_RECORD_CMDLINE:
		opts->record_cmdline = true;
		return 0;
	case OPT_REPORT:
		opts->report = arg;
		return 0;
	case OPT_CSV:
		out_choose(state, "csv", &opts->out);
		return 0;
	default:
		return parse_compare(key, arg, state);
	}
}

static const struct argp_child children[] = {
	{ .argp = &out_argp, .group = 3 }, { .argp = &realtime_argp, .group = 2 }, { 0 },
};

static const struct argp argp = {
	.options = options,
	.children = children,
	.parser = parse_opt,
	.args_doc = "[--compare OLD.json [NEW.json]]\n--report PAGE FILE...",
	.doc = doc,
};

void bench_options_parse(struct bench_options *opts, int argc, char **argv)
{
	bench_options_init(opts);
	cli_parse("bench", &argp, argc, argv, opts, NULL);
	bench_options_complete(opts);
}
