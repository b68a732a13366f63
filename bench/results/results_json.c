// SPDX-License-Identifier: GPL-2.0
/* A set of results to JSON; see results_json.h. */
#include <math.h>
#include <stdio.h>

#include "lib/cli/cli.h"
#include "lib/cli/host_json.h"
#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"
#include "results_json.h"
#include "breakdown.h"
#include "context.h"
#include "fp_diff.h"
#include "limit.h"
#include "vl_fit.h"

/* null if it is not finite, which JSON cannot say. */
static json_t *real(double val)
{
	return isfinite(val) ? json_real(val) : json_null();
}

/* What is a whole number, as most counts are, is one in JSON too. */
static json_t *number(double val)
{
	if (val == rint(val) && fabs(val) < 1e15)
		return json_integer((json_int_t)val);
	return real(val);
}

/* null where there is none. */
static json_t *values_json(const double *values, size_t n)
{
	json_t *array;

	if (!n)
		return json_null();
	array = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, number(values[i]));
	return array;
}

/* null where the samples have no such percentile. */
static json_t *tail(const struct stats *s, unsigned int permille, double val)
{
	return stats_has(s, permille) ? number(val) : json_null();
}

/* null without samples. */
static json_t *stats_json(const struct stats *s)
{
	json_t *json;

	if (!s->n)
		return json_null();
	json = json_object();
	json_object_set_new(json, "n", json_integer(s->n));
	json_object_set_new(json, "min", number(s->min));
	json_object_set_new(json, "p25", number(s->p25));
	json_object_set_new(json, "p50", number(s->p50));
	json_object_set_new(json, "p50_low", number(s->p50_low));
	json_object_set_new(json, "p50_high", number(s->p50_high));
	json_object_set_new(json, "p75", number(s->p75));
	json_object_set_new(json, "p90", tail(s, 900, s->p90));
	json_object_set_new(json, "p99", tail(s, 990, s->p99));
	json_object_set_new(json, "p999", tail(s, 999, s->p999));
	json_object_set_new(json, "max", tail(s, 1000, s->max));
	json_object_set_new(json, "mean", real(s->mean));
	json_object_set_new(json, "mean_low", real(s->mean_low));
	json_object_set_new(json, "mean_high", real(s->mean_high));
	json_object_set_new(json, "outliers", json_integer(s->outliers));
	json_object_set_new(json, "rounds", values_json(s->rounds, s->nr_rounds));
	return json;
}

/*
 * A phase in ns, its median in ticks, whether that is too short to be seen, and
 * its cycles where they were counted.
 */
static json_t *phase_json(const struct result_set *set, const struct result *r, enum metric ns,
			  enum metric cycles)
{
	const struct stats *s = &r->metric[ns];
	double ticks = set->tick_ns > 0 ? rint(s->p50 / set->tick_ns) : 0;
	json_t *json = stats_json(s);

	if (s->n) {
		json_object_set_new(json, "ticks", number(ticks));
		json_object_set_new(json, "below_resolution", 
				    json_boolean(results_below_resolution(set, s->p50)));
		json_object_set_new(json, "cycles",
				    stats_json(&r->metric[cycles]));
	}
	return json;
}

static json_t *phases_json(const struct result_set *set, const struct result *r)
{
	json_t *json;

	if (!r->traced)
		return json_null();
	json = json_object();
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		json_object_set_new(json, phase_name(p),
				    phase_json(set, r, METRIC_PHASE + p, METRIC_PHASE_CYCLES + p));
	return json;
}

static json_t *traced_or_null(const struct result *r, uint64_t val)
{
	return r->traced ? json_integer(val) : json_null();
}

static void add_counts(json_t *json, const struct result *r)
{
	json_object_set_new(json, "runs", traced_or_null(r, r->runs));
	json_object_set_new(json, "events", traced_or_null(r, r->events));
	json_object_set_new(json, "drops", traced_or_null(r, r->drops));
	json_object_set_new(json, "restores", traced_or_null(r, r->restores));
	json_object_set_new(json, "early", traced_or_null(r, r->early));
	json_object_set_new(json, "kept", traced_or_null(r, r->kept));
	json_object_set_new(json, "expected_restores", traced_or_null(r, r->expected));
	json_object_set_new(json, "evicted", traced_or_null(r, r->evicted));
	json_object_set_new(json, "peer_restores", traced_or_null(r, r->peer_restores));
	json_object_set_new(json, "fpsimd_restores",
			    r->have_stat ? json_integer(r->fpsimd_restores) : json_null());
}

