// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of lib/cli/printable.c, and that nothing a terminal would obey gets out of the
 * strings of others: by cli_error(), as JSON, from node files and from results.
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

#include "bench/report/report.h"
#include "bench/results/results_json.h"
#include "lib/cli/cli.h"
#include "lib/cli/printable.h"
#include "tools/vls/node/node.h"

/* Sets the title, in two ways; says in which order to show what follows; deletes. */
#define EVIL	"a\x1b]0;t\x07" "b\xc2\x9d" "c\xe2\x80\xae" "d\x7f" "e\r\nf"
#define HARMLESS "a?]0;t?b??c???d?e??f"
/* The same in JSON. */
#define EVIL_JSON "a\\u001b]0;t\\u0007b\\u009dc\\u202ed\\u007fe\\r\\nf"

static void assert_copy(const char *from, size_t size, const char *want)
{
	char to[64];

	printable_copy(to, size, from);
	assert_string_equal(to, want);
}

static void test_copy(void **state)
{
	char same[] = EVIL;

	assert_copy("plain ~", 64, "plain ~");
	assert_copy("Kn\xc3\xb6tchen \xe2\x82\xac \xf0\x9f\x90\xa7", 64,
		    "Kn\xc3\xb6tchen \xe2\x82\xac \xf0\x9f\x90\xa7");
	assert_copy(EVIL, 64, HARMLESS);
	/* Cut off, too long a form, a surrogate, past the end, a lone byte. */
	assert_copy("x\xe2\x82", 64, "x??");
	assert_copy("\xc0\xaf\xe0\x80\xaf", 64, "?????");
	assert_copy("\xed\xa0\x80\xf4\x90\x80\x80\xff", 64, "????????");
	/* No half of a character, and always a NUL. */
	assert_copy("ab\xe2\x82\xac", 5, "ab");
	assert_copy("ab\xe2\x82\xac", 6, "ab\xe2\x82\xac");
	assert_copy("ab\x1b" "c", 4, "ab?");
	assert_copy("ab", 1, "");
	printable_copy(same, sizeof(same), same);
	assert_string_equal(same, HARMLESS);
}

/* What @fill prints to @stream, stdout or stderr; the caller frees it. */
static char *printed(FILE **stream, void (*fill)(const void *), const void *arg)
{
	FILE *before = *stream;
	char *text;
	size_t size;

	*stream = open_memstream(&text, &size);
	fill(arg);
	fclose(*stream);
	*stream = before;
	return text;
}

static void say(const void *text)
{
	cli_error("'%s': %s", (const char *)text, "no");
}

static void test_error(void **state)
{
	char *text = printed(&stderr, say, EVIL);

	assert_string_equal(text, "kvm-sve: '" HARMLESS "': no\n");
	free(text);
}

static void print_json(const void *text)
{
	cli_json_print(json_pack("{s:o}", "comm", printable_json(text)), false);
}

/* All of it is there, and no byte of it reaches the terminal but one that it ignores. */
static void test_json(void **state)
{
	char *text = printed(&stdout, print_json, EVIL);

	assert_string_equal(text, "{\"comm\": \"a\\u001B]0;t\\u0007b\\u009Dc\\u202Ed\x7f" "e\\r\\nf\"}\n");
	free(text);
}

static void test_node(void **state)
{
	static const char file[] = "{\"schema\": \"kvm-sve/vls-show\", \"version\": 1, "
				   "\"node\": \"" EVIL_JSON " \xc3\xb6\", \"host_vls\": [128], "
				   "\"guest_max_vls\": [128]}";
	struct nodes nodes = { 0 };
	FILE *in = fmemopen((void *)file, sizeof(file) - 1, "r");

	assert_int_equal(nodes_read(&nodes, in, "file"), 0);
	assert_string_equal(nodes.node[0].name, HARMLESS " \xc3\xb6");
	fclose(in);
	nodes_free(&nodes);
}

static void print_text(const void *set)
{
	report_text(set, true);
}

static void print_csv(const void *set)
{
	report_csv(set);
}

static void assert_harmless(const char *text)
{
	for (const char *c = text; *c; c++)
		assert_true((*c >= ' ' && *c <= '~') || *c == '\n');
}

/* Text and CSV of a result that others sent: no control character, and no column more. */
static void test_result(void **state)
{
	static const char file[] =
		"{\"schema\": \"kvm-sve/bench\", \"version\": 1, \"host\": {\"kernel\": \"" EVIL_JSON
		"\", \"governor\": \"" EVIL_JSON "\"}, \"warnings\": [\"" EVIL_JSON "\"], "
		"\"missing\": {\"cycles\": \"" EVIL_JSON "\"}, \"rows\": [{\"guest\": \"g\", "
		"\"exit\": \"a\\u001b]0;t\\u0007\\n\", \"host_state\": \"a,\\\"b\", \"vl\": 128, "
		"\"name\": \"" EVIL_JSON "\", \"n\": 1, \"ns\": {\"n\": 1, "
		"\"min\": 7, \"p50\": 7, \"max\": 7}}]}";
	struct result_set set;
	char why[RESULT_WHY], *text;
	json_t *json = json_loads(file, 0, NULL);

	assert_non_null(json);
	assert_int_equal(results_from_json(&set, json, why), 0);
	json_decref(json);
	assert_string_equal(set.host.kernel, HARMLESS);
	text = printed(&stdout, print_text, &set);
	assert_harmless(text);
	free(text);
	text = printed(&stdout, print_csv, &set);
	assert_harmless(text);
	assert_non_null(strstr(text, ",128,\"a,\"\"b\",0,0,ns,ns,1,"));
	free(text);
	results_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_node),
		cmocka_unit_test(test_result),
	};

	return cmocka_run_group_tests_name("printable", tests, NULL, NULL);
}
