// SPDX-License-Identifier: GPL-2.0
/*
 * A set of results from JSON; see results_json.h. Anybody may have written the file: what is not
 * of the type and in the range that this tool writes is refused here, so that no other code has
 * to check it. Members that are missing or null give 0, "" and no samples: older versions lack
 * some.
 */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cli/host_json.h"
#include "lib/cli/json_reader.h"
#include "lib/cli/json_schema.h"
#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"
#include "results_json.h"

#define SCHEMA		"kvm-sve/bench"
#define FILE_MAX	((size_t)64 << 20)	/* bytes; a row has some 10,000 */
#define ROWS_MAX	4096
#define VALUE_MAX	1e15	/* ns, cycles or instructions: more than a week */
#define COUNT_MAX	(1ULL << 53)	/* what a reader that knows only doubles can take */
#define TRIPS_MAX	1000000
#define PLAN_MAX	10000000	/* of what --count and --rounds take */
#define CPUS_MAX	1000000
#define KHZ_MAX		100000000
#define HZ_MAX		100000000000
#define VL_MAX		(VLS_VQ_ARCH_MAX * VLS_VQ_BITS)
#define NOISE_LIMIT	1e9	/* as a part of 1 */

static double value(struct json_reader *in, const json_t *json, const char *key)
{
	return json_read_number(in, json, key, -VALUE_MAX, VALUE_MAX, 0);
}

static unsigned int read_vl(struct json_reader *in, const json_t *json, const char *key)
{
	unsigned int vl = json_read_count(in, json, key, VL_MAX);

	if (vl % VLS_VQ_BITS)
		json_reader_fail(in, "\"%s\" is not a multiple of %d", key, VLS_VQ_BITS);
	return vl;
}

static void read_rounds(struct json_reader *in, const json_t *json, struct stats *s)
{
	const json_t *array = json_read_array(in, json, "rounds", STATS_ROUNDS_MAX), *element;
	double medians[STATS_ROUNDS_MAX];
	size_t i;

	if (!array)
		return;
	json_array_foreach(array, i, element) {
		medians[i] = json_number_value(element);
		if (!json_is_number(element) || !(fabs(medians[i]) <= VALUE_MAX)) {
			json_reader_fail(in, "\"rounds\"[%zu] is not a number up to %g", i,
					 VALUE_MAX);
			return;
		}
	}
	if (!i)
		json_reader_fail(in, "\"rounds\" is empty");
	else
		stats_set_rounds(s, medians, i);
	if (i && !s->nr_rounds)
		json_reader_fail(in, "not enough memory");
}

/* @name: of the member of @parent */
static void read_stats(struct json_reader *in, const json_t *parent, const char *name,
		       struct stats *s)
{
	const json_t *json = json_read_object(in, parent, name);

	if (!json)
		return;
	s->n = json_read_count(in, json, "n", COUNT_MAX);
	s->min = value(in, json, "min");
	s->p25 = value(in, json, "p25");
	s->p50 = value(in, json, "p50");
	s->p50_low = value(in, json, "p50_low");
	s->p50_high = value(in, json, "p50_high");
	s->p75 = value(in, json, "p75");
	s->p90 = value(in, json, "p90");
	s->p99 = value(in, json, "p99");
	s->p999 = value(in, json, "p999");
	s->max = value(in, json, "max");
	s->mean = value(in, json, "mean");
	s->mean_low = value(in, json, "mean_low");
	s->mean_high = value(in, json, "mean_high");
	s->outliers = json_read_count(in, json, "outliers", s->n);
	read_rounds(in, json, s);
	if (!s->n)
		json_reader_fail(in, "\"%s\" has no \"n\"", name);
	else if (!(s->min <= s->p50) || (stats_has(s, 1000) && !(s->p50 <= s->max)))
		json_reader_fail(in, "\"%s\" has a median that is not from min to max", name);
}

static void read_phase(struct json_reader *in, const json_t *parent, const char *name,
		       struct stats *ns, struct stats *cycles)
{
	read_stats(in, parent, name, ns);
	read_stats(in, json_object_get(parent, name), "cycles", cycles);
}

static void read_phases(struct json_reader *in, const json_t *row, struct result *r)
{
	const json_t *phases = json_read_object(in, row, "phases");

	r->traced = phases;
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++) {
		read_phase(in, phases, phase_name(p), &r->metric[METRIC_PHASE + p],
			   &r->metric[METRIC_PHASE_CYCLES + p]);
	}
	read_phase(in, row, "stamp", &r->metric[METRIC_STAMP], &r->metric[METRIC_STAMP_CYCLES]);
}

