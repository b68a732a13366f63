// SPDX-License-Identifier: GPL-2.0
/* All cases through the passes, round by round; run.h is the manual. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "measure.h"
#include "noise.h"
#include "placement.h"
#include "progress.h"
#include "run.h"

#define CYCLES_WAIT_HZ	4	/* a quarter of a second */

/* A case on its way through the passes. */
struct entry {
	struct result *result;		/* NULL: not measured yet */
	bool skipped;
	case_samples samples;
};

struct run {
	const struct plan *plan;
	const struct bench_options *opts;
	struct result_set *set;
	struct measure measure;
	struct switches switches;
	struct placement placement;
	struct entry *entries;		/* as plan->cases */
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
	skip = &run->set->skips[run->set->nr_skips++];
	memcpy(skip->name, trip->c->name, sizeof(skip->name));
	snprintf(skip->why, sizeof(skip->why), "%.*s", RESULT_WHY - 1, trip->msg);
	return CLI_OK;
}

/* The samples of all rounds become what is reported. */
static void sum_up(struct entry *entry)
{
	struct result *r = entry->result;

	for (int m = 0; m < NR_METRICS; m++) {
		struct samples *s = &entry->samples[m];
		bool refused = m != METRIC_NS && m < METRIC_PHASE && r->multiplexed;

		if (s->n && !refused)
			r->metric[m] = stats_of(s->values, s->n);
		if (r->metric[m].n && s->rounds > 1)
			stats_set_rounds(&r->metric[m], s->medians, s->rounds);
	}
	r->n = r->metric[METRIC_NS].n;
}

/* Forget what a case that failed has added to its samples. */
static void cut(struct entry *entry, const size_t counts[NR_METRICS])
{
	for (int m = 0; m < NR_METRICS; m++)
		entry->samples[m].n = counts[m];
}

/* What came after @counts are the samples of a round. */
static int end_round(struct entry *entry, const size_t counts[NR_METRICS])
{
	int err = 0;

	for (int m = 0; m < NR_METRICS && !err; m++)
		if (entry->samples[m].n > counts[m])
			err = samples_end_round(&entry->samples[m], counts[m]);
	return err;
}

/* A turn of a case: its samples are added, or none. */
static int take_turn(struct run *run, const struct pass *pass, struct trip *trip, size_t at,
		     struct result *result)
{
	struct entry *entry = &run->entries[at];
	size_t counts[NR_METRICS];
	int err;

	for (int m = 0; m < NR_METRICS; m++)
		counts[m] = entry->samples[m].n;
	err = measure_case(&run->measure, pass->measure, trip, &run->plan->cases[at], result,
			   entry->samples);
	if (!err)
		err = end_round(entry, counts);
	if (err)
		cut(entry, counts);
	return err;
}

