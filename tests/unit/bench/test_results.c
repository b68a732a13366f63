// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of result files: what is written is what is read back, for any set of results, and
 * a file that is damaged, or made to harm, is refused with its first wrong member.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/results/context.h"
#include "bench/results/results_json.h"
#include "mmio_set.h"
#include "random_set.h"
#include "tests/unit/text.h"

#define SETS	10000

static void assert_same_stats(struct stats a, struct stats b)
{
	assert_int_equal(a.nr_rounds, b.nr_rounds);
	if (a.nr_rounds)
		assert_memory_equal(a.rounds, b.rounds, a.nr_rounds * sizeof(*a.rounds));
	a.rounds = b.rounds = NULL;
	assert_memory_equal(&a, &b, sizeof(a));
}

/* All but where they are in memory. */
static void assert_same(const struct result_set *a, const struct result_set *b)
{
	struct result_set x = *a, y = *b;
	struct result r, s;

	assert_int_equal(a->nr_results, b->nr_results);
	for (size_t i = 0; i < a->nr_results; i++) {
		r = a->results[i];
		s = b->results[i];
		for (int m = 0; m < NR_METRICS; m++)
			assert_same_stats(r.metric[m], s.metric[m]);
		memset(r.metric, 0, sizeof(r.metric));
		memset(s.metric, 0, sizeof(s.metric));
		assert_memory_equal(&r, &s, sizeof(r));
	}
	assert_int_equal(a->nr_skips, b->nr_skips);
	assert_memory_equal(a->skips, b->skips, a->nr_skips * sizeof(*a->skips));
	x.results = y.results = NULL;
	x.skips = y.skips = NULL;
	assert_memory_equal(&x, &y, sizeof(x));
}

static json_t *json_of(const struct result_set *set)
{
	char *text = written(results_write(set, out));
	json_error_t at;
	json_t *json;

	json = json_loads(text, JSON_REJECT_DUPLICATES, &at);
	if (!json)
		fail_msg("line %d: %s", at.line, at.text);
	free(text);
	return json;
}

static void test_read_back(void **state)
{
	struct result_set a, b;
	char why[RESULT_WHY];
	json_t *json;

	srandom(1);
	for (int i = 0; i < SETS; i++) {
		random_set(&a);
		json = json_of(&a);
		if (results_from_json(&b, json, why))
			fail_msg("set %d: %s", i, why);
		assert_same(&a, &b);
		json_decref(json);
		results_free(&a);
		results_free(&b);
	}
}

/* A file has a line for each row. */
static void test_lines(void **state)
{
	struct result_set set;
	char *text, *line, *save;
	size_t rows = 0;

	mmio_set(&set, 2, HYPERVISOR_NONE);
	text = written(results_write(&set, out));
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		rows += strstr(line, "/mmio/") && strstr(line, "\"rounds\": [");
	assert_int_equal(rows, set.nr_results);
	free(text);
	results_free(&set);
}

/* Where there is none, it is 0. */
static void test_noise(void **state)
{
	struct result_set set = { .nr_noise = 1, .noise = { { .exit = "mmio" } } };

	set.noise[0].of[METRIC_NS] = 0.25;
	set.noise[0].of[METRIC_CYCLES] = -1;
	assert_true(results_noise(&set, "mmio", METRIC_NS) == 0.25);
	assert_true(results_noise(&set, "mmio", METRIC_CYCLES) == 0);
	assert_true(results_noise(&set, "hvc", METRIC_NS) == 0);
}

/* Times that no measurement has, such as a mean of nothing, are null and not a missing member. */
static void test_not_finite(void **state)
{
	const double rounds[] = { 1, NAN, INFINITY };
	struct result_set set = { 0 };
	struct stats *s;
	json_t *json, *ns;

	assert_int_equal(results_alloc(&set, 1), 0);
	random_row(&set.results[set.nr_results++], 0);
	s = &set.results[0].metric[METRIC_NS];
	stats_free(s);
	*s = (struct stats){ .n = 1, .mean = NAN, .mean_high = INFINITY, .max = -INFINITY };
	stats_set_rounds(s, rounds, 3);
	json = json_of(&set);
	ns = json_object_get(json_array_get(json_object_get(json, "rows"), 0), "ns");
	assert_true(json_is_null(json_object_get(ns, "mean")));
	assert_true(json_is_null(json_object_get(ns, "mean_high")));
	assert_true(json_is_null(json_object_get(ns, "max")));
	assert_true(json_is_null(json_array_get(json_object_get(ns, "rounds"), 1)));
	json_decref(json);
	results_free(&set);
}