static void read_counts(struct json_reader *in, const json_t *row, struct result *r)
{
	r->runs = json_read_count(in, row, "runs", COUNT_MAX);
	r->events = json_read_count(in, row, "events", COUNT_MAX);
	r->drops = json_read_count(in, row, "drops", COUNT_MAX);
	r->restores = json_read_count(in, row, "restores", COUNT_MAX);
	/* Older files have neither, which is 0. */
	r->early = json_read_count(in, row, "early", COUNT_MAX);
	r->kept = json_read_count(in, row, "kept", COUNT_MAX);
	r->expected = json_read_count(in, row, "expected_restores", COUNT_MAX);
	r->evicted = json_read_count(in, row, "evicted", COUNT_MAX);
	r->peer_restores = json_read_count(in, row, "peer_restores", COUNT_MAX);
	r->have_stat = json_is_integer(json_object_get(row, "fpsimd_restores"));
	r->fpsimd_restores = json_read_count(in, row, "fpsimd_restores", COUNT_MAX);
}

static void read_row(struct json_reader *in, const json_t *row, struct result *r)
{
	if (!json_is_object(row))
		json_reader_fail(in, "not an object");
	json_read_text(in, row, "name", r->name, sizeof(r->name));
	json_read_text(in, row, "guest", r->guest, sizeof(r->guest));
	json_read_text(in, row, "exit", r->exit, sizeof(r->exit));
	json_read_text(in, row, "host_state", r->host_state, sizeof(r->host_state));
	if (!r->name[0] || !r->guest[0] || !r->exit[0])
		json_reader_fail(in, "\"name\", \"guest\" or \"exit\" is missing");
	r->vl = read_vl(in, row, "vl");
	r->host_vl = read_vl(in, row, "host_vl");
	r->peer_vl = read_vl(in, row, "peer_vl");
	r->rdvl = read_vl(in, row, "rdvl");
	r->n = json_read_count(in, row, "n", COUNT_MAX);
	r->trips = json_read_count(in, row, "trips", TRIPS_MAX);
	r->retries = json_read_count(in, row, "retries", COUNT_MAX);
	r->guest_instructions = json_read_count(in, row, "guest_instructions", UINT32_MAX);
	r->multiplexed = json_read_yes_no(in, row, "multiplexed") == YES;
	r->steady = json_read_yes_no(in, row, "steady");
	r->involuntary = json_read_number(in, row, "involuntary_switches", 0, COUNT_MAX, -1);
	for (int m = METRIC_NS; m < METRIC_PHASE; m++) {
		r->metric[m].means = r->trips > 1;
		read_stats(in, row, metric_name(m), &r->metric[m]);
		if (r->trips > 1)
			stats_set_means(&r->metric[m]);
	}
	read_phases(in, row, r);
	read_counts(in, row, r);
}

/* The empty set where there is none. */
static void read_vls(struct json_reader *in, const json_t *json, const char *key, struct vls *set)
{
	const json_t *array = json_object_get(json, key);

	if (array && !json_is_null(array) && vls_from_json(array, set))
		json_reader_fail(in, "\"%s\" is not a list of ascending multiples of %d", key,
				 VLS_VQ_BITS);
}

static uint64_t read_midr(struct json_reader *in, const json_t *json)
{
	char text[24], *end;
	uint64_t midr;

	json_read_text(in, json, "midr", text, sizeof(text));
	midr = strtoull(text, &end, 16);
	if (*end)
		json_reader_fail(in, "\"midr\" is not a hexadecimal number");
	return midr;
}

/* Older results name an emulator alone. */
static void read_hypervisor(struct json_reader *in, const json_t *root, const json_t *json,
			    struct hypervisor *hypervisor)
{
	const json_t *name = json_object_get(json, "hypervisor");
	char text[HYPERVISOR_NAME_MAX];

	json_read_yes_no(in, root, "emulated");
	json_read_text(in, json, name ? "hypervisor" : "emulated_by", text, sizeof(text));
	hypervisor_from_json(hypervisor, json_object_get(root, "emulated"),
			     name ? name : json_object_get(json, "emulated_by"));
}

