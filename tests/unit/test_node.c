// SPDX-License-Identifier: GPL-2.0
/* Unit tests of tools/vls/node/node.c: what is a node file, what is none, and what is said of it. */
#include <unistd.h>

#include "lib/cli/vls_json.h"
#include "node_text.h"

#define HEAD	"{\"schema\":\"kvm-sve/vls-show\",\"version\":1,"
#define SETS	"\"host_vls\":[128,256],\"guest_max_vls\":[128,256]}"

static void check_set(const struct vls *set, const char *text)
{
	char got[VLS_TEXT_MAX];

	vls_format(got, sizeof(got), set);
	assert_string_equal(got, text);
}

static void test_good(void **state)
{
	struct nodes nodes = { 0 };

	assert_int_equal(read_text(&nodes, HEAD "\"node\":\"a\",\"host_vls\":[128,256,512],"
					   "\"guest_max_vls\":[128,256],\"more\":{\"x\":[1.5]}}"), 0);
	assert_int_equal(nodes.n, 1);
	assert_string_equal(nodes.node[0].name, "a");
	check_set(&nodes.node[0].host, "128,256,512");
	check_set(&nodes.node[0].guest_max, "128,256");
	nodes_free(&nodes);
}

/* Several in one stream, with any blanks between; a node without a name has its file's. */
static void test_streams(void **state)
{
	struct nodes nodes = { 0 };

	assert_int_equal(read_text(&nodes, " \t\r\n" HEAD "\"node\":\"a\"," SETS HEAD SETS "\n\n"
					   HEAD "\"node\":\"\"," SETS HEAD "\"node\":null," SETS
					   HEAD "\"node\":\"a\"," SETS "\n"), 0);
	assert_int_equal(nodes.n, 5);
	assert_string_equal(nodes.node[0].name, "a");
	assert_string_equal(nodes.node[1].name, "file");
	assert_string_equal(nodes.node[2].name, "file");
	assert_string_equal(nodes.node[3].name, "file");
	/* The same name twice is no error: a name is only for people. */
	assert_string_equal(nodes.node[4].name, "a");
	nodes_free(&nodes);
}

static const struct {
	const char *text;
	const char *says;
} bad[] = {
	{ "", "file: empty" },
	{ " \n\n", "file: empty" },
	{ "nonsense", "line 1" },
	{ "[]", "no JSON object" },
	{ "[" HEAD SETS "]", "no JSON object" },
	{ "{}", "\"schema\" is missing" },
	{ "{\"schema\":7}", "\"schema\" is missing" },
	{ "{\"schema\":\"kvm-sve/vls-common\"}", "kvm-sve/vls-common, not kvm-sve/vls-show" },
	{ "{\"schema\":\"kvm-sve/vls-show\"," SETS, "\"version\" is not a number" },
	{ "{\"schema\":\"kvm-sve/vls-show\",\"version\":\"1\"," SETS, "\"version\" is not a number" },
	{ "{\"schema\":\"kvm-sve/vls-show\",\"version\":1.0," SETS, "\"version\" is not a number" },
	{ "{\"schema\":\"kvm-sve/vls-show\",\"version\":0," SETS, "\"version\" is not a number" },
	{ "{\"schema\":\"kvm-sve/vls-show\",\"version\":2," SETS, "version 2, of a newer kvm-sve" },
	{ HEAD "\"version\":1," SETS, "duplicate" },
	{ HEAD SETS HEAD, "line 1" },
	{ HEAD SETS "x", "line 1" },
	{ HEAD "\"host_vls\":[128]}", "\"guest_max_vls\" is missing" },
	{ HEAD "\"guest_max_vls\":[128]}", "\"host_vls\" is missing" },
	{ HEAD "\"host_vls\":\"128\",\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[128,128],\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[256,128],\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[100],\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[0,128],\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[-128],\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[128.0],\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[65664],\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[549755814016],\"guest_max_vls\":[128]}", "\"host_vls\" is not a list" },
	{ HEAD "\"host_vls\":[],\"guest_max_vls\":[128]}", "\"host_vls\" is empty" },
	{ HEAD "\"host_vls\":[128],\"guest_max_vls\":[]}", "\"guest_max_vls\" is empty" },
	{ HEAD "\"host_vls\":[128],\"guest_max_vls\":[128,256]}", "UNSUPPORTED, VL 256" },
	{ HEAD "\"host_vls\":[128,256,512],\"guest_max_vls\":[128,512]}", "UNMASKABLE, VL 256" },
};

static void test_bad(void **state)
{
	struct nodes nodes = { 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (read_text(&nodes, bad[i].text) != -EINVAL)
			fail_msg("taken: %s", bad[i].text);
		if (strncmp(nodes.msg, "file: ", 6) || !strstr(nodes.msg, bad[i].says))
			fail_msg("%s: says '%s', not '%s'", bad[i].text, nodes.msg, bad[i].says);
		nodes_free(&nodes);
	}
}

/* A file that ends anywhere in the middle is refused. */
static void test_truncated(void **state)
{
	const char *whole = HEAD "\"node\":\"a\"," SETS;
	struct nodes nodes = { 0 };
	char text[256];

	for (size_t len = 0; len < strlen(whole); len++) {
		memcpy(text, whole, len);
		text[len] = '\0';
		if (read_text(&nodes, text) != -EINVAL)
			fail_msg("taken: '%s'", text);
		nodes_free(&nodes);
	}
}

/* Messages keep their size whatever the file says. */
static void test_long_texts(void **state)
{
	struct nodes nodes = { 0 };
	char text[2000] = "{\"schema\":\"";

	memset(text + strlen(text), 'x', sizeof(text) - 100);
	strcat(text, "\"}");
	assert_int_equal(read_text(&nodes, text), -EINVAL);
	assert_non_null(strstr(nodes.msg, "not kvm-sve/vls-show"));
	nodes_free(&nodes);
}

static void test_files(void **state)
{
	struct nodes nodes = { 0 };
	char path[] = "/tmp/kvm-sve-node-XXXXXX";
	int fd = mkstemp(path);
	FILE *out = fdopen(fd, "w");

	assert_non_null(out);
	fputs(HEAD SETS, out);
	fclose(out);
	assert_int_equal(nodes_read_file(&nodes, path), 0);
	assert_string_equal(nodes.node[0].name, path);
	unlink(path);
	assert_int_equal(nodes_read_file(&nodes, path), -ENOENT);
	assert_non_null(strstr(nodes.msg, "No such file"));
	assert_int_equal(nodes_read_file(&nodes, "/"), -EINVAL);
	assert_non_null(strstr(nodes.msg, "/: "));
	nodes_free(&nodes);
}

/* Any set there and back. */
static void test_json_sets(void **state)
{
	uint64_t seed = random_seed();
	struct vls set, back;
	json_t *json;

	for (int i = 0; i < 2000; i++) {
		struct model m = random_model(&seed);

		set = vls_of_model(&m);
		json = json_from_vls(&set);
		assert_int_equal(vls_from_json(json, &back), 0);
		assert_is(&back, &m);
		json_decref(json);
	}
	assert_int_equal(vls_from_json(NULL, &back), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	   cmocka_unit_test(test_streams),
		cmocka_unit_test(test_bad),	   cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_long_texts), cmocka_unit_test(test_files),
		cmocka_unit_test(test_json_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
