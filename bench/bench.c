// SPDX-License-Identifier: GPL-2.0
/* "kvm-sve bench": what was asked, measured on this host and printed. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "bench/measure/plan.h"
#include "bench/measure/run.h"
#include "bench/measure/ab.h"
#include "bench/options_parse.h"
#include "bench/report_files.h"
#include "bench/report/comparison.h"
#include "bench/report/html.h"
#include "bench/report/report.h"
#include "bench/results/compare.h"
#include "bench/results/context.h"
#include "bench/results/reach.h"
#include "bench/results/results_json.h"
#include "lib/cli/atomic_file.h"
#include "lib/cli/cli.h"

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
 * The VLs that a vcpu can get here, and whether the kernel has the series. @vm
 * stays open while cases come and go: with the first VM of a host and after the last
 * one KVM interleaved virtualization on and off and the kernel patches the scheduler's code,
 * which is no part of a case.
 */
static int read_guest_max(struct vm *vm, struct vls *set, enum yes_no *series)
{
	struct vcpu vcpu;
	uint64_t restores;
	int ret = CLI_OK, err;

	if (vm_open(vm, 0)) {
		cli_error("%s; this needs an arm64 host that runs KVM at EL2, and access to "
			  "/dev/kvm (group kvm, or root)", vm->msg);
		return CLI_CANNOT;
	}
	if (vcpu_create(&vcpu, vm, 0) || vcpu_init(&vcpu, true) || vcpu_guest_max(&vcpu, set)) {
		cli_error("%s; this needs a CPU with SVE", vcpu.msg);
		ret = CLI_CANNOT;
	} else {
		err = vcpu_stat(&vcpu, "fpsimd_restores", &restores);
		*series = !err ? YES : err == -ENOENT || err == -EOPNOTSUPP ? NO : UNKNOWN;
	}
	vcpu_close(&vcpu);
	return ret;
}

static int list(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		printf("%s\n", plan->cases[i].name);
	return cli_flush();
}

/* Print @set, or what @c found, which is NULL if nothing was compared. */
static int print(enum out_format format, bool full, const struct result_set *set,
		 const struct comparisons *c)
{
	switch (format) {
	case OUT_JSON:
		return c ? report_compare_json(c) : report_json(set);
	case OUT_CSV:
		return c ? report_compare_csv(c) : report_csv(set);
	case OUT_BENCHSTAT:
		return report_benchstat(set);
	case OUT_HTML:
		report_html(set, c, stdout);
		return cli_flush();
	default:
		return c ? report_compare_text(c, full) : report_text(set, full);
	}
}

/* The same to file @path. */
static int write_file(const char *path, enum out_format format, const struct bench_options *opts,
		      const struct result_set *set, const struct comparisons *c)
{
	struct out_options out = { .path = path };
	int ret = out_start(&out);

	if (!ret)
		ret = print(format, opts->full, set, c);
	return out_finish(&out, ret);
}

/* Were they measured on hosts that are alike, so that a change is of what was measured? */
static int check_hosts(const struct bench_options *opts, const struct result_set *baseline,
		       const struct result_set *candidate)
{
	struct context_differences differences;
	const struct context_difference *it;
	int ret = CLI_OK;

	if (context_differ(&differences, baseline, candidate)) {
		cli_error("not enough memory to compare");
		ret = CLI_CANNOT;
	} else if (differences.unlike && !opts->force) {
		cli_error("the hosts are not alike, so a difference may be theirs; --force compares all the same:");
		for (it = differences.of; it < differences.of + differences.n; it++)
			if (it->of_host)
				cli_error("  %s: %s; now %s", it->name, it->baseline,
					  it->candidate);
		ret = CLI_USAGE;
	}
	context_differences_free(&differences);
	return ret;
}

