// SPDX-License-Identifier: GPL-2.0
/*
 * A libFuzzer target: any file as a result of the benchmark. It is refused, or else everything
 * that is done with a result is done with it: written and read back as the same, compared with
 * itself, and reported in every format. "make check-fuzz" builds it with ASan and UBSan.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/comparison.h"
#include "bench/report/html.h"
#include "bench/report/report.h"
#include "bench/results/compare.h"
#include "bench/results/results_json.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);

/* Reports go to stdout, libFuzzer's own output to stderr. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	return freopen("/dev/null", "w", stdout) ? 0 : 1;
}

/* A member of @json, or one of a member, and so on; NULL: none. */
static json_t *choose(json_t *json, const char **key, size_t *index)
{
	json_t *parent = json, *child = json;
	void *it;

	do {
		parent = child;
		if (json_is_object(parent) && json_object_size(parent)) {
			it = json_object_iter(parent);
			for (size_t i = random() % json_object_size(parent); i; i--)
				it = json_object_iter_next(parent, it);
			*key = json_object_iter_key(it);
			child = json_object_iter_value(it);
		} else if (json_is_array(parent) && json_array_size(parent)) {
			*index = random() % json_array_size(parent);
			child = json_array_get(parent, *index);
		} else {
			return NULL;
		}
	} while (random() % 8 && (json_object_size(child) || json_array_size(child)));
	return parent;
}

static json_t *random_json(void)
{
	switch (random() % 8) {
	case 0:
		return json_null();
	case 1:
		return json_real(ldexp(random(), random() % 2200 - 1100));
	case 2:
		return json_integer((json_int_t)1 << random() % 63);
	case 3:
		return json_integer(-random());
	case 4:
		return json_boolean(random() % 2);
	case 5:
		return json_string(random() % 2 ? "" : "\x1b[2J\xc2\x9b,\"'<&>%s");
	case 6:
		return json_array();
	default:
		return json_integer(random() % 3);
	}
}

/* Without this hardly any input would be JSON still. Half of them change a member of it. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	json_t *json = json_loadb((const char *)data, size, 0, NULL), *parent;
	const char *key;
	size_t index, len;

	srandom(seed);
	parent = json && random() % 2 ? choose(json, &key, &index) : NULL;
	if (json_is_object(parent))
		json_object_set_new(parent, key, random_json());
	else if (json_is_array(parent) && random() % 3)
		json_array_set_new(parent, index, random_json());
	else if (json_is_array(parent))
		json_array_append_new(parent, json_deep_copy(json_array_get(parent, index)));
	len = parent ? json_dumpb(json, (char *)data, max, JSON_COMPACT) : 0;
	json_decref(json);
	return len && len <= max ? len : LLVMFuzzerMutate(data, size, max);
}

static void die(const char *what)
{
	fprintf(stderr, "%s\n", what);
	abort();
}

static void read_back(const struct result_set *set)
{
	json_t *json = results_to_json(set), *again;
	struct result_set copy;
	char why[RESULT_WHY];

	if (results_from_json(&copy, json, why)) {
		json_dumpf(json, stderr, JSON_INDENT(1));
		die(why);
	}
	again = results_to_json(&copy);
	if (!json_equal(json, again))
		die("what is read back differs");
	json_decref(json);
	json_decref(again);
	results_free(&copy);
}

static void compare_with_itself(const struct result_set *set)
{
	enum metric metrics[COMPARE_METRICS];
	struct comparisons c = { 0 };
	size_t n = compare_choose(set, set, metrics);

	if (compare(&c, set, set, metrics, n, 0.05))
		die("no memory");
	if (compare_slower(&c))
		die("slower than itself");
	if (c.n) {
		report_compare_text(&c, true);
		report_compare_json(&c);
		report_compare_csv(&c);
		report_html(set, &c, stdout);
	}
	compare_free(&c);
}

/* Beside itself as a result of hardware, where it is one of an emulated host, or the reverse. */
static void report_many(const struct result_set *set)
{
	const char *const names[] = { "a.json", "b.json" };
	struct result_set sets[] = { *set, *set };

	sets[1].host.hypervisor.kind = hypervisor_may_emulate(&set->host.hypervisor) ?
		HYPERVISOR_NONE : HYPERVISOR_EMULATOR;
	report_html(&sets[1], NULL, stdout);
	report_text(&sets[1], true);
	report_html_many(sets, names, 2, stdout);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
	struct result_set set;
	char why[RESULT_WHY];

	if (json && !results_from_json(&set, json, why)) {
		read_back(&set);
		report_text(&set, true);
		report_csv(&set);
		report_html(&set, NULL, stdout);
		report_many(&set);
		compare_with_itself(&set);
		results_free(&set);
	}
	json_decref(json);
	return 0;
}
