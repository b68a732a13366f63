// SPDX-License-Identifier: GPL-2.0
/* The result of a benchmark as a table for people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "report.h"
#include "split.h"

#define CELL	32

double report_tick_ns(const struct host *host)
{
	return host->cntfrq ? 1e9 / host->cntfrq : 0;
}

static const char *or_none(const char *text)
{
	return text[0] ? text : "none";
}

static void print_emulated(const struct host *host)
{
	if (host->emulated)
		printf("emulated host: times mean nothing for hardware; "
		       "compare instructions, under QEMU -icount\n");
	else
		printf("nothing says that this host is emulated\n");
}

static void print_host(const struct bench_report *report)
{
	const struct host *host = &report->host;
	const char *cpu = host_midr_name(host->midr);

	printf("CPU       %d of %d, pinned: %s, MIDR %#" PRIx64 ", governor %s\n", host->cpu,
	       host->cpus, cpu ? cpu : "unknown type", host->midr, or_none(host->governor));
	printf("kernel    %s, KVM mode %s, module %s\n", host->kernel, host->kvm_mode,
	       host->module[0] ? host->module : "not loaded");
	printf("clock     %s at %.6g MHz: one tick is %.4g ns\n", or_none(host->clock),
	       host->cntfrq / 1e6, report_tick_ns(host));
}

static void print_sets(const struct bench_report *report)
{
	char text[VLS_TEXT_MAX];

	vls_format(text, sizeof(text), &report->host.vls);
	printf("host set  %s\n", text);
	if (!vls_equal(&report->host.vls, &report->guest_max)) {
		vls_format(text, sizeof(text), &report->guest_max);
		printf("guest max %s\n", text);
	}
}

static const char *vl_text(char cell[CELL], const struct bench_row *row)
{
	snprintf(cell, CELL, row->vl ? "%u" : "-", row->vl);
	return cell;
}

/* A median, or "-" where there is none. */
static const char *median(char cell[CELL], const struct stats *stats)
{
	snprintf(cell, CELL, stats->n ? "%" PRIu64 : "-", stats->p50);
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
		snprintf(cell, CELL, "%.0f", stats->p50 * tick);
	return cell;
}

static void print_head(void)
{
	printf("\n%36s%27s%33s\n", "ns per round trip", "median per trip",
	       "median ns in each phase");
	printf("%-6s %4s %6s %6s %6s %6s %8s  %7s %6s  %8s %8s %8s %8s\n", "guest", "VL", "min",
	       "p50", "p90", "p99", "max", "cycles", "instr", "hostsave", "restore", "resident",
	       "save");
}

static void print_row(const struct bench_row *row, double tick)
{
	char vl[CELL], cycles[CELL], instr[CELL], phase[CELL];
	const struct stats *t = &row->ticks;

	printf("%-6s %4s %6.0f %6.0f %6.0f %6.0f %8.0f  %7s %6s ", row->guest, vl_text(vl, row),
	       t->min * tick, t->p50 * tick, t->p90 * tick, t->p99 * tick, t->max * tick,
	       median(cycles, &row->counter[COUNTER_CYCLES]),
	       median(instr, &row->counter[COUNTER_INSTRUCTIONS]));
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		printf(" %8s", phase_median(phase, &row->phase[p], tick));
	printf("\n");
}

static void print_table(const struct bench_report *report)
{
	double tick = report_tick_ns(&report->host);

	print_head();
	for (size_t i = 0; i < report->nr_rows; i++)
		print_row(&report->rows[i], tick);
}

/* What SVE adds to a round trip, and where it goes. */
static void print_splits(const struct bench_report *report)
{
	struct split s;
	bool head = false;
	char guest[CELL];

	for (size_t i = 0; i < report->nr_rows; i++) {
		if (!split_of(report, &report->rows[i], &s))
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

static void print_stats(const char *name, const struct stats *s, double scale)
{
	if (!s->n)
		return;
	printf("  %-16s %7zu %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %10.0f\n", name, s->n,
	       s->min * scale, s->mean * scale, s->p50 * scale, s->p90 * scale, s->p99 * scale,
	       s->p999 * scale, s->max * scale);
}

static void print_full_row(const struct bench_row *row, double tick)
{
	char vl[CELL], name[CELL];

	printf("\n%s guest, VL %s, exit %s\n", row->guest, vl_text(vl, row), row->exit);
	printf("  %-16s %7s %9s %9s %9s %9s %9s %9s %10s\n", "", "n", "min", "mean", "p50",
	       "p90", "p99", "p99.9", "max");
	print_stats("ns", &row->ticks, tick);
	for (int c = 0; c < NR_COUNTERS; c++)
		print_stats(counter_name(c), &row->counter[c], 1);
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++) {
		snprintf(name, sizeof(name), "%s ns", switches_phase_name(p));
		print_stats(name, &row->phase[p], tick);
		snprintf(name, sizeof(name), "%s cyc", switches_phase_name(p));
		print_stats(name, &row->phase_cycles[p], 1);
	}
	if (row->traced)
		printf("  switch events %" PRIu64 ", restores %" PRIu64 ", foreign %" PRIu64 "\n",
		       row->events, row->restores, row->foreign);
}

static bool has_unresolved(const struct bench_report *report)
{
	for (size_t i = 0; i < report->nr_rows; i++)
		for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
			if (report->rows[i].phase[p].n && !report->rows[i].phase[p].p50)
				return true;
	return false;
}

static void print_notes(const struct bench_report *report)
{
	if (has_unresolved(report))
		printf("\n<%.0f: shorter than one tick of the clock, which cannot tell it from 0\n",
		       report_tick_ns(&report->host));
	if (report->partial)
		printf("\npartial: stopped before the last row\n");
}

int report_text(const struct bench_report *report, bool full)
{
	print_emulated(&report->host);
	print_host(report);
	print_sets(report);
	printf("n         %zu round trips per row and pass, mmio exit, after %zu to warm up\n",
	       report->n, report->warmup);

	if (full)
		for (size_t i = 0; i < report->nr_rows; i++)
			print_full_row(&report->rows[i], report_tick_ns(&report->host));
	else
		print_table(report);
	print_splits(report);
	print_notes(report);
	return cli_flush();
}
