// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/report_files.c: a page of files, and none at all where one is bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/report_files.h"
#include "bench/results/results_json.h"
#include "mmio_set.h"
#include "tests/unit/text.h"

static char dir[] = "/tmp/kvm-sve-files-XXXXXX";
static char good[64], bad[64], page[64];

static int set_up(void **state)
{
	struct result_set set;
	FILE *out;

	if (!mkdtemp(dir))
		return -1;
	snprintf(good, sizeof(good), "%s/good.json", dir);
	snprintf(bad, sizeof(bad), "%s/bad.json", dir);
	snprintf(page, sizeof(page), "%s/page.html", dir);
	mmio_set(&set, 2, HYPERVISOR_NONE);
	out = fopen(good, "w");
	results_write(&set, out);
	fclose(out);
	results_free(&set);
	out = fopen(bad, "w");
	fputs("{\"schema\": \"kvm-sve/bench\", \"version\": 1, \"rows\": [", out);
	fclose(out);
	return 0;
}

static int tear_down(void **state)
{
	unlink(good);
	unlink(bad);
	unlink(page);
	return rmdir(dir);
}

static void page_has(const char *what)
{
	char *text = calloc(1, 1 << 20);
	FILE *in = fopen(page, "r");

	assert_non_null(in);
	assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
	fclose(in);
	has(text, what);
	free(text);
}

static void test_files(void **state)
{
	const char *const files[] = { good, good, good };

	assert_int_equal(report_files(page, files, 3), CLI_OK);
	page_has("<h2>Hardware: 3, in ns</h2>");
	page_has("good.json</h2>");
	/* One has its own page, with all of it. */
	assert_int_equal(report_files(page, files, 1), CLI_OK);
	page_has("<h2>Exit mmio, host clean</h2>");
}

/* The page that is there stays, and a new one is not made. */
static void test_bad(void **state)
{
	const char *const files[] = { good, bad, good };
	struct stat st;

	assert_int_equal(report_files(page, files, 3), CLI_USAGE);
	page_has("<h2>Exit mmio, host clean</h2>");
	unlink(page);
	assert_int_equal(report_files(page, files, 3), CLI_USAGE);
	assert_int_not_equal(stat(page, &st), 0);
	assert_int_equal(report_files("/nonexistent/page.html", files, 1), CLI_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests_name("bench/report_files", tests, set_up, tear_down);
}
