// SPDX-License-Identifier: GPL-2.0
/* All numbers of a result for people, at most 100 columns wide; see text.h. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/results/fp_diff.h"
#include "bench/results/summary.h"
#include "bench/results/vl_fit.h"
#include "lib/cli/wrapped.h"
#include "limit_table.h"
#include "report.h"
#include "text.h"

#define LABEL	"%-10s"
#define INDENT	10

static void __attribute__((format(printf, 2, 3)))
print_line(const char *label, const char *fmt, ...)
{
	char first[TEXT_CELL], text[TEXT_LINE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	snprintf(first, sizeof(first), LABEL, label);
	wrapped_print(stdout, TEXT_FULL_WIDTH, first, INDENT, text);
}

static void print_host(const struct result_set *set)
{
	const struct host *host = &set->host;
	char cpu[CPU_TEXT_MAX], clock[CLOCK_TEXT_MAX];

	print_line("CPU", "%s, governor %s", cpu_text(cpu, host), or_none(host->governor));
	print_line("kernel", "%s, KVM mode %s, module %s", host_or_unknown(host->kernel),
		   host_or_unknown(host->kvm_mode), host_module_text(host));
	print_line("clock", "%s", clock_text(clock, set));
}

static void print_sets(const struct result_set *set)
{
	char text[VLS_TEXT_MAX];

	vls_format(text, sizeof(text), &set->host.vls);
	print_line("host set", "%s", text);
	if (!vls_equal(&set->host.vls, &set->guest_max)) {
		vls_format(text, sizeof(text), &set->guest_max);
		print_line("guest max", "%s", text);
	}
}

static void print_noise(const struct noise *noise)
{
	char text[TEXT_LINE];
	size_t len = 0;

	for (int m = 0; m < METRIC_PHASE_CYCLES; m++)
		if (noise->of[m] >= 0)
			len += snprintf(text + len, sizeof(text) - len, " %.2f%% (%s)",
					noise->of[m] * 100, metric_name(m));
	print_line("noise", "%s, %zu times: medians within%s", noise->name, noise->runs,
		   len ? text : " unknown");
}

static void print_trust(const struct result_set *set)
{
	char rounds[2 * TEXT_CELL] = "", repeat[2 * TEXT_CELL] = "";
	char warmup[TEXT_CELL] = "until steady";

	if (set->rounds > 1)
		snprintf(rounds, sizeof(rounds), ", in %zu rounds", set->rounds);
	if (set->repeat > 1)
		snprintf(repeat, sizeof(repeat), ", %zu times", set->repeat);
	if (set->warmup != SIZE_MAX)
		snprintf(warmup, sizeof(warmup), "by %zu", set->warmup);
	if (set->time > 0)
		print_line("time", "%g s per row, after warming up %s%s%s", set->time, warmup,
			   rounds, repeat);
	else
		print_line("n", "%zu round trips per row and part, after warming up %s%s%s",
			   set->n, warmup, rounds, repeat);
	if (set->interleaved.id[0])
		print_line("setup", "interleaved with another result, each batch after: %s",
			   set->interleaved.setup);
	for (size_t i = 0; i < set->nr_noise; i++)
		print_noise(&set->noise[i]);
	for (size_t i = 0; i < set->env.nr_warnings; i++)
		print_line("warning", "%s", set->env.warnings[i]);
}

/* A median, or "-" where there is none. */
static const char *median(char cell[TEXT_CELL], int width, const struct stats *stats)
{
	return stats->n ? text_number(cell, width, stats->p50) : "-";
}

static bool is_unresolved(const struct result_set *set, const struct stats *stats)
{
	return stats->n && results_below_resolution(set, stats->p50);
}

/* The median of a phase in ns; one shorter than a step of the clock may be 0. */
static const char *phase_median(char cell[TEXT_CELL], const struct result_set *set,
				const struct stats *stats)
{
	if (!is_unresolved(set, stats))
		return median(cell, 8, stats);
	snprintf(cell, TEXT_CELL, "<%.0f", set->resolution_ns);
	return cell;
}

/* "-" where the samples have no such percentile. */
static const char *tail(char cell[TEXT_CELL], int width, const struct stats *s,
			unsigned int permille, double value)
{
	return stats_has(s, permille) ? text_number(cell, width, value) : "-";
}

/* What a sample of the round trip is. */
static const char *unit(char text[TEXT_CELL], const struct result *r)
{
	if (r->trips > 1)
		snprintf(text, TEXT_CELL, "ns per trip, mean of %u", r->trips);
	else
		snprintf(text, TEXT_CELL, "ns per round trip");
	return text;
}

