// SPDX-License-Identifier: GPL-2.0
/* "kvm-sve bench": what was asked, measured on this host and printed. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "compare.h"
#include "plan.h"
#include "report.h"
#include "report_compare.h"
#include "report_html.h"
#include "results_json.h"
#include "run.h"
#include "whole_file.h"

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
 * one KVM turns virtualization on and off and the kernel patches the scheduler's code,
 * which is no part of a case.
 */
static int read_guest_max(struct vm *vm, struct vls *set, bool *series)
{
	struct vcpu vcpu;
	uint64_t restores;
	int ret = CLI_OK;

	if (vm_open(vm, 0)) {
		cli_error("%s; this needs an arm64 host that runs KVM at EL2, and access to "
			  "/dev/kvm (group kvm, or root)", vm->msg);
		return CLI_CANNOT;
	}
	if (vcpu_create(&vcpu, vm, 0) || vcpu_init(&vcpu, true) || vcpu_guest_max(&vcpu, set)) {
		cli_error("%s; this needs a CPU with SVE", vcpu.msg);
		ret = CLI_CANNOT;
	} else {
		*series = !vcpu_stat(&vcpu, "fpsimd_restores", &restores);
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

static int print(const struct bench_options *opts, const struct result_set *set)
{
	if (opts->json)
		return report_json(set);
	return opts->csv ? report_csv(set) : report_text(set, opts->full);
}

static int print_comparison(const struct bench_options *opts, const struct comparison *c)
{
	if (opts->json)
		return report_compare_json(c);
	return opts->csv ? report_compare_csv(c) : report_compare_text(c);
}

/* Fill in @c, which is empty before, and print it. compare_free() then, whatever comes. */
static int compare_sets(const struct bench_options *opts, const struct result_set *old,
			const struct result_set *now, struct comparison *c)
{
	enum metric metric = opts->metric;
	int ret;

	if (metric == NR_METRICS)
		metric = compare_choose(old, now);
	if (metric == NR_METRICS) {
		cli_error("the two results have no case in common");
		return CLI_USAGE;
	}
	if (compare(c, old, now, metric, opts->threshold)) {
		cli_error("not enough memory to compare");
		return CLI_CANNOT;
	}
	if (!c->n) {
		cli_error("no case has %s in both results", metric_name(metric));
		return CLI_USAGE;
	}
	ret = print_comparison(opts, c);
	return ret ? ret : c->slower ? CLI_NO : CLI_OK;
}

static int load(struct result_set *set, const char *path)
{
	char why[RESULT_WHY];

	if (!results_load(set, path, why))
		return CLI_OK;
	cli_error("'%s': %s", path, why);
	return CLI_USAGE;
}

static int write_report(struct whole_file *report, const struct result_set *set,
			const struct comparison *c)
{
	if (!report->file || !set->nr_results)
		return CLI_OK;
	report_html(set, c->n ? c : NULL, report->file);
	return whole_file_finish(report);
}

/* What was measured or loaded, alone or against an older result. */
static int tell(const struct bench_options *opts, const struct result_set *set,
		const struct result_set *old, struct whole_file *report)
{
	bool comparing = opts->now || (opts->old && set->nr_results);
	struct comparison c = { 0 };
	int ret = comparing ? compare_sets(opts, old, set, &c) : print(opts, set);
	int written = opts->output && !opts->now ? report_json_file(set, opts->output) : CLI_OK;
	int reported = write_report(report, set, &c);

	compare_free(&c);
	if (written || reported)
		return written ? written : reported;
	return ret;
}

static int measure(const struct plan *plan, const struct bench_options *opts,
		   struct result_set *set, const struct result_set *old,
		   struct whole_file *report)
{
	int ret, told;

	if (results_alloc(set, plan->n)) {
		cli_error("not enough memory for %zu cases", plan->n);
		return CLI_CANNOT;
	}
	ret = run_plan(plan, opts, set);
	env_end(&set->env, set->host.cpu);
	env_warn(&set->env, set->host.cpu, set->host.governor, set->host.emulated);
	told = tell(opts, set, old, report);
	return ret ? ret : told;
}

static int bench(const struct bench_options *opts, struct result_set *set,
		 const struct result_set *old, struct whole_file *report)
{
	struct plan plan = { 0 };
	struct vm vm;
	int cpu = pin(opts->cpu), ret;

	if (cpu < 0)
		return -cpu;
	host_read(&set->host, cpu);
	env_begin(&set->env, cpu);
	set->n = opts->n;
	set->warmup = opts->warmup;
	set->repeat = opts->repeat;
	set->tick_ns = set->host.cntfrq ? 1e9 / set->host.cntfrq : 0;

	ret = read_guest_max(&vm, &set->guest_max, &set->env.series);
	if (!ret)
		ret = plan_make(&plan, opts, &set->guest_max, &set->host.vls);
	if (!ret)
		ret = opts->list ? list(&plan) : measure(&plan, opts, set, old, report);
	plan_free(&plan);
	vm_close(&vm);
	return ret;
}

int cmd_bench(int argc, char **argv)
{
	struct result_set set = { 0 }, old = { 0 };
	struct whole_file report = { 0 };
	struct bench_options opts;
	int ret;

	bench_options_parse(&opts, argc, argv);
	cli_catch_signals();
	ret = opts.old ? load(&old, opts.old) : CLI_OK;
	if (!ret && opts.now)
		ret = load(&set, opts.now);
	if (!ret && opts.report)
		ret = whole_file_start(&report, opts.report);
	if (!ret && opts.now)
		ret = tell(&opts, &set, &old, &report);
	else if (!ret)
		ret = bench(&opts, &set, &old, &report);
	whole_file_close(&report);
	results_free(&old);
	results_free(&set);
	return ret;
}