/* Fill in @c, which is empty before. compare_free() then, whatever comes. */
static int compare_sets(const struct bench_options *opts, const struct result_set *baseline,
			const struct result_set *candidate, struct comparisons *c)
{
	enum metric metrics[COMPARE_METRICS] = { opts->metric };
	size_t nr_metrics = 1;
	char why[RESULT_WHY];
	int ret;

	ret = check_hosts(opts, baseline, candidate);
	if (ret)
		return ret;
	if (!compare_usable(candidate, why)) {
		cli_error("%s", why);
		return CLI_USAGE;
	}
	if (opts->metric == NR_METRICS)
		nr_metrics = compare_choose(baseline, candidate, metrics);
	if (compare(c, baseline, candidate, metrics, nr_metrics, opts->threshold)) {
		cli_error("not enough memory to compare");
		return CLI_CANNOT;
	}
	if (!c->n) {
		cli_error("no case has %s, of at least %d rounds, in both results",
			  metric_name(metrics[0]), COMPARE_ROUNDS_MIN);
		return CLI_USAGE;
	}
	return CLI_OK;
}

/* From a file, to compare it. */
static int load(struct result_set *set, const char *path)
{
	char why[RESULT_WHY];

	if (!results_load(set, path, why) && compare_usable(set, why))
		return CLI_OK;
	cli_error("'%s': %s", path, why);
	return CLI_USAGE;
}

/* Before anything is measured: could the files be written that were asked for? */
static int try_outputs(const struct bench_options *opts)
{
	const char *const paths[] = { opts->out.path, opts->output_baseline, opts->report };
	int ret = CLI_OK;

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths) && !ret; i++)
		if (paths[i])
			ret = atomic_file_try(paths[i]);
	return ret;
}

/* Is what is measured compared, so that the format is that of the comparison? */
static bool compares(const struct bench_options *opts)
{
	return opts->baseline || opts->setup_baseline;
}

/* To stdout, or to the file in its place if nothing was measured that could go there. */
static int print_results(const struct bench_options *opts, const struct result_set *set,
			 const struct comparisons *c)
{
	bool beside = opts->out.path && !compares(opts);

	if (opts->out.path && opts->candidate)
		return write_file(opts->out.path, opts->out.format, opts, set, c);
	return print(beside ? OUT_TEXT : opts->out.format, opts->full, set, c);
}

/* Nothing is written, and what was there stays, if there is no result. */
static int write_measured(const struct bench_options *opts, const struct result_set *set,
			  const struct result_set *baseline)
{
	enum out_format format = opts->out.chosen && !compares(opts) ? opts->out.format : OUT_JSON;
	int ret = CLI_OK, err = CLI_OK;

	if (opts->out.path && set->nr_results)
		ret = write_file(opts->out.path, format, opts, set, NULL);
	if (opts->output_baseline && baseline->nr_results)
		err = write_file(opts->output_baseline, OUT_JSON, opts, baseline, NULL);
	return ret ? ret : err;
}

/* "0 slower" of a comparison that could not have found any says nothing. */
static int verdict(const struct comparisons *c)
{
	if (compare_slower(c))
		return CLI_NO;
	if (!compare_blind(c))
		return CLI_OK;
	cli_error("these results have too few rounds to show any change, however large; at least "
		  "%zu would do", c->rounds_needed);
	return CLI_CANNOT;
}

/* What was measured or loaded, alone or against an older result. */
static int report_results(const struct bench_options *opts, const struct result_set *set,
			  const struct result_set *baseline)
{
	bool both = set->nr_results && baseline->nr_results;
	bool comparing = opts->candidate || (opts->baseline && set->nr_results) ||
			 (opts->setup_baseline && both);
	struct comparisons c = { 0 };
	int ret = comparing ? compare_sets(opts, baseline, set, &c) : CLI_OK, err = CLI_OK;
	const struct comparisons *found = c.n ? &c : NULL;

	if (!ret)
		ret = print_results(opts, set, found);
	if (!ret && found)
		ret = verdict(found);
	if (!opts->candidate)
		err = write_measured(opts, set, baseline);
	if (!err && opts->report && set->nr_results)
		err = write_file(opts->report, OUT_HTML, opts, set, found);
	compare_free(&c);
	return err ? err : ret;
}

/* A second set for this host, which is to be measured interleaved with @set. */
static int begin_interleaved(const struct plan *plan, const struct bench_options *opts,
			     struct result_set *set, struct result_set *baseline)
{
	*baseline = *set;
	ab_begin(baseline, opts->setup_baseline, set, opts->setup_candidate);
	return results_alloc(baseline, plan->n);
}

/* @baseline is loaded already, or filled here. */
static int measure(const struct plan *plan, const struct bench_options *opts,
		   struct result_set *set, struct result_set *baseline)
{
	bool interleaved = opts->setup_baseline;
	int ret, reported;