static void print_head(const struct result *r)
{
	char title[80], text[TEXT_CELL];
	int len = snprintf(title, sizeof(title), "exit %s, host %s", r->exit, r->host_state);

	if (r->host_vl)
		snprintf(title + len, sizeof(title) - len, " VL %u", r->host_vl);
	printf("\n%s\n", title);
	printf("%35s%19s%42s\n", unit(text, r), "median per trip",
	       "median ns of each phase, per load-to-put");
	printf("%-6s %4s %6s %6s %6s %6s %7s  %7s %6s  %8s %8s %8s %8s\n", "guest", "VL", "min",
	       "p50", "p90", "p99", "max", "cycles", "instr", "hostsave", "restore", "resident",
	       "save");
}

static void print_row(const struct result_set *set, const struct result *r)
{
	const struct stats *t = &r->metric[METRIC_NS];
	char cell[TEXT_CELL];

	printf("%-6.6s%s%4.4s", r->guest, r->steady == NO ? "*" : " ", text_vl(cell, r));
	printf(" %6s", text_number(cell, 6, t->min));
	printf(" %6s", text_number(cell, 6, t->p50));
	printf(" %6s", tail(cell, 6, t, 900, t->p90));
	printf(" %6s", tail(cell, 6, t, 990, t->p99));
	printf(" %7s ", tail(cell, 7, t, 1000, t->max));
	printf(" %7s", median(cell, 7, &r->metric[METRIC_CYCLES]));
	printf(" %6s ", median(cell, 6, &r->metric[METRIC_INSTRUCTIONS]));
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		printf(" %8s", phase_median(cell, set, &r->metric[METRIC_PHASE + p]));
	printf("\n");
}

/* The results of the table that @first begins. */
static void print_table(const struct result_set *set, size_t first)
{
	print_head(&set->results[first]);
	for (size_t i = first; i < set->nr_results; i++)
		if (results_same_table(&set->results[first], &set->results[i]))
			print_row(set, &set->results[i]);
}

static void print_tables(const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		if (results_begins_table(set, i))
			print_table(set, i);
}

/* What SVE adds to a round trip, and where it goes. */
static void print_breakdown(const struct result_set *set)
{
	struct breakdown s;
	bool head = false;
	char guest[TEXT_CELL];

	for (size_t i = 0; i < set->nr_results; i++) {
		if (!breakdown_of(set, &set->results[i], &s))
			continue;
		if (!head)
			printf("\nguest sve over guest none, %s per round trip\n"
			       "  VL   total  = guest + hostsave + restore +  save + trap and rest\n",
			       metric_name(s.metric));
		head = true;
		snprintf(guest, sizeof(guest),
			 s.metric == METRIC_INSTRUCTIONS ? "%" PRId64 : "in rest", s.guest);
		printf("%4u  %6" PRId64 "  %7s  %9" PRId64 "  %8" PRId64 "  %5" PRId64
		       "  %13" PRId64 "\n",
		       s.vl, s.total, guest, s.host_save, s.guest_restore, s.guest_save, s.rest);
	}
}

/* @value, with @digits after the point if that fits in @width columns; "-" if not known. */
static const char *fit_number(char cell[TEXT_CELL], int width, int digits, double value)
{
	if (isnan(value))
		return "-";
	if (snprintf(cell, TEXT_CELL, "%.*f", digits, value) > width)
		text_number(cell, width, value);
	return cell;
}

static void print_fit(const struct vl_fit *fit)
{
	char a[TEXT_CELL], a_ci[TEXT_CELL], b[TEXT_CELL], b_ci[TEXT_CELL], residual[TEXT_CELL];

	printf("%-6.6s %-14.14s %-6.6s %-20s %9s +-%7s %9s +-%6s %8s\n", fit->first->guest,
	       fit->first->exit, fit->first->host_state, metric_name(fit->metric),
	       fit_number(a, 9, 1, fit->line.a), fit_number(a_ci, 7, 1, fit->line.a_ci),
	       fit_number(b, 9, 2, fit->line.b), fit_number(b_ci, 6, 2, fit->line.b_ci),
	       fit_number(residual, 8, 1, fit->line.residual));
}

/* What a phase costs at all, and what each VQ adds to it; an emulator's time is no law of that. */
static void print_fits(const struct result_set *set)
{
	struct vl_fit fit;
	bool head = false;

	if (hypervisor_may_emulate(&set->host.hypervisor))
		return;
	for (struct vl_fit_iter i = { 0 }; vl_fit_next(set, &i, &fit);) {
		if (!head)
			printf("\na + b * VQ, medians, each +- its 95%% interval\n%-6s %-14s %-6s "
			       "%-20s %19s %18s %8s\n", "guest", "exit", "host", "of", "a", "b",
			       "residual");
		head = true;
		print_fit(&fit);
	}
}