/* A set of two rows that have everything. */
static json_t *whole(void)
{
	struct result_set set = { 0 };
	struct result *r;
	json_t *json;

	assert_int_equal(results_alloc(&set, 2), 0);
	set.host.cntfrq = 1000;
	set.nr_noise = set.env.nr_warnings = set.nr_skips = 1;
	for (set.nr_results = 0; set.nr_results < 2; set.nr_results++) {
		r = &set.results[set.nr_results];
		snprintf(r->name, sizeof(r->name), "sve/mmio/%zu/clean", set.nr_results);
		strcpy(r->guest, "sve");
		strcpy(r->exit, "mmio");
		r->traced = true;
		for (int m = 0; m < NR_METRICS; m++) {
			r->metric[m] = (struct stats){ .n = 2, .min = 1, .p50 = 2, .max = 3 };
			stats_set_rounds(&r->metric[m], (const double[]){ 1, 2 }, 2);
		}
	}
	json = json_of(&set);
	results_free(&set);
	return json;
}

/* What "rows.0.ns" names in @json. */
static json_t *at(json_t *json, const char *path)
{
	char copy[128], *save, *key;

	snprintf(copy, sizeof(copy), "%s", path);
	for (key = strtok_r(copy, ".", &save); key && json; key = strtok_r(NULL, ".", &save))
		json = json_is_array(json) ? json_array_get(json, atoi(key)) :
		       json_object_get(json, key);
	if (!json)
		fail_msg("no %s", path);
	return json;
}

/* A value in place of one of whole(), and what must then be said of it. */
struct damage {
	const char *path, *key, *val, *why;
};

static const struct damage damages[] = {
	{ "", "schema", "\"kvm-sve/lat\"", "not a result of kvm-sve bench: \"schema\" is kvm-sve/lat" },
	{ "", "version", "1000", "version 1000, of a newer kvm-sve" },
	{ "", "version", "\"1\"", "\"version\" is not a number" },
	{ "", "rows", "null", "it has no rows" },
	{ "", "rows", "{}", "\"rows\" is not a list" },
	{ "", "rows", "[1]", "row 0: not an object" },
	{ "", "host", "[]", "\"host\" is not an object" },
	{ "", "host", "null", "\"host\" is missing" },
	{ "", "n", "-1", "\"n\" is not from 0" },
	{ "", "n", "1.5", "\"n\": Expected integer" },
	{ "", "rounds", "1e300", "\"rounds\": Expected integer" },
	{ "", "repeat", "9223372036854775807", "\"repeat\" is not from 0" },
	{ "", "resolution_ns", "1e300", "\"resolution_ns\" is not from 0" },
	{ "", "resolution_ns", "-1", "\"resolution_ns\" is not from 0" },
	{ "", "emulated", "\"yes\"", "\"emulated\": Expected true or false" },
	{ "", "partial", "3", "\"partial\": Expected true or false" },
	{ "", "noise", "[[]]", "\"noise\"[0] is not an object" },
	{ "", "skipped", "[\"sve\"]", "\"skipped\"[0] is not an object" },
	{ "", "noise", "{}", "\"noise\" is not a list" },
	{ "", "warnings", "[7]", "\"warnings\"[0] is not a text" },
	{ "", "missing", "[]", "\"missing\" is not an object" },
	{ "", "context", "\"today\"", "\"context\" is not an object" },
	{ "context", "date", "20260101", "\"date\": Expected string" },
	{ "host", "cpu", "1e300", "\"cpu\": Expected integer" },
	{ "host", "cpu", "-1", "\"cpu\" is not from 0" },
	{ "host", "cntfrq", "true", "\"cntfrq\": Expected integer" },
	{ "host", "host_vls", "[128, 100]", "\"host_vls\" is not a list of ascending multiples" },
	{ "host", "guest_max_vls", "5", "\"guest_max_vls\" is not a list of ascending multiples" },
	{ "host", "midr", "\"0x4z\"", "\"midr\" is not a hexadecimal number" },
	{ "host", "kernel", "[\"6.12\"]", "\"kernel\": Expected string" },
	{ "host", "sibling_busy", "1.5", "\"sibling_busy\" is not from 0 to 1" },
	{ "host", "hypervisor", "3", "\"hypervisor\": Expected string" },
	{ "noise.0", "ns", "-0.5", "\"ns\" is not from 0" },
	{ "rows.1", "name", "\"sve/mmio/0/clean\"", "two rows are of the case sve/mmio/0/clean" },
	{ "rows.1", "name", "null", "row 1: \"name\", \"guest\" or \"exit\" is missing" },
	{ "rows.1", "vl", "129", "row 1: \"vl\" is not a multiple of 128" },
	{ "rows.1", "vl", "16384", "row 1: \"vl\" is not from 0" },
	{ "rows.1", "ns", "5", "row 1: \"ns\" is not an object" },
	{ "rows.1", "ns", "{}", "row 1: \"ns\" has no \"n\"" },
	{ "rows.1.ns", "n", "-1", "row 1: \"n\" is not from 0" },
	{ "rows.1.ns", "n", "0", "row 1: " },
	{ "rows.1.ns", "max", "1.7e308", "row 1: \"max\" is not from" },
	{ "rows.1.ns", "max", "1", "row 1: \"ns\" has a median that is not from min to max" },
	{ "rows.1.ns", "min", "\"1\"", "row 1: \"min\": Expected real" },
	{ "rows.1.ns", "outliers", "3", "row 1: \"outliers\" is not from 0 to 2" },
	{ "rows.1.ns", "rounds", "\"1 2\"", "row 1: \"rounds\" is not a list" },
	{ "rows.1.ns", "rounds", "3", "row 1: \"rounds\" is not a list" },
	{ "rows.1.ns", "rounds", "[]", "row 1: \"rounds\" is empty" },
	{ "rows.1.ns", "rounds", "[1, \"2\"]", "row 1: \"rounds\"[1] is not a number" },
	{ "rows.1.ns", "rounds", "[1, null]", "row 1: \"rounds\"[1] is not a number" },
	{ "rows.1.ns", "rounds", "[[1]]", "row 1: \"rounds\"[0] is not a number" },
	{ "rows.1.ns", "rounds", "[1e16]", "row 1: \"rounds\"[0] is not a number up to 1e+15" },
	{ "rows.1.phases.guest_save.cycles", "p50", "7", "row 1: \"cycles\" has a median" },
};

