// SPDX-License-Identifier: GPL-2.0
/* All cases through the passes, round by round; see run.h. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ab.h"
#include "case_samples.h"
#include "interleave.h"
#include "lib/cli/cli.h"
#include "lib/kvm_mode.h"
#include "measure.h"
#include "noise.h"
#include "progress.h"
#include "run.h"
#include "vm_spacer.h"

#define CYCLES_WAIT_HZ	4	/* a quarter of a second */

/* One set of results on its way: the only one, or one of two that are interleaved. */
struct variant {
	struct result_set *set;
	struct case_samples *cases;	/* as plan->cases */
	const char *setup;		/* command before each of its batches; NULL: none */
};

#define VARIANTS	2

struct run {
	const struct plan *plan;
	const struct bench_options *opts;
	struct variant variants[VARIANTS];	/* baseline and candidate, or the only one */
	size_t nr_variants;
	struct variant *variant;	/* the one that is measured just now */
	struct measure measure;
	size_t (*sized)[NR_PARTS];	/* of each case, as measure.sizing.sized */
	struct switches switches;
	struct vm_spacer spacer;
	bool exclude_guest;		/* there is such a pass */
	size_t round;			/* of opts->rounds * opts->repeat */
	struct progress progress;
};

/* One way to measure all cases. */
struct pass {
	const char *name;
	measure_fn *measure;
};

/* Print why a case failed. It is only skipped, without an error, if this host cannot run it. */
static int case_failed(struct run *run, struct case_samples *cs, const struct fixture *fixture,
		       int err)
{
	struct result_skip *skip;

	if (err == -EINTR)
		return cli_stopped();
	progress_clear(&run->progress);
	cli_error("%s: %s", fixture->c->name, fixture->msg);
	if (err != -EOPNOTSUPP)
		return err == -EBADMSG ? CLI_WRONG : CLI_CANNOT;

	cs->skipped = true;
	if (cs->result)
		return CLI_OK;
	skip = &run->variant->set->skips[run->variant->set->nr_skips++];
	memcpy(skip->name, fixture->c->name, sizeof(skip->name));
	snprintf(skip->why, sizeof(skip->why), "%.*s", RESULT_WHY - 1, fixture->msg);
	return CLI_OK;
}

/* A batch of a case: its samples are added, or none. */
static int take_batch(struct run *run, const struct pass *pass, struct fixture *fixture, size_t at,
		      struct result *result)
{
	struct case_samples *cs = &run->variant->cases[at];
	struct case_samples_mark mark = case_samples_mark(cs);
	int err = measure_case(&run->measure, pass->measure, fixture, &run->plan->cases[at], result,
			       cs->samples);

	if (err)
		case_samples_rewind(cs, &mark);
	return err;
}

static int run_case(struct run *run, const struct pass *pass, size_t at)
{
	struct case_samples *cs = &run->variant->cases[at];
	struct result *result = cs->result;
	struct fixture fixture;
	int err;

	if (cs->skipped)
		return CLI_OK;
	if (!result) {
		result = &run->variant->set->results[run->variant->set->nr_results];
		*result = (struct result){ .steady = UNKNOWN };
	}
	run->measure.sizing.sized = run->sized[at];
	err = take_batch(run, pass, &fixture, at, result);
	if (err)
		return case_failed(run, cs, &fixture, err);

	if (!cs->result && result->multiplexed) {
		progress_clear(&run->progress);
		cli_error("%s: other perf events shared the counters: no cycles and instructions",
			  result->name);
	}
	if (!cs->result)
		run->variant->set->nr_results++;
	cs->result = result;
	return CLI_OK;
}

/* CLI_OK, unless a signal came or the reader of the output is gone. */
static int stopped(void)
{
	if (cli_output_gone())
		return cli_output_lost(EPIPE);
	return cli_stop ? cli_stopped() : CLI_OK;
}

/* A wrong result ends the run here too: it need not show again in the few round trips to come. */
static int noise_failed(struct run *run, const struct fixture *fixture, int err)
{
	if (err == -EINTR)
		return cli_stopped();
	progress_clear(&run->progress);
	if (err == -EBADMSG) {
		cli_error("%s: %s", fixture->c->name, fixture->msg);
		return CLI_WRONG;
	}
	cli_error("no noise floor for %s: %s: %s", fixture->c->exit->name, fixture->c->name,
		  fixture->msg);
	return CLI_OK;
}

