/* SPDX-License-Identifier: GPL-2.0 */
/* The result of a benchmark for people and for programs. */
#ifndef KVM_SVE_BENCH_REPORT_H
#define KVM_SVE_BENCH_REPORT_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/results/results.h"

#define CPU_TEXT_MAX	(HOST_TEXT_MAX + 64)
#define CLOCK_TEXT_MAX	(HOST_TEXT_MAX + 96)

/* "4 of 8, pinned: Neoverse-V1, MIDR 0x411fd401" */
static inline const char *cpu_text(char buf[CPU_TEXT_MAX], const struct host *host)
{
	char of[24] = "", midr[24] = "unknown";

	if (host->cpus)
		snprintf(of, sizeof(of), " of %d", host->cpus);
	if (host->midr)
		snprintf(midr, sizeof(midr), "%#" PRIx64, host->midr);
	snprintf(buf, CPU_TEXT_MAX, "%d%s, pinned: %s, MIDR %s", host->cpu, of,
		 host->cpu_name[0] ? host->cpu_name : "unknown type", midr);
	return buf;
}

/* @text, or "none" where it is empty. */
static inline const char *or_none(const char *text)
{
	return text[0] ? text : "none";
}

/* "arch_sys_counter at 1000 MHz: one tick is 1 ns, and it moves by 40 ns", the end if it does */
static inline const char *clock_text(char buf[CLOCK_TEXT_MAX], const struct result_set *set)
{
	char step[48] = "";

	if (set->resolution_ns > 1.001 * set->tick_ns)
		snprintf(step, sizeof(step), ", and it moves by %.4g ns", set->resolution_ns);
	snprintf(buf, CLOCK_TEXT_MAX, "%s at %.6g MHz: one tick is %.4g ns%s",
		 or_none(set->host.clock), set->host.cntfrq / 1e6, set->tick_ns, step);
	return buf;
}

/*
 * Text to stdout: one screen, 80 columns wide, or, @full, all numbers, 100 wide. CLI_OK or
 * CLI_CANNOT.
 */
int report_text(const struct result_set *set, bool full);

/* {"schema": "kvm-sve/bench", ...} to stdout. CLI_OK or CLI_CANNOT. */
int report_json(const struct result_set *set);

/* @text as a field of CSV, quoted if it has to be, to stdout. */
void csv_text(const char *text);

/* A line for each case and metric to stdout, under one of names. CLI_OK or CLI_CANNOT. */
int report_csv(const struct result_set *set);

/*
 * Lines as of Go's benchmarks to stdout, for benchstat. CLI_OK; CLI_CANNOT with a message, also
 * where an emulated host counted no instructions, so that there is no line.
 */
int report_benchstat(const struct result_set *set);

#endif /* KVM_SVE_BENCH_REPORT_H */