static void test_damaged(void **state)
{
	char why[RESULT_WHY];
	struct result_set set;
	json_t *json;

	json = whole();
	assert_int_equal(results_from_json(&set, json, why), 0);
	results_free(&set);
	json_decref(json);
	for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
		const struct damage *d = &damages[i];

		json = whole();
		json_object_set_new(at(json, d->path), d->key,
				    json_loads(d->val, JSON_DECODE_ANY, NULL));
		if (!results_from_json(&set, json, why))
			fail_msg("%s.%s %s was read", d->path, d->key, d->val);
		else if (strncmp(why, d->why, strlen(d->why)))
			fail_msg("%s.%s %s: '%s', not '%s'", d->path, d->key, d->val, why, d->why);
		results_free(&set);
		json_decref(json);
	}
}

/* A list or a text that is longer than there is room for is refused, and not cut. */
static void test_too_long(void **state)
{
	char why[RESULT_WHY], text[2000];
	json_t *json = whole(), *rounds = json_array(), *rows = json_array();
	struct result_set set;

	for (int i = 0; i < STATS_ROUNDS_MAX; i++)
		json_array_append_new(rounds, json_integer(i));
	json_object_set(at(json, "rows.1.ns"), "rounds", rounds);
	assert_int_equal(results_from_json(&set, json, why), 0);
	assert_int_equal(set.results[1].metric[METRIC_NS].nr_rounds, STATS_ROUNDS_MAX);
	results_free(&set);
	json_array_append_new(rounds, json_integer(1));
	assert_int_equal(results_from_json(&set, json, why), -EINVAL);
	assert_non_null(strstr(why, "at most 200"));
	json_object_set_new(at(json, "rows.1.ns"), "rounds", json_null());

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	json_object_set_new(at(json, "host"), "kernel", json_string(text));
	assert_int_equal(results_from_json(&set, json, why), -EINVAL);
	assert_string_equal(why, "\"kernel\" is longer than 95 bytes");

	for (int i = 0; i < 5000; i++)
		json_array_append_new(rows, json_object());
	json_object_set_new(json, "rows", rows);
	assert_int_equal(results_from_json(&set, json, why), -EINVAL);
	assert_non_null(strstr(why, "\"rows\" is not a list of at most"));
	json_decref(rounds);
	json_decref(json);
}