static json_t *result_json(const struct result_set *set, const struct result *r)
{
	json_t *json = json_object();

	json_object_set_new(json, "guest", json_string(r->guest));
	json_object_set_new(json, "vl", json_from_count(r->vl));
	json_object_set_new(json, "exit", json_string(r->exit));
	json_object_set_new(json, "host_state", json_string(r->host_state));
	json_object_set_new(json, "name", json_string(r->name));
	json_object_set_new(json, "host_vl", json_from_count(r->host_vl));
	json_object_set_new(json, "peer_vl", json_from_count(r->peer_vl));
	json_object_set_new(json, "rdvl", json_from_count(r->rdvl));
	json_object_set_new(json, "n", json_integer(r->n));
	json_object_set_new(json, "trips", json_integer(r->trips));
	json_object_set_new(json, "retries", json_integer(r->retries));
	json_object_set_new(json, "steady", json_from_yes_no(r->steady));
	json_object_set_new(json, "involuntary_switches",
			    r->involuntary < 0 ? json_null() : json_integer(r->involuntary));
	for (int m = METRIC_NS; m < METRIC_PHASE; m++)
		json_object_set_new(json, metric_name(m), stats_json(&r->metric[m]));
	json_object_set_new(json, "guest_instructions", json_integer(r->guest_instructions));
	json_object_set_new(json, "multiplexed", json_boolean(r->multiplexed));
	json_object_set_new(json, "phases", phases_json(set, r));
	json_object_set_new(json, "stamp",
			    phase_json(set, r, METRIC_STAMP, METRIC_STAMP_CYCLES));
	add_counts(json, r);
	return json;
}

static json_t *breakdown_json(const struct result_set *set)
{
	json_t *array = json_array();
	struct breakdown s;

	for (size_t i = 0; i < set->nr_results; i++) {
		if (!breakdown_of(set, &set->results[i], &s))
			continue;
		json_array_append_new(array, json_pack(
			"{s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "vl", (json_int_t)s.vl,
			"unit", metric_name(s.metric),
			"total", (json_int_t)s.total, "guest", (json_int_t)s.guest,
			"host_save", (json_int_t)s.host_save,
			"guest_restore", (json_int_t)s.guest_restore,
			"guest_save", (json_int_t)s.guest_save, "rest", (json_int_t)s.rest));
	}
	return array;
}

static json_t *fits_json(const struct result_set *set)
{
	json_t *array = json_array();
	struct vl_fit fit;

	for (struct vl_fit_iter i = { 0 }; vl_fit_next(set, &i, &fit);)
		json_array_append_new(array, json_pack(
			"{s:s, s:s, s:s, s:s, s:I, s:f, s:o, s:f, s:o, s:o}",
			"guest", fit.first->guest, "exit", fit.first->exit,
			"host_state", fit.first->host_state, "metric", metric_name(fit.metric),
			"n", (json_int_t)fit.line.n, "a", fit.line.a,
			"a_ci", real(fit.line.a_ci), "b", fit.line.b,
			"b_ci", real(fit.line.b_ci),
			"residual", real(fit.line.residual)));
	return array;
}

static json_t *fp_diffs_json(const struct result_set *set)
{
	json_t *array = json_array();
	struct fp_diff diff;

	for (struct fp_diff_iter i = { 0 }; fp_diff_next(set, &i, &diff);)
		json_array_append_new(array, json_pack(
			"{s:I, s:o, s:s, s:s, s:s, s:f, s:o}", "vl", (json_int_t)diff.sve->vl,
			"fpsimd_vl", json_from_count(diff.fpsimd->vl), "exit", diff.sve->exit,
			"host_state", diff.sve->host_state, "metric", metric_name(diff.metric),
			"diff", diff.diff, "ci", real(diff.ci)));
	return array;
}

static json_t *positive_or_null(double val)
{
	return val > 0 ? real(val) : json_null();
}

