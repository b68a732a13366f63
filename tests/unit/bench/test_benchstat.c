// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of bench/report/benchstat.c, by a parser of the grammar in golang.org/design/
 * 14313-benchmark-format. The format ignores all lines but configuration and results, which would
 * hide mistakes: here any other line must be a comment.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/report/report.h"
#include "mmio_set.h"
#include "tests/unit/text.h"

#define FIELDS_MAX	32
#define RESULTS_MAX	256

struct line {
	char name[256];
	long iterations;
	size_t n;
	double values[FIELDS_MAX];
	char units[FIELDS_MAX][64];
};

struct parsed {
	struct line lines[RESULTS_MAX];
	size_t n;
	char goos[16], goarch[16], pkg[64], cpu[128];
};

/* A key has neither blanks nor capitals, and blanks come between "key:" and the value. */
static bool parse_config(struct parsed *parsed, const char *line)
{
	struct { const char *key; char *value; size_t size; } keys[] = {
		{ "goos", parsed->goos, sizeof(parsed->goos) },
		{ "goarch", parsed->goarch, sizeof(parsed->goarch) },
		{ "pkg", parsed->pkg, sizeof(parsed->pkg) },
		{ "cpu", parsed->cpu, sizeof(parsed->cpu) },
	};
	size_t len = strcspn(line, ":");

	if (!islower((unsigned char)line[0]) || line[len] != ':' || line[len + 1] != ' ')
		return false;
	for (size_t i = 0; i < len; i++)
		if (isspace((unsigned char)line[i]) || isupper((unsigned char)line[i]))
			return false;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strncmp(keys[i].key, line, len) && !keys[i].key[len]) {
			/* Before the results that it is of, and once. */
			assert_int_equal(parsed->n, 0);
			assert_string_equal(keys[i].value, "");
			snprintf(keys[i].value, keys[i].size, "%s", line + len + 2);
			return true;
		}
	fail_msg("another key, which would split the tables of benchstat: %s", line);
	return false;
}

/* BenchmarkSwitch/KEY=VALUE/..., and no -N at the end, which is taken for GOMAXPROCS. */
static void check_name(const char *name)
{
	static const char begin[] = "BenchmarkSwitch";
	const char *end = name + strlen(name);

	assert_memory_equal(name, begin, strlen(begin));
	for (name += strlen(begin); *name; name += strcspn(name + 1, "/") + 1) {
		assert_int_equal(*name, '/');
		assert_true(memchr(name, '=', strcspn(name + 1, "/") + 1));
	}
	while (isdigit((unsigned char)end[-1]))
		end--;
	assert_int_not_equal(end[-1], '-');
}

/* <name> <iterations> <value> <unit> [<value> <unit>...] */
static void parse_result(struct line *line, char *text)
{
	char *fields[FIELDS_MAX], *end;
	size_t n = 0;

	for (char *field = strtok(text, " \t"); field; field = strtok(NULL, " \t")) {
		assert_true(n < FIELDS_MAX);
		fields[n++] = field;
	}
	assert_true(n >= 4 && n % 2 == 0);
	check_name(fields[0]);
	snprintf(line->name, sizeof(line->name), "%s", fields[0]);
	line->iterations = strtol(fields[1], &end, 10);
	assert_true(!*end && line->iterations > 0);
	for (size_t i = 2; i < n; i += 2) {
		line->values[line->n] = strtod(fields[i], &end);
		assert_true(!*end && end > fields[i]);
		assert_non_null(strstr(fields[i + 1], "/op"));
		for (size_t u = 0; u < line->n; u++)
			assert_string_not_equal(line->units[u], fields[i + 1]);
		snprintf(line->units[line->n++], sizeof(line->units[0]), "%s", fields[i + 1]);
	}
}

static struct parsed *parse(char *text)
{
	struct parsed *parsed = calloc(1, sizeof(*parsed));
	char *next;

	assert_non_null(parsed);
	for (; *text; text = next) {
		next = strchr(text, '\n');
		assert_non_null(next);
		*next++ = 0;
		if (!strncmp(text, "Benchmark", strlen("Benchmark"))) {
			assert_true(parsed->n < RESULTS_MAX);
			parse_result(&parsed->lines[parsed->n++], text);
		} else if (text[0] != '#' && !parse_config(parsed, text)) {
			fail_msg("neither a configuration nor a result: %s", text);
		}
	}
	return parsed;
}

static struct parsed *parsed_of(const struct result_set *set)
{
	char *text = printed(report_benchstat(set), CLI_OK);
	struct parsed *parsed = parse(text);

