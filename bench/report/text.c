// SPDX-License-Identifier: GPL-2.0
/* The result of a benchmark as a table for people. */
#include <stdio.h>
#include <string.h>

#include "bench/results/breakdown.h"
#include "bench/results/vl_fit.h"
#include "lib/cli/cli.h"
#include "report.h"

#define CELL	32

static void print_hypervisor(const struct hypervisor *hypervisor)
{
	char text[HYPERVISOR_TEXT_MAX];

	hypervisor_format(text, hypervisor);
	switch (hypervisor->kind) {
	case HYPERVISOR_EMULATOR:
		printf("emulated host: times mean nothing for hardware; "
		       "compare instructions, under QEMU -icount\n");
		break;
	case HYPERVISOR_UNKNOWN:
		printf("perhaps an emulated host, whose times mean nothing for hardware; "
		       "hypervisor %s\n", text);
		break;
	case HYPERVISOR_NESTED:
		printf("this host is a guest, %s: an exit goes through that as well\n", text);
		break;
	case HYPERVISOR_NONE:
		printf("no sign of a hypervisor below this host\n");
		break;
	}
}

static void print_host(const struct result_set *set)
{
	const struct host *host = &set->host;
	char cpu[CPU_TEXT_MAX];

	printf("CPU       %s, governor %s\n", cpu_text(cpu, host), or_none(host->governor));
	printf("kernel    %s, KVM mode %s, module %s\n", host_or_unknown(host->kernel),
	       host_or_unknown(host->kvm_mode), host_module_text(host));
	printf("clock     %s at %.6g MHz: one tick is %.4g ns\n", or_none(host->clock),
	       host->cntfrq / 1e6, set->tick_ns);
}

static void print_sets(const struct result_set *set)
{
	char text[VLS_TEXT_MAX];

	vls_format(text, sizeof(text), &set->host.vls);
	printf("host set  %s\n", text);
	if (!vls_equal(&set->host.vls, &set->guest_max)) {
		vls_format(text, sizeof(text), &set->guest_max);
		printf("guest max %s\n", text);
	}
}

static void print_noise(const struct noise *noise)
{
	printf("noise     %s, %zu times: medians within", noise->name, noise->runs);
	for (int m = 0; m < METRIC_PHASE_CYCLES; m++)
		if (noise->of[m] >= 0)
			printf(" %.2f%% (%s)", noise->of[m] * 100, metric_name(m));
	printf("\n");
}

static void print_trust(const struct result_set *set)
{
	printf("n         %zu round trips per row and pass, after %zu to warm up", set->n,
	       set->warmup);
	if (set->rounds > 1)
		printf(", in %zu rounds", set->rounds);
	printf(set->repeat > 1 ? ", %zu times\n" : "\n", set->repeat);
	if (set->interleaved.id[0])
		printf("interleaved with another result, each batch after: %s\n",
		       set->interleaved.setup);
	for (size_t i = 0; i < set->nr_noise; i++)
		print_noise(&set->noise[i]);
	for (size_t i = 0; i < set->env.nr_warnings; i++)
		printf("warning   %s\n", set->env.warnings[i]);
}

static const char *vl_text(char cell[CELL], const struct result *r)
{
	snprintf(cell, CELL, r->vl ? "%u" : "-", r->vl);
	return cell;
}

/* A median, or "-" where there is none. */
static const char *median(char cell[CELL], const struct stats *stats)
{
	snprintf(cell, CELL, stats->n ? "%.0f" : "-", stats->p50);
	return cell;
}

/* The median of a phase in ns; one below a tick cannot be told from 0. */
static const char *phase_median(char cell[CELL], const struct stats *stats, double tick)
{
	if (!stats->n)
		return "-";
	if (!stats->p50)
		snprintf(cell, CELL, "<%.0f", tick);
	else
		snprintf(cell, CELL, "%.0f", stats->p50);
	return cell;
}

/* A table for each kind of exit and state of the host. */
static bool same_table(const struct result *a, const struct result *b)
{
	return !strcmp(a->exit, b->exit) && !strcmp(a->host_state, b->host_state);
}

static void print_head(const struct result *r)
{
	char title[80];
	int len = snprintf(title, sizeof(title), "exit %s, host %s", r->exit, r->host_state);

	if (r->host_vl)
		snprintf(title + len, sizeof(title) - len, " VL %u", r->host_vl);
	printf("\n%s\n", title);
	printf("%36s%27s%33s\n", "ns per round trip", "median per trip",
	       "median ns in each phase");
	printf("%-6s %4s %6s %6s %6s %6s %8s  %7s %6s  %8s %8s %8s %8s\n", "guest", "VL", "min",
	       "p50", "p90", "p99", "max", "cycles", "instr", "hostsave", "restore", "resident",
	       "save");
}