/* Is the case at @at the one of its kind of exit that is measured against itself? */
static bool has_noise(const struct plan *plan, size_t at)
{
	return at + 1 == plan->n || plan->cases[at + 1].exit != plan->cases[at].exit;
}

/*
 * Of each kind of exit the last case, which uses the most registers, against itself in
 * this pass. Interleaved it would tell what that takes away.
 */
static int measure_noise(struct run *run, const struct pass *pass)
{
	const struct plan *plan = run->plan;
	struct fixture fixture;
	int ret = CLI_OK, err;

	run->measure.sizing.n = run->opts->n;
	for (size_t i = 0; i < plan->n && !ret && !stopped(); i++) {
		const struct bench_case *c = &plan->cases[i];

		if (!has_noise(plan, i))
			continue;
		progress_show(&run->progress, "noise", c->name);
		err = noise_measure(run->variant->set, &run->measure, pass->measure, &fixture, c,
				    run->opts->noise_rounds);
		if (err)
			ret = noise_failed(run, &fixture, err);
	}
	return ret;
}

/* Batches of each variant in a pass of a round. */
static size_t nr_interleaves(const struct run *run)
{
	return run->nr_variants > 1 ? INTERLEAVES : 1;
}

/* A batch of all cases, with its part of the round trips. */
static int run_pass(struct run *run, const struct pass *pass, size_t batch)
{
	size_t n = run->opts->n, batches = run->opts->rounds * nr_interleaves(run);
	size_t i = run->round % run->opts->rounds * nr_interleaves(run) + batch;
	int ret = CLI_OK;

	if (!run->round && run->nr_variants == 1)
		ret = measure_noise(run, pass);
	run->measure.sizing.n = n * (i + 1) / batches - n * i / batches;
	for (i = 0; i < run->plan->n && !ret; i++) {
		progress_show(&run->progress, pass->name, run->plan->cases[i].name);
		ret = stopped();
		if (!ret)
			ret = run_case(run, pass, i);
		progress_done(&run->progress);
	}
	return ret;
}

/* Print why there is no such metric, and keep it for the results. */
static void note_missing(struct run *run, enum metric metric, const char *name, const char *why)
{
	for (size_t i = 0; i < run->nr_variants; i++)
		snprintf(run->variants[i].set->why[metric], RESULT_WHY, "%.*s", RESULT_WHY - 1,
			 why);
	progress_clear(&run->progress);
	cli_error("no %s: %s", name, why);
}

/* Each variant once, this one or the other one first. */
static int interleave(struct run *run, const struct pass *pass, size_t batch)
{
	size_t n = run->nr_variants, first = interleave_candidate_first(run->round, batch);
	int ret = CLI_OK;

	for (size_t i = 0; i < n && !ret; i++) {
		run->variant = &run->variants[(first + i) % n];
		if (run->variant->setup)
			ret = ab_setup(run->variant->setup);
		if (!ret)
			ret = run_pass(run, pass, batch);
	}
	return ret;
}

static int end_round(struct run *run)
{
	int err = 0;

	for (size_t s = 0; s < run->nr_variants; s++)
		for (size_t i = 0; i < run->plan->n && !err; i++)
			err = case_samples_end_round(&run->variants[s].cases[i]);
	if (!err)
		return CLI_OK;
	cli_error("not enough memory for the rounds");
	return CLI_CANNOT;
}

/*
 * All cases once; interleaved a few times, so that what both variants have is as near in time as
 * it can be, and each is as often first as second.
 */
static int run_variants(struct run *run, const struct pass *pass)
{
	int ret = CLI_OK;

	for (size_t batch = 0; batch < nr_interleaves(run) && !ret; batch++)
		ret = interleave(run, pass, batch);
	return ret ? ret : end_round(run);
}

