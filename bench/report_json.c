// SPDX-License-Identifier: GPL-2.0
/* The result of a benchmark as JSON; docs/benchmarking.md describes it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "node.h"
#include "report.h"
#include "split.h"

#define SCHEMA_VERSION	1

static json_t *text_or_null(const char *text)
{
	return text && text[0] ? json_string(text) : json_null();
}

/* Counts, as they are: integers but for the mean. null without samples. */
static json_t *count_json(const struct stats *s)
{
	if (!s->n)
		return json_null();
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "n", (json_int_t)s->n,
			 "min", (json_int_t)s->min, "p50", (json_int_t)s->p50, "p90",
			 (json_int_t)s->p90, "p99", (json_int_t)s->p99, "p999",
			 (json_int_t)s->p999, "max", (json_int_t)s->max, "mean", s->mean);
}

/* Ticks as ns. */
static json_t *ns_json(const struct stats *s, double tick)
{
	if (!s->n)
		return json_null();
	return json_pack("{s:I, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "n", (json_int_t)s->n,
			 "min", s->min * tick, "p50", s->p50 * tick, "p90", s->p90 * tick,
			 "p99", s->p99 * tick, "p999", s->p999 * tick, "max", s->max * tick,
			 "mean", s->mean * tick);
}

/*
 * A phase in ns, its median in ticks, whether that is too short to be seen, and
 * its cycles where they were counted.
 */
static json_t *phase_json(const struct stats *s, const struct stats *cycles, double tick)
{
	json_t *json = ns_json(s, tick);

	if (s->n) {
		json_object_set_new(json, "ticks", json_integer(s->p50));
		json_object_set_new(json, "below_resolution", json_boolean(!s->p50));
		json_object_set_new(json, "cycles", count_json(cycles));
	}
	return json;
}

static json_t *phases_json(const struct bench_row *row, double tick)
{
	json_t *json;

	if (!row->traced)
		return json_null();
	json = json_object();
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		json_object_set_new(json, switches_phase_name(p),
				    phase_json(&row->phase[p], &row->phase_cycles[p], tick));
	return json;
}

static json_t *traced_or_null(const struct bench_row *row, uint64_t val)
{
	return row->traced ? json_integer(val) : json_null();
}

static json_t *row_json(const struct bench_row *row, double tick)
{
	json_t *json = json_object();

	json_object_set_new(json, "guest", json_string(row->guest));
	json_object_set_new(json, "vl", row->vl ? json_integer(row->vl) : json_null());
	json_object_set_new(json, "exit", json_string(row->exit));
	json_object_set_new(json, "rdvl", row->rdvl ? json_integer(row->rdvl) : json_null());
	json_object_set_new(json, "n", json_integer(row->ticks.n));
	json_object_set_new(json, "ns", ns_json(&row->ticks, tick));
	for (int c = 0; c < NR_COUNTERS; c++)
		json_object_set_new(json, counter_name(c), count_json(&row->counter[c]));
	json_object_set_new(json, "guest_instructions", json_integer(row->guest_instructions));
	json_object_set_new(json, "multiplexed", json_boolean(row->multiplexed));
	json_object_set_new(json, "phases", phases_json(row, tick));
	json_object_set_new(json, "events", traced_or_null(row, row->events));
	json_object_set_new(json, "drops", traced_or_null(row, row->drops));
	json_object_set_new(json, "restores", traced_or_null(row, row->restores));
	json_object_set_new(json, "foreign", traced_or_null(row, row->foreign));
	json_object_set_new(json, "fpsimd_restores",
			    row->have_stat ? json_integer(row->fpsimd_restores) : json_null());
	return json;
}

static json_t *splits_json(const struct bench_report *report)
{
	json_t *array = json_array();
	struct split s;

	for (size_t i = 0; i < report->nr_rows; i++) {
		if (!split_of(report, &report->rows[i], &s))
			continue;
		json_array_append_new(array, json_pack(
			"{s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "vl", (json_int_t)s.vl,
			"unit", s.instructions ? "instructions" : "cycles",
			"total", (json_int_t)s.total, "guest", (json_int_t)s.guest,
			"host_save", (json_int_t)s.host_save,
			"guest_restore", (json_int_t)s.guest_restore,
			"guest_save", (json_int_t)s.guest_save, "rest", (json_int_t)s.rest));
	}
	return array;
}

static json_t *host_json(const struct bench_report *report)
{
	const struct host *host = &report->host;
	json_t *json = json_object();
	char midr[24];

	snprintf(midr, sizeof(midr), "%#llx", (unsigned long long)host->midr);
	json_object_set_new(json, "emulated_by", text_or_null(host->emulated_by));
	json_object_set_new(json, "midr", json_string(midr));
	json_object_set_new(json, "cpu_name", text_or_null(host_midr_name(host->midr)));
	json_object_set_new(json, "cpu", json_integer(host->cpu));
	json_object_set_new(json, "cpus", json_integer(host->cpus));
	json_object_set_new(json, "governor", text_or_null(host->governor));
	json_object_set_new(json, "kernel", json_string(host->kernel));
	json_object_set_new(json, "kvm_mode", json_string(host->kvm_mode));
	json_object_set_new(json, "module", text_or_null(host->module));
	json_object_set_new(json, "clock", text_or_null(host->clock));
	json_object_set_new(json, "cntfrq", json_integer(host->cntfrq));
	json_object_set_new(json, "host_vls", json_from_vls(&host->vls));
	json_object_set_new(json, "guest_max_vls", json_from_vls(&report->guest_max));
	return json;
}

/* Why a column is null in every row; null itself if it is not. */
static json_t *missing_json(const struct bench_report *report)
{
	json_t *json = json_object();

	for (int c = 0; c < NR_COUNTERS; c++)
		json_object_set_new(json, counter_name(c), text_or_null(report->counters.why[c]));
	json_object_set_new(json, "phases", text_or_null(report->no_phases));
	return json;
}

static json_t *report_object(const struct bench_report *report)
{
	double tick = report_tick_ns(&report->host);
	json_t *json = cli_json_new("bench", SCHEMA_VERSION);
	json_t *rows = json_array();

	for (size_t i = 0; i < report->nr_rows; i++)
		json_array_append_new(rows, row_json(&report->rows[i], tick));

	json_object_set_new(json, "emulated", json_boolean(report->host.emulated));
	json_object_set_new(json, "partial", json_boolean(report->partial));
	json_object_set_new(json, "host", host_json(report));
	json_object_set_new(json, "n", json_integer(report->n));
	json_object_set_new(json, "warmup", json_integer(report->warmup));
	json_object_set_new(json, "resolution_ns", json_real(tick));
	json_object_set_new(json, "missing", missing_json(report));
	json_object_set_new(json, "rows", rows);
	json_object_set_new(json, "splits", splits_json(report));
	return json;
}

int report_json(const struct bench_report *report)
{
	return cli_json_print(report_object(report), true);
}

int report_json_file(const struct bench_report *report, const char *path)
{
	json_t *json = report_object(report);
	int err = json_dump_file(json, path, JSON_INDENT(2));

	json_decref(json);
	if (!err)
		return CLI_OK;
	cli_error("cannot write %s: %s", path, strerror(errno));
	return CLI_CANNOT;
}
