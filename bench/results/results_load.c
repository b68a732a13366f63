// SPDX-License-Identifier: GPL-2.0
/* A set of results from JSON; see results_json.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cli/host_json.h"
#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"
#include "results_json.h"

#define SCHEMA	"kvm-sve/bench"

static int __attribute__((format(printf, 3, 4)))
fail(char *why, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, RESULT_WHY, fmt, args);
	va_end(args);
	return err;
}

/* Members that are missing or null give 0, "" and no samples. Texts are made printable. */
static double num(const json_t *json, const char *key)
{
	return json_number_value(json_object_get(json, key));
}

static void text(char *to, size_t size, const json_t *json, const char *key)
{
	const char *from = json_string_value(json_object_get(json, key));

	printable_copy(to, size, from ? from : "");
}

/* None for null. False: it is no list of at most STATS_ROUNDS_MAX numbers. */
static bool load_rounds(struct stats *s, const json_t *array)
{
	double medians[STATS_ROUNDS_MAX];
	const json_t *median;
	size_t i, n = json_array_size(array);

	if (!array || json_is_null(array))
		return true;
	if (!json_is_array(array) || !n || n > STATS_ROUNDS_MAX)
		return false;
	json_array_foreach(array, i, median) {
		if (!json_is_number(median))
			return false;
		medians[i] = json_number_value(median);
	}
	stats_set_rounds(s, medians, n);
	return s->nr_rounds;
}

static bool load_stats(struct stats *s, const json_t *json)
{
	if (!json_is_object(json))
		return true;
	s->n = num(json, "n");
	s->min = num(json, "min");
	s->p25 = num(json, "p25");
	s->p50 = num(json, "p50");
	s->p50_low = num(json, "p50_low");
	s->p50_high = num(json, "p50_high");
	s->p75 = num(json, "p75");
	s->p90 = num(json, "p90");
	s->p99 = num(json, "p99");
	s->p999 = num(json, "p999");
	s->max = num(json, "max");
	s->mean = num(json, "mean");
	s->mean_low = num(json, "mean_low");
	s->mean_high = num(json, "mean_high");
	s->outliers = num(json, "outliers");
	return load_rounds(s, json_object_get(json, "rounds"));
}

static bool load_phases(struct result *r, const json_t *phases)
{
	bool ok = true;

	for (int p = 0; p < KVM_SVE_NR_PHASES && ok; p++) {
		const json_t *phase = json_object_get(phases, phase_name(p));

		ok = load_stats(&r->metric[METRIC_PHASE + p], phase) &&
		     load_stats(&r->metric[METRIC_PHASE_CYCLES + p],
				json_object_get(phase, "cycles"));
	}
	return ok;
}

static bool load_result(struct result *r, const json_t *json)
{
	bool ok = true;

	text(r->guest, sizeof(r->guest), json, "guest");
	text(r->exit, sizeof(r->exit), json, "exit");
	text(r->host_state, sizeof(r->host_state), json, "host_state");
	text(r->name, sizeof(r->name), json, "name");
	r->vl = num(json, "vl");
	r->host_vl = num(json, "host_vl");
	r->peer_vl = num(json, "peer_vl");
	r->rdvl = num(json, "rdvl");
	r->n = num(json, "n");
	r->trips = num(json, "trips");
	r->retries = num(json, "retries");
	r->guest_instructions = num(json, "guest_instructions");
	r->multiplexed = json_is_true(json_object_get(json, "multiplexed"));
	for (int m = METRIC_NS; m < METRIC_PHASE && ok; m++)
		ok = load_stats(&r->metric[m], json_object_get(json, metric_name(m)));
	r->traced = json_is_object(json_object_get(json, "phases"));
	r->runs = num(json, "runs");
	r->events = num(json, "events");
	r->drops = num(json, "drops");
	r->restores = num(json, "restores");
	r->expected = num(json, "expected_restores");
	r->evicted = num(json, "evicted");
	r->peer_restores = num(json, "peer_restores");
	r->have_stat = json_is_integer(json_object_get(json, "fpsimd_restores"));
	r->fpsimd_restores = num(json, "fpsimd_restores");
	return ok && r->name[0] && r->guest[0] && r->exit[0] &&
	       load_phases(r, json_object_get(json, "phases"));
}

/* The empty set where there is none. */
static bool load_vls(struct vls *set, const json_t *array)
{
	return !array || !vls_from_json(array, set);
}

/* Older results name an emulator alone. */
static void load_hypervisor(struct hypervisor *hypervisor, const json_t *root)
{
	const json_t *json = json_object_get(root, "host");
	const json_t *name = json_object_get(json, "hypervisor");

	hypervisor_from_json(hypervisor, json_object_get(root, "emulated"),
			     name ? name : json_object_get(json, "emulated_by"));
}

/* In older results a module that is not loaded is null, and nothing more said of it. */
static enum yes_no load_has_module(const struct host *host, const json_t *loaded)
{
	if (loaded)
		return json_to_yes_no(loaded);
	return host->module[0] ? YES : NO;
}

static bool load_host(struct result_set *set, const json_t *root)
{
	const json_t *json = json_object_get(root, "host");
	struct host *host = &set->host;
	char midr[24];

	load_hypervisor(&host->hypervisor, root);
	text(midr, sizeof(midr), json, "midr");
	host->midr = strtoull(midr, NULL, 16);
	text(host->cpu_name, sizeof(host->cpu_name), json, "cpu_name");
	host->cpu = num(json, "cpu");
	host->cpus = num(json, "cpus");
	text(host->governor, sizeof(host->governor), json, "governor");
	text(host->kernel, sizeof(host->kernel), json, "kernel");
	text(host->kvm_mode, sizeof(host->kvm_mode), json, "kvm_mode");
	text(host->module, sizeof(host->module), json, "module");
	host->has_module = load_has_module(host, json_object_get(json, "module_loaded"));
	text(host->clock, sizeof(host->clock), json, "clock");
	host->cntfrq = num(json, "cntfrq");
	return load_vls(&host->vls, json_object_get(json, "host_vls")) &&
	       load_vls(&set->guest_max, json_object_get(json, "guest_max_vls"));
}