	free(text);
	return parsed;
}

/* The value with that unit; -1: none. */
static double value(const struct line *line, const char *unit)
{
	for (size_t i = 0; i < line->n; i++)
		if (!strcmp(line->units[i], unit))
			return line->values[i];
	return -1;
}

/* A line for each round of each case, with the medians of the round. */
static void test_rounds(void **state)
{
	struct result_set set;
	struct parsed *parsed;

	mmio_set(&set, 2, HYPERVISOR_NONE);
	set.results[5].vl = 0;
	parsed = parsed_of(&set);
	assert_string_equal(parsed->goos, "linux");
	assert_string_equal(parsed->goarch, "arm64");
	assert_string_equal(parsed->pkg, "kvm-sve/bench");
	assert_string_equal(parsed->cpu, "Neoverse-V1");
	assert_int_equal(parsed->n, 6 * MMIO_ROUNDS);
	for (int round = 0; round < MMIO_ROUNDS; round++) {
		const struct line *none = &parsed->lines[round];
		const struct line *sve = &parsed->lines[4 * MMIO_ROUNDS + round];

		assert_string_equal(none->name,
				    "BenchmarkSwitch/guest=none/exit=mmio/vl=128/host=clean");
		assert_int_equal(none->iterations, 25);
		assert_true(value(none, "ns/op") == 5010 + round);
		assert_true(value(none, "guest-restore-ns/op") == -1);
		assert_string_equal(sve->name,
				    "BenchmarkSwitch/guest=sve/exit=mmio/vl=128/host=clean");
		assert_true(value(sve, "ns/op") == 7010 + round);
		assert_true(value(sve, "cycles/op") == 14020 + round);
		assert_true(value(sve, "instructions/op") == 7017 + round);
		assert_true(value(sve, "guest-restore-ns/op") == 120 + round);
	}
	assert_string_equal(parsed->lines[23].name,
			    "BenchmarkSwitch/guest=sve/exit=mmio/vl=none/host=clean");
	free(parsed);
	results_free(&set);
}

/* With one round, or with so many that they were not kept, there is a line. */
static void test_one_round(void **state)
{
	struct result_set set;
	struct parsed *parsed;

	mmio_set(&set, 1, HYPERVISOR_NONE);
	for (int m = 0; m < NR_METRICS; m++) {
		free(set.results[0].metric[m].rounds);
		set.results[0].metric[m].rounds = NULL;
		set.results[0].metric[m].nr_rounds = 0;
	}
	parsed = parsed_of(&set);
	assert_int_equal(parsed->n, 1 + 2 * MMIO_ROUNDS);
	assert_int_equal(parsed->lines[0].iterations, 100);
	assert_true(value(&parsed->lines[0], "ns/op") == 5010);
	free(parsed);
	results_free(&set);
}

static void test_emulated(void **state)
{
	struct result_set set;
	struct parsed *parsed;
	char *text;

	for (int kind = HYPERVISOR_EMULATOR; kind <= HYPERVISOR_UNKNOWN; kind++) {
		mmio_set(&set, 2, kind);
		text = printed(report_benchstat(&set), CLI_OK);
		assert_int_equal(text[0] == '#', kind != HYPERVISOR_NESTED);
		parsed = parse(text);
		for (size_t i = 0; i < parsed->n && kind != HYPERVISOR_NESTED; i++) {
			assert_int_equal(parsed->lines[i].n, 1);
			assert_true(value(&parsed->lines[i], "instructions/op") > 0);
		}
		free(parsed);
		free(text);
		if (kind != HYPERVISOR_NESTED) {
			mmio_drop(&set, METRIC_INSTRUCTIONS);
			free(printed(report_benchstat(&set), CLI_CANNOT));
		}
		results_free(&set);
	}
}

/* No text of a file ends a name or a line. */
static void test_strange(void **state)
{
	struct result_set set;
	struct parsed *parsed;

	mmio_set(&set, 1, HYPERVISOR_NONE);
	strcpy(set.results[0].exit, "a b/c\nd");
	strcpy(set.results[1].host_state, "");
	set.host.cpu_name[0] = 0;
	parsed = parsed_of(&set);
	assert_string_equal(parsed->lines[0].name,
			    "BenchmarkSwitch/guest=none/exit=a_b_c_d/vl=128/host=clean");
	assert_string_equal(parsed->cpu, "unknown");
	free(parsed);
	results_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_one_round),
		cmocka_unit_test(test_emulated),
		cmocka_unit_test(test_strange),
	};

	return cmocka_run_group_tests_name("bench/benchstat", tests, NULL, NULL);
}
