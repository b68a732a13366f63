// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of bench/report/text*.c: the screen has at most 80 columns and 30 lines, whatever is
 * missing or strange, its numbers are those of the result, and --full has at most 100 columns.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/report/comparison.h"
#include "bench/report/report.h"
#include "bench/report/text.h"
#include "mmio_set.h"
#include "tests/unit/text.h"

#define WIDTH	80
#define LINES	30

/* No line of @text is longer than @width; how many there are. */
static size_t lines_of(const char *text, size_t width)
{
	size_t n = 0, len;

	for (; *text; text += len + 1) {
		len = strcspn(text, "\n");
		if (len > width)
			fail_msg("%zu columns: %.*s", len, (int)len, text);
		assert_int_equal(text[len], '\n');
		n++;
	}
	return n;
}

static char *screen(const struct result_set *set)
{
	char *text = printed(report_text(set, false), CLI_OK);
	size_t lines = lines_of(text, WIDTH);

	if (lines > LINES)
		fail_msg("%zu lines:\n%s", lines, text);
	return text;
}

static char *full(const struct result_set *set)
{
	char *text = printed(report_text(set, true), CLI_OK);

	lines_of(text, TEXT_FULL_WIDTH);
	return text;
}

/* A row for each VL, of any number of them, on any machine. */
static void test_rows(void **state)
{
	static const unsigned int counts[] = { 1, 2, 5, 16 };

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		for (int kind = HYPERVISOR_NONE; kind <= HYPERVISOR_UNKNOWN; kind++) {
			struct result_set set;
			char *text, vl[8];

			mmio_set(&set, counts[i], kind);
			text = screen(&set);
			for (unsigned int vq = 1; vq <= 17; vq++) {
				snprintf(vl, sizeof(vl), "\n%4u ", vq * VLS_VQ_BITS);
				(vq <= counts[i] ? has : has_not)(text, vl);
			}
			free(text);
			free(full(&set));
			results_free(&set);
		}
}

/* In ns: the guest's own code is in the rest. 2000 = 0 + 1680 + 120 + 200. */
static void test_metal(void **state)
{
	struct result_set set;
	char *text;

	mmio_set(&set, 2, HYPERVISOR_NONE);
	text = screen(&set);
	assert_memory_equal(text, "Neoverse-V1, no hypervisor found: times are those of this machine\n",
			    66);
	has(text, "\n  VL   no FP FP/SIMD     SVE    adds host save trap,rest restore   save\n"
		  " 128    5010    6010    7010    2000         0      1680     120    200\n"
		  " 256    5020    6020    7020    2000         0      1680     120    200\n");
	has_not(text, "instructions");
	free(text);

	set.host.midr = 0x411fd401;
	text = full(&set);
	has(text, "\n 128     520   16.2       90    5.5     554   11.5      130   11.3"
		  "     554   17.3      210   12.1\n");
	has(text, "modelled, in cycles");
	has(text, "\nsve     128   7010   7010   7010   7010  701000    14020   7017 ");
	free(text);
	results_free(&set);
}

/* In instructions, and no ns anywhere. 2000 = 200 + 0 + 1460 + 130 + 210. */
static void test_emulated(void **state)
{
	struct result_set set;
	char *text;

	mmio_set(&set, 5, HYPERVISOR_EMULATOR);
	text = screen(&set);
	has(text, "Neoverse-V1, emulated by QEMU (DMI): times mean nothing for hardware;");
	has(text, "\n  VL   no FP FP/SIMD     SVE    adds  guest host save trap,rest restore   save\n"
		  " 128    5017    6017    7017    2000    200         0      1460     130    210\n");
	has_not(text, " ns");
	free(text);
	text = full(&set);
	has_not(text, "a + b * VQ");
	free(text);

	mmio_drop(&set, METRIC_INSTRUCTIONS);
	strcpy(set.why[METRIC_INSTRUCTIONS], "this PMU does not count it");
	text = screen(&set);
	has(text, "\n 128       -       -       -       -      -         -         -       -      -\n");
	has(text, "\nno instructions: this PMU does not count it\n");
	has(text, "without QEMU's -icount");
	free(text);
	results_free(&set);
}

/* What is missing is a "-", with a line that says why. */
static void test_missing(void **state)
{
	struct result_set set;
	char *text;

	mmio_set(&set, 2, HYPERVISOR_NONE);
	for (int m = METRIC_PHASE; m < NR_METRICS; m++)
		mmio_drop(&set, m);
	strcpy(set.why[METRIC_PHASE], "load the module kvm_sve");
	text = screen(&set);
	has(text, "\n 128    5010    6010    7010    2000         -         -       -      -\n");
	has(text, "\nno parts: load the module kvm_sve\n");
	free(text);
	results_free(&set);

	mmio_set(&set, 2, HYPERVISOR_NONE);
	set.nr_results = 4;
	set.partial = true;
	text = screen(&set);
	has(text, "\n 128    5010    6010       -       -         -         -       -      -\n");
	has(text, "\nno guest sve: not measured\n");
	has(text, "\npartial: stopped before the last case, 4 of 6 are there\n");
	free(text);
	set.nr_results = 0;
	free(screen(&set));
	set.nr_results = 6;

	/* Shorter than a tick. */
	set.results[4].metric[METRIC_PHASE + KVM_SVE_GUEST_SAVE].p50 = 0;
	text = screen(&set);
	has(text, "    120    <40\n");
	free(text);
	results_free(&set);
}

