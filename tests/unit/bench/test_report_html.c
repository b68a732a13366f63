// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the page that bench/report/html.c makes of a result: Python's parser
 * takes it as XML, each kind of exit has its charts, and no text of the data is markup.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/report/html.h"
#include "bench/results/results_json.h"
#include "mmio_set.h"
#include "tests/unit/text.h"

#define STATS(low, mid, high)								\
	"{\"n\": 8, \"min\": " #low ", \"p25\": " #low ", \"p50\": " #mid ", \"p50_low\": " #low	\
	", \"p50_high\": " #high ", \"p75\": " #high ", \"p90\": " #high ", \"p99\": " #high	\
	", \"p999\": " #high ", \"max\": " #high ", \"mean\": " #mid ", \"mean_low\": " #low	\
	", \"mean_high\": " #high ", \"outliers\": 0, \"rounds\": [" #mid ", " #low ", " #mid	\
	", " #high ", " #low ", " #mid ", " #high ", " #mid "]}"
#define ROW(exit, vl, ns, phases)							\
	"{\"guest\": \"sve\", \"exit\": \"" exit "\", \"host_state\": \"clean\", \"vl\": " #vl	\
	", \"name\": \"sve/" exit "/" #vl "/clean\", \"n\": 8, \"trips\": 1, \"ns\": " ns	\
	", \"phases\": " phases "}"
#define PHASES	"{\"host_save\": " STATS(5, 6, 7) ", \"guest_restore\": " STATS(8, 9, 10)	\
		", \"resident\": " STATS(1000, 2000, 3000) ", \"guest_save\": " STATS(4, 5, 6) "}"
#define BAD	"<script>alert('&\\\"')</script>"

static const char text[] =
	"{\"schema\": \"kvm-sve/bench\", \"version\": 1, \"emulated\": true, \"partial\": false,"
	" \"n\": 8, \"warmup\": 1, \"repeat\": 1, \"resolution_ns\": 16,"
	" \"host\": {\"emulated_by\": \"" BAD "\", \"cmdline\": \"" BAD
	"\", \"kernel\": \"" BAD "\"},"
	" \"warnings\": [\"" BAD "\"],"
	" \"rows\": ["
	ROW("mmio", 128, STATS(900, 1000, 1100), PHASES) ","
	ROW("mmio", 256, STATS(1000, 1100, 1200), PHASES) ","
	ROW("mmio", 512, STATS(1200, 1300, 1400), PHASES) ","
	ROW("hvc", 128, STATS(-5, 100, 110), "null") ","
	ROW("<b&>", 128, STATS(90, 90, 90), "null") "]}";

static void load(struct result_set *set)
{
	char why[RESULT_WHY];
	json_error_t at;
	json_t *json = json_loads(text, 0, &at);

	assert_non_null(json);
	assert_int_equal(results_from_json(set, json, why), 0);
	json_decref(json);
}

static void assert_xml(const char *page)
{
	FILE *parser = popen("python3 -c 'import sys, xml.dom.minidom as m; "
			     "m.parse(sys.stdin.buffer)'", "w");

	assert_non_null(parser);
	fputs(page, parser);
	assert_int_equal(pclose(parser), 0);
}

static char *page_of(const struct result_set *set, const struct comparisons *c)
{
	char *page = written(report_html(set, c, out));

	assert_xml(page);
	return page;
}

static void assert_before(const char *page, const char *a, const char *b)
{
	const char *first = strstr(page, a);

	assert_non_null(first);
	assert_non_null(strstr(first, b));
	assert_int_equal(count(first, b), count(page, b));
}

static void test_page(void **state)
{
	struct result_set set;
	char *page;

	load(&set);
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "over the VL, exit mmio</title>"), 1);
	assert_int_equal(count(page, "over the VL, exit hvc</title>"), 1);
	assert_int_equal(count(page, "<title>ns in each phase, exit mmio</title>"), 1);
	assert_int_equal(count(page, "<title>ns in each phase, exit hvc</title>"), 0);
	assert_int_equal(count(page, "<title>distribution of ns"), 3);
	assert_int_equal(count(page, "class=\"f sve\""), 1);
	assert_int_equal(count(page, ": guest_restore 9 ns"), 3);
	assert_int_equal(count(page, "EMULATED by "), 1);
	assert_int_equal(count(page, "new over old"), 0);
	free(page);

	set.host.hypervisor.kind = HYPERVISOR_UNKNOWN;
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "Perhaps EMULATED by "), 1);
	free(page);
	set.host.hypervisor.kind = HYPERVISOR_NESTED;
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "EMULATED"), 0);
	assert_int_equal(count(page, "nested under "), 1);
	free(page);
	results_free(&set);
}

/* Four texts of the host, one of them twice, and the strange exit in titles and heads. */
static void test_escaped(void **state)
{
	struct result_set set;
	char *page;

	load(&set);
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "<script"), 0);
	assert_int_equal(count(page, "<b&"), 0);
	assert_int_equal(count(page, "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"),
			 5);
	assert_true(count(page, "&lt;b&amp;&gt;") >= 4);
	free(page);
	results_free(&set);
}