/* Where there is one VL, and so no line over it. */
static void print_fp_diffs(const struct result_set *set)
{
	char diff_text[TEXT_CELL], ci[TEXT_CELL], vl[TEXT_CELL];
	struct fp_diff diff;
	bool head = false;

	if (hypervisor_may_emulate(&set->host.hypervisor))
		return;
	for (struct fp_diff_iter i = { 0 }; fp_diff_next(set, &i, &diff);) {
		if (!head)
			printf("\nguest sve over guest fpsimd (on a vcpu without SVE: VL -), "
			       "medians, +- the 95%% interval\n%-14s %-6s %4s %9s %-21s %19s\n", "exit",
			       "host", "VL", "fpsimd VL", "of", "more");
		head = true;
		printf("%-14.14s %-6.6s %4u %9.9s %-21s %10s +-%7s\n", diff.sve->exit,
		       diff.sve->host_state, diff.sve->vl, text_vl(vl, diff.fpsimd),
		       metric_name(diff.metric), fit_number(diff_text, 10, 1, diff.diff),
		       fit_number(ci, 7, 1, diff.ci));
	}
}

static void print_stats(const char *name, const struct stats *s)
{
	const double values[] = { s->min, s->mean, (s->mean_high - s->mean_low) / 2, s->p50 };
	char cell[TEXT_CELL];

	if (!s->n)
		return;
	printf("  %-21s %6s", name, text_number(cell, 6, s->n));
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		printf(" %7s", text_number(cell, 7, values[i]));
	printf(" %7s", tail(cell, 7, s, 900, s->p90));
	printf(" %7s", tail(cell, 7, s, 990, s->p99));
	printf(" %7s", tail(cell, 7, s, 999, s->p999));
	printf(" %7s", tail(cell, 7, s, 1000, s->max));
	printf(" %5s\n", text_number(cell, 5, s->outliers));
}

static void print_full_row(const struct result *r)
{
	char vl[TEXT_CELL], text[TEXT_CELL];

	printf("\n%s guest, VL %s, exit %s, host %s: %s;\n  phases per load-to-put%s\n", r->guest,
	       text_vl(vl, r), r->exit, r->host_state, unit(text, r),
	       r->steady == NO ? "; not steady" : "");
	printf("  %-21s %6s %7s %7s %7s %7s %7s %7s %7s %7s %5s\n", "", "n", "min", "mean",
	       "+-95%", "p50", "p90", "p99", "p99.9", "max", "outl.");
	for (int m = 0; m < NR_METRICS; m++)
		print_stats(metric_name(m), &r->metric[m]);
	if (r->involuntary >= 0)
		printf("  involuntary switches %" PRId64 "\n", r->involuntary);
	if (r->traced)
		printf("  switch events %" PRIu64 ", restores %" PRIu64 " (%" PRIu64
		       " early), kept %" PRIu64 ", of at least %" PRIu64 ", evicted %" PRIu64 "\n",
		       r->events, r->restores, r->early, r->kept, r->expected, r->evicted);
}

static bool has_unresolved(const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
			if (is_unresolved(set, &set->results[i].metric[METRIC_PHASE + p]))
				return true;
	return false;
}

static bool has_unsteady(const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		if (set->results[i].steady == NO)
			return true;
	return false;
}

/* What each phase holds that is not the path's own. Any result says it: it is the machine's. */
static void print_stamp(const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++) {
		const struct stats *ns = &set->results[i].metric[METRIC_STAMP];
		const struct stats *cycles = &set->results[i].metric[METRIC_STAMP_CYCLES];
		char cell[TEXT_CELL];

		if (!ns->n)
			continue;
		printf("\neach phase includes the time of one stamp: %s ns",
		       phase_median(cell, set, ns));
		if (cycles->n)
			printf(", %.0f cycles", cycles->p50);
		printf("\n");
		return;
	}
}

static void print_notes(const struct result_set *set)
{
	print_stamp(set);
	if (has_unsteady(set))
		printf("\n*: times were not steady before each batch was taken\n");
	if (has_unresolved(set))
		printf("\n<%.0f: shorter than one step of the clock, so it may be 0\n",
		       set->resolution_ns);
	if (set->nr_skips)
		print_line("\nleft out", "%zu cases: %s", set->nr_skips, set->skips[0].why);
	if (set->partial)
		printf("\npartial: stopped before the last row\n");
}

void text_full(const struct result_set *set)
{
	text_machine(set, TEXT_FULL_WIDTH);
	print_host(set);
	print_sets(set);
	print_trust(set);

	print_tables(set);
	for (size_t i = 0; i < set->nr_results; i++)
		print_full_row(&set->results[i]);
	print_breakdown(set);
	limit_table_text(set);
	print_fits(set);
	print_fp_diffs(set);
	print_notes(set);
}