static int run_case(struct run *run, const struct pass *pass, size_t at)
{
	struct entry *entry = &run->entries[at];
	struct result *result = entry->result;
	struct trip trip;
	int err;

	if (entry->skipped)
		return CLI_OK;
	if (!result) {
		result = &run->set->results[run->set->nr_results];
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
		run->set->nr_results++;
	entry->result = result;
	return CLI_OK;
}

/*
 * Of each kind of exit the last case, which uses the most registers, against itself in
 * this pass.
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
		noise_measure(run->set, &run->measure, pass->measure, c, run->opts->rounds);
	}
}

/* A turn of all cases, with their share of the round trips. */
static int run_pass(struct run *run, const struct pass *pass)
{
	size_t n = run->opts->n, rounds = run->opts->rounds, i = run->round % rounds;
	int ret = CLI_OK;

	if (!run->round)
		measure_noise(run, pass);
	run->measure.n = n * (i + 1) / rounds - n * i / rounds;
	for (i = 0; i < run->plan->n && !ret; i++) {
		progress_show(&run->progress, pass->name, run->plan->cases[i].name);
		ret = cli_stop ? CLI_NO : run_case(run, pass, i);
		progress_done(&run->progress);
	}
	return ret;
}

/* What the counters lack, for the metrics from @first on. */
static void open_counters(struct run *run, bool exclude_guest, enum metric first)
{
	struct counters *counters = &run->measure.counters;

	counters_open(counters, exclude_guest);
	for (int c = 0; c < NR_COUNTERS; c++) {
		if (counters_have(counters, c) || run->round)
			continue;
		snprintf(run->set->why[first + c], RESULT_WHY, "%s", counters->why[c]);
		cli_error("no %s: %s", metric_name(first + c), counters->why[c]);
	}
}

static int no_guest_pass(struct run *run)
{
	static const struct pass pass = { "without the guest", measure_no_guest };
	int ret;

	if (run->opts->no_exclude || run->opts->quick) {
		for (int m = METRIC_CYCLES_NO_GUEST; m <= METRIC_INSTRUCTIONS_NO_GUEST; m++)
			snprintf(run->set->why[m], RESULT_WHY, "not asked for");
		return CLI_OK;
	}
	counters_close(&run->measure.counters);
	open_counters(run, true, METRIC_CYCLES_NO_GUEST);
	ret = run_pass(run, &pass);
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
		snprintf(run->set->why[METRIC_PHASE], RESULT_WHY, "%.*s", RESULT_WHY - 1,
			 run->switches.why);
		cli_error("no phases: %s", run->switches.why);
		return CLI_CANNOT;
	}
	ret = run_pass(run, &pass);
	switches_detach(&run->switches);
	return ret;
}

/* Decide whether there is a traced pass, without attaching anything yet. */
static void open_switches(struct run *run)
{
	char *why = run->set->why[METRIC_PHASE];

	if (run->opts->no_phases) {
		snprintf(why, RESULT_WHY, "not asked for (--no-phases)");
		return;
	}
	if (!cli_has_module())
		snprintf(why, RESULT_WHY, "no tracepoint kvm_sve:switch; load the module kvm_sve");
	else if (switches_open(&run->switches))
		snprintf(why, RESULT_WHY, "%.*s", RESULT_WHY - 1, run->switches.why);
	else
		run->measure.switches = &run->switches;
	if (why[0])
		cli_error("no phases: %s", why);
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
		placement_next(&run->placement, &run->set->guest_max);
	/* The module gives the cycle counter back a moment after the last traced pass. */
	if (run->round && run->measure.switches)
		usleep(1000000 / CYCLES_WAIT_HZ);
	ret = run_pass(run, &untraced);
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
	passes += !(run->opts->no_exclude || run->opts->quick) + !!run->measure.switches;
	progress_begin(&run->progress, passes * run->plan->n * rounds);

	for (run->round = 0; run->round < rounds && !ret; run->round++)
		ret = run_round(run);
	progress_clear(&run->progress);
	placement_free(&run->placement);

	if (run->switches.skel)
		switches_close(&run->switches);
	counters_close(&run->measure.counters);
	return ret;
}

/* Whatever was measured before it was stopped counts. */
static void end_entry(struct entry *entry)
{
	if (entry->result)
		sum_up(entry);
	for (int m = 0; m < NR_METRICS; m++)
		samples_free(&entry->samples[m]);
}

int run_plan(const struct plan *plan, const struct bench_options *opts, struct result_set *set)
{
	struct run run = {
		.plan = plan,
		.opts = opts,
		.set = set,
		.measure = {
			.n = opts->n,
			.warmup = opts->warmup,
			.tick_ns = set->tick_ns,
			.hyp_saves = host_hyp_saves(),
			.cycles_wait = set->host.cntfrq / CYCLES_WAIT_HZ,
		},
		.entries = calloc(plan->n, sizeof(*run.entries)),
	};
	int ret;

	if (!run.entries) {
		cli_error("not enough memory for %zu cases", plan->n);
		return CLI_CANNOT;
	}
	ret = run_rounds(&run);
	set->partial = ret;
	for (size_t i = 0; i < plan->n; i++)
		end_entry(&run.entries[i]);
	free(run.entries);
	return ret;
}