/* The most notes, the longest words, and numbers that fit no column. */
static void test_strange(void **state)
{
	struct result_set set;
	char *text;

	mmio_set(&set, 16, HYPERVISOR_UNKNOWN);
	memset(set.host.kernel, 'k', HOST_TEXT_MAX - 1);
	memset(set.host.kvm_mode, 'm', HOST_TEXT_MAX - 1);
	memset(set.host.hypervisor.name, 'h', HYPERVISOR_NAME_MAX - 1);
	memset(set.host.cpu_name, 'c', HOST_TEXT_MAX - 1);
	memset(set.why[METRIC_PHASE], 'w', RESULT_WHY - 1);
	for (size_t i = 0; i < ENV_LINES; i++)
		memset(set.env.warnings[i], 'a', ENV_TEXT - 1);
	set.env.nr_warnings = ENV_LINES;
	text = screen(&set);
	has(text, " more notes: --full\n");
	free(text);
	free(full(&set));

	mmio_metric(&set.results[47], METRIC_INSTRUCTIONS, 1.5e10);
	mmio_metric(&set.results[47], METRIC_NS, -1.5e10);
	free(screen(&set));
	free(full(&set));
	results_free(&set);
}

/* Another exit has a table of its own, without parts; then there may be more lines. */
static void test_exits(void **state)
{
	struct result_set set;
	char *text;

	mmio_set(&set, 16, HYPERVISOR_NONE);
	for (size_t i = 8; i < 16; i++)
		strcpy(set.results[i].exit, "pingpong-other");
	text = printed(report_text(&set, false), CLI_OK);
	lines_of(text, WIDTH);
	has(text, "\nexit pingpong-other, host clean: ns per round trip\n"
		  "  VL   no FP FP/SIMD     SVE    adds\n"
		  "1152    5090       -       -       -\n");
	has_not(text, "more notes");
	free(text);
	results_free(&set);
}

/* The longest names and the largest numbers in 80 columns; with the test's own in 100. */
static void test_comparison(void **state)
{
	struct result_set set;
	struct compared cases[2];
	struct comparisons c = {
		.by = { { .metric = METRIC_NS, .threshold = 0.05, .cases = cases, .n = 2,
			  .slower = 1 } },
		.n = 1,
		.setup_baseline = "echo powersave >/sys/devices/system/cpu/cpu3/cpufreq/governor",
		.setup_candidate = "echo performance >/sys/devices/system/cpu/cpu3/cpufreq/governor",
	};
	char *text;

	mmio_set(&set, 2, HYPERVISOR_NONE);
	strcpy(set.results[0].name, "fpsimd/pingpong-other/2048/clean");
	memset(set.results[1].name, 'n', RESULT_NAME - 1);
	for (int i = 0; i < 2; i++)
		cases[i] = (struct compared){
			.baseline = &set.results[i], .candidate = &set.results[i + 2],
			.ratio = i ? 123456 : 1.2345678, .low = 1.2, .high = i ? INFINITY : 1.25,
			.p = 0.00123, .noise = 0.0123, .detectable = 0.02,
			.verdict = i ? VERDICT_SAME : VERDICT_SLOWER,
		};
	mmio_metric(&set.results[1], METRIC_NS, 1.5e10);
	text = printed(report_compare_text(&c, false), CLI_OK);
	lines_of(text, WIDTH);
	has(text, "\nfpsimd/pingpong-other/2048/clean    5010    6010  1.2346  1.2000..1.2500 slower\n");
	has(text, "  15000M    6020  123456  1.2000..inf");
	free(text);
	text = printed(report_compare_text(&c, true), CLI_OK);
	lines_of(text, TEXT_FULL_WIDTH);
	has(text, "  1.2000..1.2500   0.0012    1.23%  slower\n");
	free(text);
	results_free(&set);
}

static void test_number(void **state)
{
	char cell[TEXT_CELL];

	assert_string_equal(text_number(cell, 6, 0), "0");
	assert_string_equal(text_number(cell, 6, 999999), "999999");
	assert_string_equal(text_number(cell, 6, 1000000), "1000k");
	assert_string_equal(text_number(cell, 6, -99999), "-99999");
	assert_string_equal(text_number(cell, 6, -123456), "-123k");
	assert_string_equal(text_number(cell, 6, 12345678901.), "12346M");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),	cmocka_unit_test(test_metal),
		cmocka_unit_test(test_emulated), cmocka_unit_test(test_missing),
		cmocka_unit_test(test_strange),	cmocka_unit_test(test_exits),
		cmocka_unit_test(test_comparison), cmocka_unit_test(test_number),
	};

	return cmocka_run_group_tests_name("bench/report_text", tests, NULL, NULL);
}
