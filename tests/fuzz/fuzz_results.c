// SPDX-License-Identifier: GPL-2.0
/*
 * A libFuzzer target: any file as a result of the benchmark. It is refused, or else everything
 * that is done with a result is done with it: written and read back as the same, compared with
 * itself, and reported in every format. "make check-fuzz" builds it with ASan and UBSan.
 */
#include "bench/report/comparison.h"
#include "bench/report/html.h"
#include "bench/report/report.h"
#include "bench/results/compare.h"
#include "bench/results/results_json.h"
#include "tests/fuzz/target.h"

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