	if ((interleaved && begin_interleaved(plan, opts, set, baseline)) ||
	    results_alloc(set, plan->n)) {
		cli_error("not enough memory for %zu cases", plan->n);
		return CLI_CANNOT;
	}
	ret = run_plan(plan, opts, set, interleaved ? baseline : NULL);
	env_end(&set->env, set->host.cpu);
	env_warn(&set->env, set->host.cpu, set->host.governor, &set->host.hypervisor);
	if (interleaved)
		baseline->env = set->env;
	reported = report_results(opts, set, baseline);
	return ret ? ret : reported;
}

/* Cases of @plan that are compared. */
static size_t nr_compared(const struct plan *plan, const struct bench_options *opts,
			  const struct result_set *baseline)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++)
		n += !opts->baseline || results_find(baseline, plan->cases[i].name);
	return n;
}

/* Before an hour of measuring: can a comparison by so many rounds find anything? */
static int check_plan(const struct plan *plan, const struct bench_options *opts,
		      const struct result_set *baseline)
{
	struct reach reach = {
		.cases = nr_compared(plan, opts, baseline),
		.phases = bench_options_compare_phases(opts),
		.paired = opts->setup_baseline,
	};
	char why[RESULT_WHY];

	if (!compares(opts) || reach_usable(&reach, opts->rounds * opts->repeat, why))
		return CLI_OK;
	cli_error("%s", why);
	return CLI_USAGE;
}

static int bench(struct bench_options *opts, struct result_set *set,
		 struct result_set *baseline)
{
	struct plan plan = { 0 };
	struct vm vm;
	int cpu = pin(opts->cpu), ret;

	if (cpu < 0)
		return -cpu;
	host_read(&set->host, cpu);
	ret = cli_host_vls(&set->host.vls);
	if (ret)
		return ret;
	if (!set->host.cntfrq) {
		cli_error("the system counter has no frequency (CNTFRQ_EL0 is 0), so nothing can be timed: the firmware should set it");
		return CLI_CANNOT;
	}
	env_begin(&set->env, cpu, opts->record_cmdline);
	ret = realtime_begin(&opts->realtime, &set->env);
	if (ret)
		return ret;
	bench_options_size(opts, hypervisor_may_emulate(&set->host.hypervisor));
	set->n = opts->n;
	set->time = opts->time;
	set->warmup = opts->warmup;
	set->rounds = opts->rounds;
	set->repeat = opts->repeat;
	set->tick_ns = 1e9 / set->host.cntfrq;
	set->host.cntstep = host_cntstep();
	if (!set->host.cntstep) {
		cli_error("the system counter stands still, so nothing can be timed");
		return CLI_CANNOT;
	}
	set->resolution_ns = set->tick_ns * set->host.cntstep;

	ret = read_guest_max(&vm, &set->guest_max, &set->env.series);
	if (!ret && opts->baseline)
		ret = check_hosts(opts, baseline, set);
	if (!ret)
		ret = plan_make(&plan, opts, &set->guest_max, &set->host.vls);
	if (!ret && !opts->list)
		ret = check_plan(&plan, opts, baseline);
	if (!ret)
		ret = opts->list ? list(&plan) : measure(&plan, opts, set, baseline);
	plan_free(&plan);
	vm_close(&vm);
	return ret;
}

int cmd_bench(int argc, char **argv)
{
	struct result_set set = { 0 }, baseline = { 0 };
	struct bench_options opts;
	int ret;

	/* Before argp puts the arguments in another order. */
	context_begin(&set.context, argc, argv);
	bench_options_parse(&opts, argc, argv);
	cli_catch_signals();
	if (opts.nr_files)
		return report_files(opts.report, opts.files, opts.nr_files);
	ret = opts.baseline ? load(&baseline, opts.baseline) : CLI_OK;
	if (!ret && opts.candidate)
		ret = load(&set, opts.candidate);
	if (!ret)
		ret = try_outputs(&opts);
	if (!ret && opts.candidate)
		ret = report_results(&opts, &set, &baseline);
	else if (!ret)
		ret = bench(&opts, &set, &baseline);
	results_free(&baseline);
	results_free(&set);
	return ret;
}