static void test_comparison(void **state)
{
	struct result_set baseline, candidate;
	const enum metric metrics[] = { METRIC_NS, METRIC_PHASE };
	struct comparisons c;
	char *page;

	load(&baseline);
	load(&candidate);
	candidate.results[1].metric[METRIC_NS].p50 = 2200;
	for (size_t i = 0; i < candidate.results[1].metric[METRIC_NS].nr_rounds; i++)
		candidate.results[1].metric[METRIC_NS].rounds[i] =
			2 * baseline.results[1].metric[METRIC_NS].rounds[i];
	assert_int_equal(compare(&c, &baseline, &candidate, metrics, 2, 0.05), 0);
	page = page_of(&candidate, &c);
	assert_int_equal(count(page, "<title>ns, new over old, exit all</title>"), 1);
	assert_int_equal(count(page, "<title>host_save, new over old, exit all</title>"), 1);
	assert_int_equal(count(page, "<title>2.0000</title>"), 1);
	/* That axis ends far away, and the threshold's label would run into that at 1. */
	assert_int_equal(count(page, ">1.05</text>"), 1);
	assert_int_equal(count(page, ">1.1</text>"), 1);
	free(page);
	compare_free(&c);
	results_free(&baseline);
	results_free(&candidate);
}

/* It opens with the bars of a round trip and of what SVE adds, in ns or in instructions. */
static void test_summary(void **state)
{
	struct result_set set;
	char *page;

	mmio_set(&set, 2, HYPERVISOR_NONE);
	page = page_of(&set, NULL);
	assert_before(page, "A round trip by VL", "<h2>");
	assert_int_equal(count(page, "<title>A round trip by VL, in ns, exit mmio</title>"), 1);
	assert_int_equal(count(page, "<title>What SVE adds to that, in ns, exit mmio</title>"), 1);
	assert_int_equal(count(page, "<title>VL 128: exit without FP 5010</title>"), 1);
	assert_int_equal(count(page, "<title>VL 128: FP/SIMD guest 6010</title>"), 1);
	assert_int_equal(count(page, "<title>VL 256: trap and rest 1680</title>"), 2);
	assert_int_equal(count(page, "<title>VL 256: save 200</title>"), 2);
	assert_int_equal(count(page, "guest&#39;s own code"), 0);
	assert_int_equal(count(page, "<td>7020</td><td><b>2000</b></td><td>0</td><td>1680</td>"
			       "<td>120</td><td>200</td>"), 1);
	assert_int_equal(count(page, "is not drawn"), 0);
	free(page);

	/* Less in all than the phases hold. */
	set.results[4].metric[METRIC_NS].p50 = 5100;
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "<title>VL 128: trap and rest"), 0);
	assert_int_equal(count(page, "<td>-230</td>"), 1);
	assert_int_equal(count(page, "is not drawn"), 1);
	free(page);

	for (int m = METRIC_PHASE; m < NR_METRICS; m++)
		mmio_drop(&set, m);
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "<title>VL 256: SVE adds 2000</title>"), 2);
	free(page);
	results_free(&set);
}

/* Nothing in ns: neither bars, nor points, nor fits. */
static void test_summary_emulated(void **state)
{
	struct result_set set;
	char *page;

	mmio_set(&set, 16, HYPERVISOR_EMULATOR);
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "by VL, in instructions, exit mmio</title>"), 1);
	assert_int_equal(count(page, "<title>VL 128: guest's own code 200</title>"), 2);
	assert_int_equal(count(page, "<title>median ns"), 0);
	assert_int_equal(count(page, "a + b * VQ</h2>"), 0);
	free(page);

	mmio_drop(&set, METRIC_INSTRUCTIONS);
	strcpy(set.why[METRIC_INSTRUCTIONS], "this PMU <does not>");
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "by VL, in "), 0);
	assert_int_equal(count(page, "No instructions: this PMU &lt;does not&gt;"), 1);
	free(page);
	results_free(&set);
}

/* The bytes where it is emulated; cycles and a ratio on a core that is known. */
static void test_limits(void **state)
{
	struct result_set set;
	char *page;

	mmio_set(&set, 1, HYPERVISOR_NONE);
	set.host.midr = 0x411fd401;
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "<tr><td>128</td><td>520</td><td>16.2</td><td>90</td>"
			       "<td>5.5</td><td>554</td><td>11.5</td><td>130</td><td>11.3</td>"), 1);
	assert_true(count(page, "modelled") > 0);
	free(page);

	set.host.hypervisor.kind = HYPERVISOR_EMULATOR;
	page = page_of(&set, NULL);
	assert_int_equal(count(page, "<tr><td>128</td><td>520</td><td>-</td><td>-</td><td>-</td>"
			       "<td>554</td><td>-</td>"), 1);
	free(page);
	results_free(&set);
}