/* A file that does not end, as a device, is read no further than it may be large. */
static void test_file(void **state)
{
	char path[] = "/tmp/test_results.XXXXXX", why[RESULT_WHY], blanks[4096];
	struct result_set set;
	FILE *file = fdopen(mkstemp(path), "w");

	assert_non_null(file);
	fputs("[1,\n2", file);
	fclose(file);
	assert_int_equal(results_load(&set, path, why), -EINVAL);
	assert_non_null(strstr(why, "line 2: "));

	memset(blanks, ' ', sizeof(blanks));
	file = fopen(path, "w");
	for (int i = 0; i < 65 << 8; i++)
		fwrite(blanks, sizeof(blanks), 1, file);
	fclose(file);
	assert_int_equal(results_load(&set, path, why), -EINVAL);
	assert_string_equal(why, "it is larger than 64 MiB");
	unlink(path);
	assert_int_equal(results_load(&set, path, why), -EINVAL);
	assert_string_equal(why, strerror(ENOENT));
	assert_int_equal(results_load(&set, "/", why), -EINVAL);
	assert_string_equal(why, strerror(EISDIR));
}

/* The difference called @name, or NULL. */
static const struct context_difference *difference(const struct context_differences *d,
						   const char *name)
{
	for (size_t i = 0; i < d->n; i++)
		if (!strcmp(d->of[i].name, name))
			return &d->of[i];
	return NULL;
}

/* Another kernel is what one compares; another CPU type is another host. */
static void test_differences(void **state)
{
	struct context_differences d;
	struct result_set a = { .n = 500, .host = { .midr = 0x411fd401 } }, b = a;

	strcpy(b.context.date, "2026-01-01T00:00:00Z");
	assert_int_equal(context_differ(&d, &a, &b), 0);
	assert_int_equal(d.n, 0);
	assert_false(d.unlike);
	context_differences_free(&d);

	strcpy(a.host.kernel, "6.12.1");
	strcpy(b.host.kernel, "6.12.2");
	b.n = 100;
	assert_int_equal(context_differ(&d, &a, &b), 0);
	assert_false(d.unlike);
	assert_int_equal(d.n, 2);
	assert_string_equal(difference(&d, "kernel")->baseline, "6.12.1");
	assert_string_equal(difference(&d, "kernel")->candidate, "6.12.2");
	assert_string_equal(difference(&d, "round trips")->candidate, "100");
	context_differences_free(&d);

	/* Not known is not alike. */
	b.host.midr = 0;
	assert_int_equal(context_differ(&d, &a, &b), 0);
	assert_true(d.unlike);
	assert_string_equal(difference(&d, "MIDR")->baseline, "0x411fd401");
	assert_string_equal(difference(&d, "MIDR")->candidate, "unknown");
	context_differences_free(&d);
	b.host.midr = a.host.midr;
	b.host.hypervisor.kind = HYPERVISOR_EMULATOR;
	assert_int_equal(context_differ(&d, &a, &b), 0);
	assert_true(d.unlike && difference(&d, "machine")->of_host);
	context_differences_free(&d);
}

/* The command line as a shell takes it again. */
static void test_command(void **state)
{
	char long_arg[2000], *plain[] = { "bench", "--cases", "sve/*", "it's", "", "-n", "5" };
	char *cut[] = { "bench", long_arg };
	struct context context;

	context_begin(&context, 7, plain);
	assert_string_equal(context.command,
			    "kvm-sve bench --cases 'sve/*' 'it'\\''s' '' -n 5");
	assert_true(context.date[0] && context.version[0]);
	memset(long_arg, 'x', sizeof(long_arg) - 1);
	long_arg[sizeof(long_arg) - 1] = '\0';
	context_begin(&context, 2, cut);
	assert_int_equal(strlen(context.command), CONTEXT_COMMAND - 1);
	assert_string_equal(context.command + CONTEXT_COMMAND - 4, "...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_not_finite),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_command),
	};

	return cmocka_run_group_tests_name("bench/results", tests, NULL, NULL);
}
