// SPDX-License-Identifier: GPL-2.0
/* All cases through the passes, round by round; run.h is the manual. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "entry.h"
#include "lib/cli/cli.h"
#include "measure.h"
#include "noise.h"
#include "placement.h"
#include "progress.h"
#include "run.h"
#include "turns.h"

#define CYCLES_WAIT_HZ	4	/* a quarter of a second */

/* One set of results on its way: the only one, or one of two by turns. */
struct side {
	struct result_set *set;
	struct entry *entries;		/* as plan->cases */
	const char *setup;		/* command before each of its turns; NULL: none */
};

#define SIDES	2
#define SWAPS	4	/* turns of each side in a pass of a round, by turns */

struct run {
	const struct plan *plan;
	const struct bench_options *opts;
	struct side sides[SIDES];	/* by turns the old one and the new one; else the only one */
	size_t nr_sides;
	struct side *side;		/* whose turn it is */
	struct measure measure;
	struct switches switches;
	struct placement placement;
	size_t round;			/* of opts->rounds * opts->repeat */
	struct progress progress;
};

/* One way to measure all cases. */
struct pass {
	const char *name;
	measure_fn *measure;
};

/* What a case's failure means, told on stderr. One that this host has not is no failure. */
static int case_failed(struct run *run, struct entry *entry, const struct trip *trip, int err)
{
	struct result_skip *skip;

	if (err == -EINTR)
		return CLI_NO;
	progress_clear(&run->progress);
	cli_error("%s: %s", trip->c->name, trip->msg);
	if (err != -EOPNOTSUPP)
		return err == -EBADMSG ? CLI_NO : CLI_CANNOT;

	entry->skipped = true;
	if (entry->result)
		return CLI_OK;
	skip = &run->side->set->skips[run->side->set->nr_skips++];
	memcpy(skip->name, trip->c->name, sizeof(skip->name));
	snprintf(skip->why, sizeof(skip->why), "%.*s", RESULT_WHY - 1, trip->msg);
	return CLI_OK;
}

/* A turn of a case: its samples are added, or none. */
static int take_turn(struct run *run, const struct pass *pass, struct trip *trip, size_t at,
		     struct result *result)
{
	struct entry *entry = &run->side->entries[at];
	struct entry_mark mark = entry_mark(entry);
	int err = measure_case(&run->measure, pass->measure, trip, &run->plan->cases[at], result,
			       entry->samples);

	if (err)
		entry_cut(entry, &mark);
	return err;
}

static int run_case(struct run *run, const struct pass *pass, size_t at)
{
	struct entry *entry = &run->side->entries[at];
	struct result *result = entry->result;
	struct trip trip;
	int err;

	if (entry->skipped)
		return CLI_OK;
	if (!result) {
		result = &run->side->set->results[run->side->set->nr_results];
		*result = (struct result){ 0 };
	}
	err = take_turn(run, pass, &trip, at, result);
	if (err)
		return case_failed(run, entry, &trip, err);

	if (!entry->result && result->multiplexed) {
		progress_clear(&run->progress);
		cli_error("%s: other perf events shared the counters: no cycles and instructions",
			  result->name);
	}
	if (!entry->result)
		run->side->set->nr_results++;
	entry->result = result;
	return CLI_OK;
}

/*
 * Of each kind of exit the last case, which uses the most registers, against itself in
 * this pass. By turns it would tell what the turns take away.
 */
static void measure_noise(struct run *run, const struct pass *pass)
{
	const struct plan *plan = run->plan;

	run->measure.n = run->opts->n;
	for (size_t i = 0; i < plan->n && !cli_stop; i++) {
		const struct bench_case *c = &plan->cases[i];

		if (i + 1 < plan->n && plan->cases[i + 1].exit == c->exit)
			continue;
		progress_show(&run->progress, "noise", c->name);
		noise_measure(run->side->set, &run->measure, pass->measure, c,
			      run->opts->noise_rounds);
	}
}

/* Turns of each side in a pass of a round. */
static size_t nr_swaps(const struct run *run)
{
	return run->nr_sides > 1 ? SWAPS : 1;
}