static json_t *limit_json(const struct result *r, const struct limit *limit)
{
	return json_pack("{s:s, s:s, s:b, s:i, s:o, s:s, s:o, s:o, s:o, s:o}", "name", r->name,
			 "phase", phase_name(limit->phase), "store", limit->store,
			 "bytes", (int)limit->bytes, "bytes_per_cycle", json_from_count(limit->rate),
			 "unit", metric_unit(limit->metric),
			 "least", positive_or_null(limit->least),
			 "measured", positive_or_null(limit->measured),
			 "ratio", positive_or_null(limit->ratio),
			 "bytes_per_ns", positive_or_null(limit->bytes_per_ns));
}

static json_t *limits_json(const struct result_set *set)
{
	const struct l1_bandwidth *core = limit_core(set);
	json_t *phases = json_array();
	struct limit limit;

	for (size_t i = 0; i < set->nr_results; i++)
		for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
			if (limit_of(set, &set->results[i], p, &limit))
				json_array_append_new(phases,
						      limit_json(&set->results[i], &limit));
	return json_pack("{s:b, s:s?, s:s?, s:o}", "modelled", 1, "core", core ? core->name : NULL,
			 "source", core ? core->source : NULL, "phases", phases);
}

static json_t *lines_json(const char lines[][ENV_TEXT], size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, printable_json(lines[i]));
	return array;
}

static void add_env(json_t *json, const struct env *env)
{
	json_object_set_new(json, "kernel_version", json_from_text(env->version));
	json_object_set_new(json, "series", json_from_yes_no(env->series));
	json_object_set_new(json, "cmdline", json_from_text(env->cmdline));
	json_object_set_new(json, "model", json_from_text(env->model));
	json_object_set_new(json, "khz", json_from_count(env->khz));
	json_object_set_new(json, "khz_end", json_from_count(env->khz_end));
	json_object_set_new(json, "max_khz", json_from_count(env->max_khz));
	json_object_set_new(json, "siblings", json_from_text(env->siblings));
	json_object_set_new(json, "sibling_busy",
			    env->sibling_busy < 0 ? json_null() : real(env->sibling_busy));
	json_object_set_new(json, "isolated", json_from_yes_no(env->isolated));
	json_object_set_new(json, "nohz_full", json_from_yes_no(env->nohz_full));
	json_object_set_new(json, "irqs",
			    env->irqs < 0 ? json_null() : json_integer(env->irqs));
	json_object_set_new(json, "fifo", json_from_count(env->fifo));
	json_object_set_new(json, "latency_us",
			    env->latency_us < 0 ? json_null() : json_integer(env->latency_us));
	json_object_set_new(json, "memory_locked", json_from_yes_no(env->memory_locked));
	json_object_set_new(json, "mitigations",
			    lines_json(env->mitigations, env->nr_mitigations));
}

static json_t *host_json(const struct result_set *set)
{
	const struct host *host = &set->host;
	json_t *json = json_object();
	bool emulated = host->hypervisor.kind == HYPERVISOR_EMULATOR;

	json_object_set_new(json, "emulated_by",
			    emulated ? json_from_hypervisor(&host->hypervisor) : json_null());
	json_object_set_new(json, "hypervisor", json_from_hypervisor(&host->hypervisor));
	json_object_set_new(json, "midr", json_from_midr(host->midr));
	json_object_set_new(json, "cpu_name", json_from_text(host->cpu_name));
	json_object_set_new(json, "cpu", json_integer(host->cpu));
	json_object_set_new(json, "cpus", json_from_count(host->cpus));
	json_object_set_new(json, "governor", json_from_text(host->governor));
	json_object_set_new(json, "kernel", json_from_text(host->kernel));
	json_object_set_new(json, "kvm_mode", json_from_text(host->kvm_mode));
	json_object_set_new(json, "module", json_from_text(host->module));
	json_object_set_new(json, "module_loaded", json_from_yes_no(host->has_module));
	json_object_set_new(json, "clock", json_from_text(host->clock));
	json_object_set_new(json, "cntfrq", json_integer(host->cntfrq));
	json_object_set_new(json, "host_vls", json_from_vls(&host->vls));
	json_object_set_new(json, "guest_max_vls", json_from_vls(&set->guest_max));
	add_env(json, &set->env);
	return json;
}