/* What the counters lack, for the metrics from @first on. */
static void open_counters(struct run *run, bool exclude_guest, enum metric first)
{
	struct counters *counters = &run->measure.counters;

	counters_open(counters, run->variants[0].set->host.cpu, exclude_guest);
	for (int c = 0; c < NR_COUNTERS; c++)
		if (!counters_have(counters, c) && !run->round)
			note_missing(run, first + c, metric_name(first + c), counters->why[c]);
}

static int no_guest_pass(struct run *run)
{
	static const struct pass pass = { "without the guest", measure_no_guest };
	int ret;

	if (!run->exclude_guest)
		return CLI_OK;
	counters_close(&run->measure.counters);
	open_counters(run, true, run->measure.excluded);
	ret = run_variants(run, &pass);
	counters_close(&run->measure.counters);
	counters_open(&run->measure.counters, run->variants[0].set->host.cpu, false);
	return ret;
}

static int traced_pass(struct run *run)
{
	static const struct pass pass = { "phases", measure_traced };
	int ret;

	if (!run->measure.switches)
		return CLI_OK;
	if (switches_attach(&run->switches)) {
		note_missing(run, METRIC_PHASE, "phases", run->switches.why);
		return CLI_CANNOT;
	}
	ret = run_variants(run, &pass);
	switches_detach(&run->switches);
	return ret;
}

/* The metrics of the pass without the guest are those that this host's mode of KVM gives. */
static void choose_excluded(struct run *run, const char *kvm_mode)
{
	enum yes_no vhe = kvm_mode_is_vhe(kvm_mode);
	static const char *const why = "what exclude_guest leaves out depends on the mode of KVM, "
				       "which is unknown";
	int other = vhe == YES ? METRIC_CYCLES_NO_RUN : METRIC_CYCLES_NO_GUEST;

	run->measure.excluded = vhe == YES ? METRIC_CYCLES_NO_GUEST : METRIC_CYCLES_NO_RUN;
	run->exclude_guest = !run->opts->no_exclude && vhe != UNKNOWN;
	if (run->opts->no_exclude)
		return;
	for (size_t i = 0; i < run->nr_variants; i++)
		for (int c = 0; c < NR_COUNTERS; c++)
			snprintf(run->variants[i].set->why[other + c], RESULT_WHY,
				 vhe == YES ? "counted on nVHE" : "counted on VHE");
	if (vhe == UNKNOWN)
		for (int c = 0; c < NR_COUNTERS; c++)
			note_missing(run, METRIC_CYCLES_NO_RUN + c,
				     metric_name(METRIC_CYCLES_NO_RUN + c), why);
}

/* Decide whether there is a traced pass, without attaching anything yet. */
static void open_switches(struct run *run)
{
	if (run->opts->no_phases)
		return;
	if (!cli_has_module())
		note_missing(run, METRIC_PHASE, "phases",
			     "no tracepoint kvm_sve:sve_switch_cycles; load the module kvm_sve");
	else if (switches_open(&run->switches))
		note_missing(run, METRIC_PHASE, "phases", run->switches.why);
	else
		run->measure.switches = &run->switches;
}

/*
 * A round of all passes, in a place of its own. Each pass is made again in every round, since
 * what it takes changes the kernel's text, and how fast that is may change with it.
 */
static int run_round(struct run *run)
{
	static const struct pass untraced = { "round trips", measure_untraced };
	int ret;

	if (run->round)
		vm_spacer_add(&run->spacer, &run->variants[0].set->guest_max);
	/* The module gives the cycle counter back a moment after the last traced pass. */
	if (run->round && run->measure.switches)
		usleep(1000000 / CYCLES_WAIT_HZ);
	ret = run_variants(run, &untraced);
	if (!ret)
		ret = no_guest_pass(run);
	return ret ? ret : traced_pass(run);
}

static size_t nr_passes(const struct run *run)
{
	return 1 + run->exclude_guest + !!run->measure.switches;
}

/* Batches that are to come in all passes. */
static size_t nr_steps(const struct run *run)
{
	size_t passes = nr_passes(run), noise = 0;
	size_t batches = run->plan->n * run->opts->rounds * run->opts->repeat;

	for (size_t i = 0; i < run->plan->n && run->nr_variants == 1; i++)
		noise += has_noise(run->plan, i) * noise_batches(run->opts->noise_rounds);
	return passes * (batches * run->nr_variants * nr_interleaves(run) + noise);
}