/* A turn of all cases, with their share of the round trips. */
static int run_pass(struct run *run, const struct pass *pass, size_t swap)
{
	size_t n = run->opts->n, turns = run->opts->rounds * nr_swaps(run);
	size_t i = run->round % run->opts->rounds * nr_swaps(run) + swap;
	int ret = CLI_OK;

	if (!run->round && run->nr_sides == 1)
		measure_noise(run, pass);
	run->measure.n = n * (i + 1) / turns - n * i / turns;
	for (i = 0; i < run->plan->n && !ret; i++) {
		progress_show(&run->progress, pass->name, run->plan->cases[i].name);
		ret = cli_stop ? CLI_NO : run_case(run, pass, i);
		progress_done(&run->progress);
	}
	return ret;
}

/* Why there is no such metric, told and kept. */
static void lacks(struct run *run, enum metric metric, const char *name, const char *why)
{
	for (size_t i = 0; i < run->nr_sides; i++)
		snprintf(run->sides[i].set->why[metric], RESULT_WHY, "%.*s", RESULT_WHY - 1, why);
	cli_error("no %s: %s", name, why);
}

/* Each side once, this one or the other one first. */
static int swap_sides(struct run *run, const struct pass *pass, size_t swap)
{
	size_t n = run->nr_sides;
	int ret = CLI_OK;

	for (size_t i = 0; i < n && !ret; i++) {
		run->side = &run->sides[(run->round + swap + i) % n];
		if (run->side->setup)
			ret = turns_setup(run->side->setup);
		if (!ret)
			ret = run_pass(run, pass, swap);
	}
	return ret;
}

static int end_round(struct run *run)
{
	int err = 0;

	for (size_t s = 0; s < run->nr_sides; s++)
		for (size_t i = 0; i < run->plan->n && !err; i++)
			err = entry_end_round(&run->sides[s].entries[i]);
	if (!err)
		return CLI_OK;
	cli_error("not enough memory for the rounds");
	return CLI_CANNOT;
}

/*
 * All cases once; by turns a few times, so that what both sides have is as near in time as
 * it can be, and each is as often first as second.
 */
static int run_sides(struct run *run, const struct pass *pass)
{
	int ret = CLI_OK;

	for (size_t swap = 0; swap < nr_swaps(run) && !ret; swap++)
		ret = swap_sides(run, pass, swap);
	return ret ? ret : end_round(run);
}

/* What the counters lack, for the metrics from @first on. */
static void open_counters(struct run *run, bool exclude_guest, enum metric first)
{
	struct counters *counters = &run->measure.counters;

	counters_open(counters, exclude_guest);
	for (int c = 0; c < NR_COUNTERS; c++)
		if (!counters_have(counters, c) && !run->round)
			lacks(run, first + c, metric_name(first + c), counters->why[c]);
}

static int no_guest_pass(struct run *run)
{
	static const struct pass pass = { "without the guest", measure_no_guest };
	int ret;

	if (run->opts->no_exclude)
		return CLI_OK;
	counters_close(&run->measure.counters);
	open_counters(run, true, METRIC_CYCLES_NO_GUEST);
	ret = run_sides(run, &pass);
	counters_close(&run->measure.counters);
	counters_open(&run->measure.counters, false);
	return ret;
}

static int traced_pass(struct run *run)
{
	static const struct pass pass = { "phases", measure_traced };
	int ret;

	if (!run->measure.switches)
		return CLI_OK;
	if (switches_attach(&run->switches)) {
		lacks(run, METRIC_PHASE, "phases", run->switches.why);
		return CLI_CANNOT;
	}
	ret = run_sides(run, &pass);
	switches_detach(&run->switches);
	return ret;
}

/* Decide whether there is a traced pass, without attaching anything yet. */
static void open_switches(struct run *run)
{
	if (run->opts->no_phases)
		return;
	if (!cli_has_module())
		lacks(run, METRIC_PHASE, "phases",
		      "no tracepoint kvm_sve:switch; load the module kvm_sve");
	else if (switches_open(&run->switches))
		lacks(run, METRIC_PHASE, "phases", run->switches.why);
	else
		run->measure.switches = &run->switches;
}