static json_t *noise_json(const struct noise *noise)
{
	json_t *json = json_pack("{s:s, s:s, s:I}", "name", noise->name, "exit", noise->exit,
				 "runs", (json_int_t)noise->runs);

	for (int m = 0; m < NR_METRICS; m++)
		json_object_set_new(json, metric_name(m),
				    noise->of[m] < 0 ? json_null() : real(noise->of[m]));
	return json;
}

static json_t *noises_json(const struct result_set *set)
{
	json_t *array = json_array();

	for (size_t i = 0; i < set->nr_noise; i++)
		json_array_append_new(array, noise_json(&set->noise[i]));
	return array;
}

/* Why a column is null in every row; null itself if it is not. */
static json_t *missing_json(const struct result_set *set)
{
	json_t *json = json_object();

	for (int m = METRIC_CYCLES; m < METRIC_PHASE; m++)
		json_object_set_new(json, metric_name(m), json_from_text(set->why[m]));
	json_object_set_new(json, "phases", json_from_text(set->why[METRIC_PHASE]));
	return json;
}

static json_t *skips_json(const struct result_set *set)
{
	json_t *array = json_array();

	for (size_t i = 0; i < set->nr_skips; i++)
		json_array_append_new(array, json_pack("{s:s, s:o}", "name", set->skips[i].name,
						       "why", printable_json(set->skips[i].why)));
	return array;
}

static json_t *interleaved_json(const struct interleaved *interleaved)
{
	if (!interleaved->id[0])
		return json_null();
	return json_pack("{s:s, s:o}", "id", interleaved->id, "setup",
			 printable_json(interleaved->setup));
}

json_t *results_to_json(const struct result_set *set)
{
	json_t *json = cli_json_new("bench", RESULTS_VERSION);
	json_t *rows = json_array();

	for (size_t i = 0; i < set->nr_results; i++)
		json_array_append_new(rows, result_json(set, &set->results[i]));

	json_object_set_new(json, "emulated", json_from_emulated(&set->host.hypervisor));
	json_object_set_new(json, "partial", json_boolean(set->partial));
	json_object_set_new(json, "planned", json_integer(set->planned));
	json_object_set_new(json, "context", context_json(set));
	json_object_set_new(json, "host", host_json(set));
	json_object_set_new(json, "n", json_from_count(set->n));
	json_object_set_new(json, "time", set->time > 0 ? real(set->time) : json_null());
	json_object_set_new(json, "warmup", set->warmup == SIZE_MAX ? json_null() :
			    json_integer(set->warmup));
	json_object_set_new(json, "rounds", json_integer(set->rounds));
	json_object_set_new(json, "repeat", json_integer(set->repeat));
	json_object_set_new(json, "interleaved", interleaved_json(&set->interleaved));
	json_object_set_new(json, "warnings",
			    lines_json(set->env.warnings, set->env.nr_warnings));
	json_object_set_new(json, "noise", noises_json(set));
	json_object_set_new(json, "resolution_ns", real(set->resolution_ns));
	json_object_set_new(json, "tick_ns", real(set->tick_ns));
	json_object_set_new(json, "missing", missing_json(set));
	json_object_set_new(json, "rows", rows);
	json_object_set_new(json, "breakdown", breakdown_json(set));
	json_object_set_new(json, "limits", limits_json(set));
	json_object_set_new(json, "fits", fits_json(set));
	json_object_set_new(json, "sve_over_fpsimd", fp_diffs_json(set));
	json_object_set_new(json, "skipped", skips_json(set));
	return json;
}

static bool is_list_of_objects(const json_t *json)
{
	return json_is_object(json_array_get(json, 0));
}

static void write_elements(const json_t *array, FILE *out)
{
	const json_t *element;
	size_t i;

	fputs("[", out);
	json_array_foreach(array, i, element) {
		fputs(i ? ",\n    " : "\n    ", out);
		json_dumpf(element, out, 0);
	}
	fputs("\n  ]", out);
}

void results_write(const struct result_set *set, FILE *out)
{
	json_t *json = results_to_json(set), *value;
	const char *key, *before = "{\n  ";

	json_object_foreach(json, key, value) {
		fprintf(out, "%s\"%s\": ", before, key);
		if (is_list_of_objects(value))
			write_elements(value, out);
		else
			json_dumpf(value, out, JSON_ENCODE_ANY);
		before = ",\n  ";
	}
	fputs("\n}\n", out);
	json_decref(json);
}