static int run_rounds(struct run *run)
{
	size_t rounds = run->opts->rounds * run->opts->repeat;
	int ret = CLI_OK;

	open_counters(run, false, METRIC_CYCLES);
	open_switches(run);
	choose_excluded(run, run->variants[0].set->host.kvm_mode);
	if (!run->opts->n)
		sizing_by_time(&run->measure.sizing, run->opts->time, nr_passes(run) + 1,
			       run->opts->rounds * nr_interleaves(run),
			       run->plan->n * run->nr_variants * run->opts->repeat);
	progress_begin(&run->progress, nr_steps(run));
	run->measure.progress = &run->progress;

	for (run->round = 0; run->round < rounds && !ret; run->round++)
		ret = run_round(run);
	progress_clear(&run->progress);
	vm_spacer_free(&run->spacer);

	if (run->switches.skel)
		switches_close(&run->switches);
	counters_close(&run->measure.counters);
	return ret;
}

/* What was not asked for is no surprise. */
static void leave_out(const struct bench_options *opts, struct result_set *set)
{
	if (opts->no_exclude)
		for (int m = METRIC_CYCLES_NO_GUEST; m <= METRIC_INSTRUCTIONS_NO_RUN; m++)
			snprintf(set->why[m], RESULT_WHY, "not asked for");
	if (opts->no_phases)
		snprintf(set->why[METRIC_PHASE], RESULT_WHY, "not asked for (--no-phases)");
}

static int begin_variant(struct run *run, struct result_set *set, const char *setup)
{
	struct variant *variant = &run->variants[run->nr_variants];

	*variant = (struct variant){
		.set = set,
		.cases = calloc(run->plan->n, sizeof(*variant->cases)),
		.setup = setup,
	};
	if (!variant->cases) {
		cli_error("not enough memory for %zu cases", run->plan->n);
		return CLI_CANNOT;
	}
	leave_out(run->opts, set);
	run->nr_variants++;
	return CLI_OK;
}

/* Whatever was measured before it was stopped counts. */
static void end_variant(const struct run *run, struct variant *variant, bool partial)
{
	variant->set->partial = partial;
	for (size_t i = 0; i < run->plan->n; i++)
		case_samples_end(&variant->cases[i]);
	free(variant->cases);
}

/*
 * The host is left as the baseline's command has it, whatever came. Of a terminal that hangs up
 * both the kernel and the shell tell: the second SIGHUP must not end this command.
 */
static int end_ab(const struct run *run)
{
	signal(SIGHUP, SIG_IGN);
	cli_stop = 0;
	return ab_setup(run->opts->setup_baseline);
}

int run_plan(const struct plan *plan, const struct bench_options *opts, struct result_set *set,
	     struct result_set *baseline)
{
	struct run run = {
		.plan = plan,
		.opts = opts,
		.measure = {
			.sizing = { .n = opts->n, .warmup = opts->warmup },
			.tick_ns = set->tick_ns,
			.resolution_ns = set->resolution_ns,
			.hyp_saves = kvm_mode_hyp_saves(set->host.kvm_mode, set->host.kernel),
			.cycles_wait = set->host.cntfrq / CYCLES_WAIT_HZ,
		},
	};
	int ret = CLI_OK, ended = CLI_OK;

	run.sized = calloc(plan->n, sizeof(*run.sized));
	if (!run.sized) {
		cli_error("not enough memory for %zu cases", plan->n);
		return CLI_CANNOT;
	}
	if (baseline)
		ret = begin_variant(&run, baseline, opts->setup_baseline);
	if (!ret)
		ret = begin_variant(&run, set, opts->setup_candidate);
	if (!ret)
		ret = run_rounds(&run);
	if (run.nr_variants == VARIANTS)
		ended = end_ab(&run);
	for (size_t i = 0; i < run.nr_variants; i++)
		end_variant(&run, &run.variants[i], ret);
	free(run.sized);
	return ret ? ret : ended;
}