/* A hardware result, and an emulated one of a host whose name must not become markup. */
static void make_two(struct result_set sets[2])
{
	mmio_set(&sets[0], 2, HYPERVISOR_NONE);
	mmio_set(&sets[1], 4, HYPERVISOR_EMULATOR);
	strcpy(sets[0].context.host_name, "metal");
	strcpy(sets[0].context.date, "2026-11-30T08:00:00Z");
	strcpy(sets[1].context.host_name, BAD);
}

static char *page_of_many(const struct result_set *sets, const char *const *names, size_t n)
{
	char *page = written(report_html_many(sets, names, n, out));

	assert_xml(page);
	return page;
}

/* Each has a row and a section; what is emulated has axes of its own, in instructions. */
static void test_many(void **state)
{
	const char *const names[] = { "results/metal.json", "<i>.json" };
	struct result_set sets[2];
	char *page;

	make_two(sets);
	sets[0].guest_max.vqs[0] = 3;
	page = page_of_many(sets, names, 2);
	assert_int_equal(count(page, "<h2>Hardware: 1, in ns</h2>"), 1);
	assert_int_equal(count(page, "<h2>Emulated: 1, in instructions</h2>"), 1);
	assert_int_equal(count(page, "<title>What SVE adds to a round trip, in ns, exit mmio<"), 1);
	assert_int_equal(count(page, "<title>#1 metal, VL 128: 2000</title>"), 1);
	assert_int_equal(count(page, "<title>#1 metal, VL 256: 7020</title>"), 1);
	assert_int_equal(count(page, "VL 512: 2000</title>"), 1);
	assert_int_equal(count(page, "<h2 id=\"r1\">#1: metal, 2026-11-30T08:00:00Z, metal.json<"),
			 1);
	assert_int_equal(count(page, "<h2 id=\"r2\">#2: &lt;script&gt;"), 1);
	assert_int_equal(count(page, "date unknown, &lt;i&gt;.json</h2>"), 1);
	assert_int_equal(count(page, "<script"), 0);
	assert_int_equal(count(page, "<i>"), 0);
	/* The table of hardware has two VLs, that of the emulated one four. */
	assert_int_equal(count(page, "<th>VLs</th><th>128</th><th>256</th></tr>"), 1);
	assert_int_equal(count(page, "<th>256</th><th>384</th><th>512</th></tr>"), 1);
	/* A line may end between two VLs. */
	assert_true(count(page, "128,<wbr/>256") >= 1);
	free(page);

	/* Without a guest "none" it is not known what SVE adds, but what a round trip takes is. */
	mmio_drop(&sets[0], METRIC_NS);
	sets[0].results[5].metric[METRIC_NS] = (struct stats){ .n = 1, .p50 = 7020 };
	page = page_of_many(sets, names, 2);
	assert_int_equal(count(page, "What SVE adds to a round trip, in ns"), 0);
	assert_int_equal(count(page, "<title>#1 metal, VL 256: 7020</title>"), 1);
	assert_true(count(page, "<td>-</td><td>-</td></tr>") >= 1);
	free(page);
	results_free(&sets[0]);
	results_free(&sets[1]);
}

/* As many as there may be. All lines are there; their numbers would not fit. */
static void test_most(void **state)
{
	static struct result_set sets[HTML_MANY_MAX];
	const char *names[HTML_MANY_MAX];
	char *page;

	for (size_t i = 0; i < HTML_MANY_MAX; i++) {
		mmio_set(&sets[i], 16, HYPERVISOR_NONE);
		names[i] = "a.json";
	}
	page = page_of_many(sets, names, HTML_MANY_MAX);
	assert_int_equal(count(page, "<h2 id=\"r"), HTML_MANY_MAX);
	assert_int_equal(count(page, "<h2>Emulated"), 0);
	assert_int_equal(count(page, "<title>#64 , VL 2048: 2000</title>"), 1);
	assert_int_equal(count(page, "class=\"l7 d7\" d=\"M"), 3);
	assert_int_equal(count(page, ">#1</text>"), 0);
	assert_true(strlen(page) < 4 << 20);
	free(page);
	for (size_t i = 0; i < HTML_MANY_MAX; i++)
		results_free(&sets[i]);
}

/* An exit that is not one load and one put is not drawn as if it were mmio. */
static void test_other_exits(void **state)
{
	const char *const names[] = { "a.json", "b.json" };
	struct result_set sets[2];
	char *page;

	load(&sets[0]);
	load(&sets[1]);
	for (size_t i = 0; i < sets[1].nr_results; i++)
		strcpy(sets[1].results[i].exit, "hvc");
	sets[0].nr_results = 0;
	page = page_of_many(sets, names, 2);
	assert_int_equal(count(page, "in instructions, exit"), 0);
	assert_int_equal(count(page, "<h2 id=\"r"), 2);
	free(page);
	sets[0].nr_results = sets[1].nr_results;
	results_free(&sets[0]);
	results_free(&sets[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_escaped),
		cmocka_unit_test(test_comparison),
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_summary_emulated),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_most),
		cmocka_unit_test(test_other_exits),
	};

	return cmocka_run_group_tests_name("bench/report_html", tests, NULL, NULL);
}