static void read_host(struct json_reader *in, const json_t *root, struct result_set *set)
{
	const json_t *json = json_read_object(in, root, "host");
	struct host *host = &set->host;

	if (!json)
		json_reader_fail(in, "\"host\" is missing");
	read_hypervisor(in, root, json, &host->hypervisor);
	host->midr = read_midr(in, json);
	json_read_text(in, json, "cpu_name", host->cpu_name, sizeof(host->cpu_name));
	host->cpu = json_read_count(in, json, "cpu", CPUS_MAX);
	host->cpus = json_read_count(in, json, "cpus", CPUS_MAX);
	json_read_text(in, json, "governor", host->governor, sizeof(host->governor));
	json_read_text(in, json, "kernel", host->kernel, sizeof(host->kernel));
	json_read_text(in, json, "kvm_mode", host->kvm_mode, sizeof(host->kvm_mode));
	json_read_text(in, json, "module", host->module, sizeof(host->module));
	/* In older results a module that is not loaded is null, and nothing more said of it. */
	host->has_module = json_object_get(json, "module_loaded") ?
			   json_read_yes_no(in, json, "module_loaded") :
			   host->module[0] ? YES : NO;
	json_read_text(in, json, "clock", host->clock, sizeof(host->clock));
	host->cntfrq = json_read_count(in, json, "cntfrq", HZ_MAX);
	read_vls(in, json, "host_vls", &host->vls);
	read_vls(in, json, "guest_max_vls", &set->guest_max);
}

static size_t read_lines(struct json_reader *in, const json_t *json, const char *key,
			 char lines[][ENV_TEXT])
{
	const json_t *array = json_read_array(in, json, key, ENV_LINES), *line;
	size_t i, n = 0;

	json_array_foreach(array, i, line) {
		if (!json_is_string(line) || json_string_length(line) >= ENV_TEXT) {
			json_reader_fail(in, "\"%s\"[%zu] is not a text of at most %d bytes", key,
					 i, ENV_TEXT - 1);
			break;
		}
		printable_copy(lines[n++], ENV_TEXT, json_string_value(line));
	}
	return n;
}

static void read_env(struct json_reader *in, const json_t *root, struct env *env)
{
	const json_t *json = json_object_get(root, "host");

	json_read_text(in, json, "kernel_version", env->version, sizeof(env->version));
	json_read_text(in, json, "cmdline", env->cmdline, sizeof(env->cmdline));
	json_read_text(in, json, "model", env->model, sizeof(env->model));
	json_read_text(in, json, "siblings", env->siblings, sizeof(env->siblings));
	env->series = json_read_yes_no(in, json, "series");
	env->isolated = json_read_yes_no(in, json, "isolated");
	env->khz = json_read_count(in, json, "khz", KHZ_MAX);
	env->khz_end = json_read_count(in, json, "khz_end", KHZ_MAX);
	env->max_khz = json_read_count(in, json, "max_khz", KHZ_MAX);
	env->nohz_full = json_read_yes_no(in, json, "nohz_full");
	env->irqs = json_read_number(in, json, "irqs", 0, INT_MAX, -1);
	env->fifo = json_read_count(in, json, "fifo", 99);
	env->latency_us = json_read_number(in, json, "latency_us", 0, INT_MAX, -1);
	env->memory_locked = json_read_yes_no(in, json, "memory_locked");
	env->sibling_busy = json_read_number(in, json, "sibling_busy", 0, 1, -1);
	env->nr_mitigations = read_lines(in, json, "mitigations", env->mitigations);
	env->nr_warnings = read_lines(in, root, "warnings", env->warnings);
}

static void read_context(struct json_reader *in, const json_t *root, struct context *context)
{
	const json_t *json = json_read_object(in, root, "context");

	json_read_text(in, json, "date", context->date, sizeof(context->date));
	json_read_text(in, json, "host_name", context->host_name, sizeof(context->host_name));
	json_read_text(in, json, "version", context->version, sizeof(context->version));
	json_read_text(in, json, "command", context->command, sizeof(context->command));
}

static void read_noise(struct json_reader *in, const json_t *root, struct result_set *set)
{
	const json_t *array = json_read_array(in, root, "noise", NOISE_MAX), *json;
	struct noise *noise;
	size_t i;

	json_array_foreach(array, i, json) {
		noise = &set->noise[set->nr_noise++];
		if (!json_is_object(json))
			json_reader_fail(in, "\"noise\"[%zu] is not an object", i);
		json_read_text(in, json, "name", noise->name, sizeof(noise->name));
		json_read_text(in, json, "exit", noise->exit, sizeof(noise->exit));
		noise->runs = json_read_count(in, json, "runs", COUNT_MAX);
		for (int m = 0; m < NR_METRICS; m++)
			noise->of[m] = json_read_number(in, json, metric_name(m), 0, NOISE_LIMIT,
							-1);
	}
}