static void print_row(const struct result *r, double tick)
{
	char vl[CELL], cycles[CELL], instr[CELL], phase[CELL];
	const struct stats *t = &r->metric[METRIC_NS];

	printf("%-6s %4s %6.0f %6.0f %6.0f %6.0f %8.0f  %7s %6s ", r->guest, vl_text(vl, r),
	       t->min, t->p50, t->p90, t->p99, t->max, median(cycles, &r->metric[METRIC_CYCLES]),
	       median(instr, &r->metric[METRIC_INSTRUCTIONS]));
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		printf(" %8s", phase_median(phase, &r->metric[METRIC_PHASE + p], tick));
	printf("\n");
}

/* The results of the table that @first begins. */
static void print_table(const struct result_set *set, size_t first)
{
	print_head(&set->results[first]);
	for (size_t i = first; i < set->nr_results; i++)
		if (same_table(&set->results[first], &set->results[i]))
			print_row(&set->results[i], set->tick_ns);
}

static bool begins_table(const struct result_set *set, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_table(&set->results[i], &set->results[at]))
			return false;
	return true;
}

static void print_tables(const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		if (begins_table(set, i))
			print_table(set, i);
}

/* What SVE adds to a round trip, and where it goes. */
static void print_breakdown(const struct result_set *set)
{
	struct breakdown s;
	bool head = false;
	char guest[CELL];

	for (size_t i = 0; i < set->nr_results; i++) {
		if (!breakdown_of(set, &set->results[i], &s))
			continue;
		if (!head)
			printf("\nguest sve over guest none, %s per round trip\n"
			       "  VL   total  = guest + hostsave + restore +  save + trap and rest\n",
			       s.instructions ? "instructions" : "cycles");
		head = true;
		snprintf(guest, sizeof(guest), s.instructions ? "%" PRId64 : "in rest", s.guest);
		printf("%4u  %6" PRId64 "  %7s  %9" PRId64 "  %8" PRId64 "  %5" PRId64
		       "  %13" PRId64 "\n",
		       s.vl, s.total, guest, s.host_save, s.guest_restore, s.guest_save, s.rest);
	}
}

/* What a phase costs at all, and what each VQ adds to it. */
static void print_fits(const struct result_set *set)
{
	struct vl_fit fit;
	bool head = false;

	for (struct vl_fit_iter i = { 0 }; vl_fit_next(set, &i, &fit);) {
		if (!head)
			printf("\na + b * VQ, medians, each +- its 95%% interval\n%-6s %-14s %-6s "
			       "%-14s %19s %19s %9s\n", "guest", "exit", "host", "of", "a", "b",
			       "residual");
		head = true;
		printf("%-6s %-14s %-6s %-14s %10.1f +-%7.1f %10.2f +-%7.2f %9.1f\n",
		       fit.first->guest, fit.first->exit, fit.first->host_state,
		       metric_name(fit.metric), fit.line.a, fit.line.a_ci, fit.line.b, fit.line.b_ci, fit.line.residual);
	}
}

static void print_stats(const char *name, const struct stats *s)
{
	if (!s->n)
		return;
	printf("  %-21s %7zu %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %10.0f %8zu\n", name,
	       s->n, s->min, s->mean, s->mean_low, s->mean_high, s->p50, s->p90, s->p99, s->p999,
	       s->max, s->outliers);
}

static void print_full_row(const struct result *r)
{
	char vl[CELL];

	printf("\n%s guest, VL %s, exit %s, host %s\n", r->guest, vl_text(vl, r), r->exit,
	       r->host_state);
	printf("  %-21s %7s %9s %9s %9s %9s %9s %9s %9s %9s %10s %8s\n", "", "n", "min", "mean",
	       "95% from", "to", "p50", "p90", "p99", "p99.9", "max", "outliers");
	for (int m = 0; m < NR_METRICS; m++)
		print_stats(metric_name(m), &r->metric[m]);
	if (r->traced)
		printf("  switch events %" PRIu64 ", restores %" PRIu64 " of at least %" PRIu64
		       ", evicted %" PRIu64 "\n", r->events, r->restores, r->expected, r->evicted);
}

static bool has_unresolved(const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
			if (set->results[i].metric[METRIC_PHASE + p].n &&
			    !set->results[i].metric[METRIC_PHASE + p].p50)
				return true;
	return false;
}

static void print_notes(const struct result_set *set)
{
	if (has_unresolved(set))
		printf("\n<%.0f: shorter than one tick of the clock, which cannot tell it from 0\n",
		       set->tick_ns);
	if (set->nr_skips)
		printf("\nleft out, %zu cases: %s\n", set->nr_skips, set->skips[0].why);
	if (set->partial)
		printf("\npartial: stopped before the last row\n");
}

int report_text(const struct result_set *set, bool full)
{
	print_hypervisor(&set->host.hypervisor);
	print_host(set);
	print_sets(set);
	print_trust(set);

	if (full)
		for (size_t i = 0; i < set->nr_results; i++)
			print_full_row(&set->results[i]);
	else
		print_tables(set);
	print_breakdown(set);
	print_fits(set);
	print_notes(set);
	return cli_flush();
}