/*
 * A round of all passes, in a place of its own. Each pass comes anew in every round, since
 * what it takes changes the kernel's text, and how fast that is may change with it.
 */
static int run_round(struct run *run)
{
	static const struct pass untraced = { "round trips", measure_untraced };
	int ret;

	if (run->round)
		placement_next(&run->placement, &run->sides[0].set->guest_max);
	/* The module gives the cycle counter back a moment after the last traced pass. */
	if (run->round && run->measure.switches)
		usleep(1000000 / CYCLES_WAIT_HZ);
	ret = run_sides(run, &untraced);
	if (!ret)
		ret = no_guest_pass(run);
	return ret ? ret : traced_pass(run);
}

static int run_rounds(struct run *run)
{
	size_t rounds = run->opts->rounds * run->opts->repeat;
	unsigned int passes = 1;
	int ret = CLI_OK;

	open_counters(run, false, METRIC_CYCLES);
	open_switches(run);
	passes += !run->opts->no_exclude + !!run->measure.switches;
	progress_begin(&run->progress, passes * run->plan->n * rounds * run->nr_sides * nr_swaps(run));

	for (run->round = 0; run->round < rounds && !ret; run->round++)
		ret = run_round(run);
	progress_clear(&run->progress);
	placement_free(&run->placement);

	if (run->switches.skel)
		switches_close(&run->switches);
	counters_close(&run->measure.counters);
	return ret;
}

/* What was not asked for is no surprise. */
static void leave_out(const struct bench_options *opts, struct result_set *set)
{
	if (opts->no_exclude)
		for (int m = METRIC_CYCLES_NO_GUEST; m <= METRIC_INSTRUCTIONS_NO_GUEST; m++)
			snprintf(set->why[m], RESULT_WHY, "not asked for");
	if (opts->no_phases)
		snprintf(set->why[METRIC_PHASE], RESULT_WHY, "not asked for (--no-phases)");
}

static int begin_side(struct run *run, struct result_set *set, const char *setup)
{
	struct side *side = &run->sides[run->nr_sides];

	*side = (struct side){
		.set = set,
		.entries = calloc(run->plan->n, sizeof(*side->entries)),
		.setup = setup,
	};
	if (!side->entries) {
		cli_error("not enough memory for %zu cases", run->plan->n);
		return CLI_CANNOT;
	}
	leave_out(run->opts, set);
	run->nr_sides++;
	return CLI_OK;
}

/* Whatever was measured before it was stopped counts. */
static void end_side(const struct run *run, struct side *side, bool partial)
{
	side->set->partial = partial;
	for (size_t i = 0; i < run->plan->n; i++)
		entry_end(&side->entries[i]);
	free(side->entries);
}

/* The host is left as the old one's command has it, whatever came. */
static int end_turns(const struct run *run)
{
	cli_stop = 0;
	return turns_setup(run->opts->setup_old);
}

int run_plan(const struct plan *plan, const struct bench_options *opts, struct result_set *set,
	     struct result_set *old)
{
	struct run run = {
		.plan = plan,
		.opts = opts,
		.measure = {
			.n = opts->n,
			.warmup = opts->warmup,
			.tick_ns = set->tick_ns,
			.hyp_saves = host_hyp_saves_at_exit(),
			.cycles_wait = set->host.cntfrq / CYCLES_WAIT_HZ,
		},
	};
	int ret = old ? begin_side(&run, old, opts->setup_old) : CLI_OK, ended = CLI_OK;

	if (!ret)
		ret = begin_side(&run, set, opts->setup_new);
	if (!ret)
		ret = run_rounds(&run);
	if (run.nr_sides == SIDES)
		ended = end_turns(&run);
	for (size_t i = 0; i < run.nr_sides; i++)
		end_side(&run, &run.sides[i], ret);
	return ret ? ret : ended;
}