static void read_missing(struct json_reader *in, const json_t *root, struct result_set *set)
{
	const json_t *json = json_read_object(in, root, "missing");

	for (int m = METRIC_CYCLES; m < METRIC_PHASE; m++)
		json_read_text(in, json, metric_name(m), set->why[m], RESULT_WHY);
	json_read_text(in, json, "phases", set->why[METRIC_PHASE], RESULT_WHY);
}

static void read_plan(struct json_reader *in, const json_t *root, struct result_set *set)
{
	const json_t *json = json_read_object(in, root, "interleaved");

	json_read_text(in, json, "id", set->interleaved.id, sizeof(set->interleaved.id));
	json_read_text(in, json, "setup", set->interleaved.setup, sizeof(set->interleaved.setup));
	set->rounds = json_read_count(in, root, "rounds", PLAN_MAX);
	set->repeat = json_read_count(in, root, "repeat", PLAN_MAX);
	set->n = json_read_count(in, root, "n", PLAN_MAX);
	set->time = json_read_number(in, root, "time", 0, PLAN_MAX, 0);
	set->warmup = json_read_count(in, root, "warmup", PLAN_MAX);
	if (json_is_null(json_object_get(root, "warmup")))
		set->warmup = SIZE_MAX;
	set->resolution_ns = json_read_number(in, root, "resolution_ns", 0, 1e9, 0);
	/* Older results take each tick for a step. */
	set->tick_ns = json_read_number(in, root, "tick_ns", 0, 1e9, set->resolution_ns);
	set->partial = json_read_yes_no(in, root, "partial") == YES;
	if (json_object_get(root, "planned"))
		set->planned = json_read_count(in, root, "planned", PLAN_MAX);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A comparison looks for a case by its name. */
static void refuse_same_names(struct json_reader *in, const struct result_set *set)
{
	const char **names = calloc(set->nr_results + 1, sizeof(*names));

	if (!names) {
		json_reader_fail(in, "not enough memory");
		return;
	}
	for (size_t i = 0; i < set->nr_results; i++)
		names[i] = set->results[i].name;
	qsort(names, set->nr_results, sizeof(*names), by_name);
	for (size_t i = 1; i < set->nr_results; i++)
		if (!strcmp(names[i - 1], names[i]))
			json_reader_fail(in, "two rows are of the case %s", names[i]);
	free(names);
}

static void read_rows(struct json_reader *in, const json_t *root, struct result_set *set)
{
	const json_t *rows = json_read_array(in, root, "rows", ROWS_MAX);
	const json_t *skipped = json_read_array(in, root, "skipped", ROWS_MAX), *json;
	size_t i;

	if (!rows)
		json_reader_fail(in, "it has no rows");
	if (json_reader_failed(in))
		return;
	if (results_alloc(set, json_array_size(rows) + json_array_size(skipped))) {
		json_reader_fail(in, "not enough memory");
		return;
	}
	json_array_foreach(rows, i, json) {
		snprintf(in->where, sizeof(in->where), "row %zu: ", i);
		read_row(in, json, &set->results[set->nr_results++]);
	}
	in->where[0] = '\0';
	json_array_foreach(skipped, i, json) {
		if (!json_is_object(json))
			json_reader_fail(in, "\"skipped\"[%zu] is not an object", i);
		json_read_text(in, json, "name", set->skips[i].name, RESULT_NAME);
		json_read_text(in, json, "why", set->skips[i].why, RESULT_WHY);
		set->nr_skips++;
	}
	refuse_same_names(in, set);
}

int results_from_json(struct result_set *set, const json_t *root, char *why)
{
	const char *wrong = json_schema_error(root, "a result of kvm-sve bench", SCHEMA,
					      RESULTS_VERSION);
	struct json_reader in = { 0 };

	*set = (struct result_set){ 0 };
	if (wrong)
		json_reader_fail(&in, "%s", wrong);
	read_rows(&in, root, set);
	read_host(&in, root, set);
	read_env(&in, root, &set->env);
	read_context(&in, root, &set->context);
	read_noise(&in, root, set);
	read_missing(&in, root, set);
	read_plan(&in, root, set);
	snprintf(why, RESULT_WHY, "%s", in.why);
	if (!json_reader_failed(&in))
		return 0;
	results_free(set);
	return -EINVAL;
}

int results_load(struct result_set *set, const char *path, char *why)
{
	struct json_reader in = { 0 };
	json_t *root = json_read_file(&in, path, FILE_MAX);
	int err = -EINVAL;

	*set = (struct result_set){ 0 };
	if (root)
		err = results_from_json(set, root, why);
	else
		snprintf(why, RESULT_WHY, "%s", in.why);
	json_decref(root);
	return err;
}