static size_t load_lines(char lines[][ENV_TEXT], const json_t *array)
{
	const json_t *line;
	size_t i, n = 0;

	json_array_foreach(array, i, line)
		if (n < ENV_LINES && json_is_string(line))
			printable_copy(lines[n++], ENV_TEXT, json_string_value(line));
	return n;
}

static void load_env(struct env *env, const json_t *root)
{
	const json_t *json = json_object_get(root, "host");
	const json_t *busy = json_object_get(json, "sibling_busy");

	text(env->version, sizeof(env->version), json, "kernel_version");
	text(env->cmdline, sizeof(env->cmdline), json, "cmdline");
	text(env->model, sizeof(env->model), json, "model");
	text(env->siblings, sizeof(env->siblings), json, "siblings");
	env->series = json_to_yes_no(json_object_get(json, "series"));
	env->isolated = json_to_yes_no(json_object_get(json, "isolated"));
	env->khz = num(json, "khz");
	env->max_khz = num(json, "max_khz");
	env->sibling_busy = json_is_number(busy) ? json_number_value(busy) : -1;
	env->nr_mitigations = load_lines(env->mitigations, json_object_get(json, "mitigations"));
	env->nr_warnings = load_lines(env->warnings, json_object_get(root, "warnings"));
}

static void load_noise(struct noise *noise, const json_t *json)
{
	text(noise->name, sizeof(noise->name), json, "name");
	text(noise->exit, sizeof(noise->exit), json, "exit");
	noise->runs = num(json, "runs");
	for (int m = 0; m < NR_METRICS; m++)
		noise->of[m] = json_is_number(json_object_get(json, metric_name(m))) ?
			       num(json, metric_name(m)) : -1;
}

static void load_noises(struct result_set *set, const json_t *array)
{
	const json_t *json;
	size_t i;

	json_array_foreach(array, i, json)
		if (set->nr_noise < NOISE_MAX)
			load_noise(&set->noise[set->nr_noise++], json);
}

static void load_missing(struct result_set *set, const json_t *missing)
{
	for (int m = METRIC_CYCLES; m < METRIC_PHASE; m++)
		text(set->why[m], RESULT_WHY, missing, metric_name(m));
	text(set->why[METRIC_PHASE], RESULT_WHY, missing, "phases");
}

static void load_interleaved(struct interleaved *interleaved, const json_t *json)
{
	text(interleaved->id, sizeof(interleaved->id), json, "id");
	text(interleaved->setup, sizeof(interleaved->setup), json, "setup");
}

static int load_rows(struct result_set *set, const json_t *rows, const json_t *skipped, char *why)
{
	const json_t *json;
	size_t i;

	if (!json_is_array(rows))
		return fail(why, -EINVAL, "it has no rows");
	if (results_alloc(set, json_array_size(rows) + json_array_size(skipped)))
		return fail(why, -ENOMEM, "not enough memory");
	json_array_foreach(rows, i, json) {
		set->nr_results++;
		if (!load_result(&set->results[i], json))
			return fail(why, -EINVAL, "row %zu is damaged", i);
	}
	json_array_foreach(skipped, i, json) {
		text(set->skips[i].name, RESULT_NAME, json, "name");
		text(set->skips[i].why, RESULT_WHY, json, "why");
		set->nr_skips++;
	}
	return 0;
}

int results_from_json(struct result_set *set, const json_t *root, char *why)
{
	const char *schema = json_string_value(json_object_get(root, "schema"));
	json_int_t version = json_integer_value(json_object_get(root, "version"));
	int err;

	*set = (struct result_set){ 0 };
	if (!schema || strcmp(schema, SCHEMA))
		return fail(why, -EINVAL, "it is no result of kvm-sve bench");
	if (version != RESULTS_VERSION)
		return fail(why, -EINVAL, "it is of version %lld, and this kvm-sve reads %d",
			    (long long)version, RESULTS_VERSION);

	err = load_rows(set, json_object_get(root, "rows"), json_object_get(root, "skipped"), why);
	if (!err && !load_host(set, root))
		err = fail(why, -EINVAL, "its host is damaged");
	if (err) {
		results_free(set);
		return err;
	}
	load_env(&set->env, root);
	load_interleaved(&set->interleaved, json_object_get(root, "interleaved"));
	load_noises(set, json_object_get(root, "noise"));
	load_missing(set, json_object_get(root, "missing"));
	set->rounds = num(root, "rounds");
	set->repeat = num(root, "repeat");
	set->n = num(root, "n");
	set->warmup = num(root, "warmup");
	set->tick_ns = num(root, "resolution_ns");
	set->partial = json_is_true(json_object_get(root, "partial"));
	if (json_object_get(root, "planned"))
		set->planned = num(root, "planned");
	return 0;
}

int results_load(struct result_set *set, const char *path, char *why)
{
	json_error_t at;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &at);
	int err;

	if (!root && at.line < 0)
		return fail(why, -EINVAL, "%s", strerror(errno));
	if (!root)
		return fail(why, -EINVAL, "line %d: %.100s", at.line, at.text);
	err = results_from_json(set, root, why);
	json_decref(root);
	return err;
}
