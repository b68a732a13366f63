// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the labels for node-feature-discovery (nfd.c): the lines of a host,
 * and that they are what a label of Kubernetes may be, for every host set there is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text.h"
#include "tools/vls/node/nfd.c"

#define LABEL_MAX 63	/* of a label's name, and of its value */

static struct vls set_of(uint64_t vqs)
{
	return (struct vls){ .vqs = { vqs } };
}

/* What nfd_print() prints; the caller frees it. */
static char *labels(const struct vls *guest_max, const struct vls *def, enum yes_no module)
{
	return written(nfd_print(out, guest_max, def, module));
}

static void test_lines(void **state)
{
	const struct vls max = set_of(0xb), def = set_of(0x3);
	char *text = labels(&max, &def, YES);

#define L "feature.node.kubernetes.io/kvm-sve."
	assert_string_equal(text,
			    L "vl-128=true\n" L "vl-256=true\n" L "vl-512=true\n"
			    L "set-0x1=true\n" L "set-0x3=true\n" L "set-0xb=true\n"
			    L "max-vl=512\n" L "guest-max=0xb\n" L "default=0x3\n"
			    L "module=true\n");
	free(text);
}

static void test_set_text(void **state)
{
	struct vls set = { .vqs = { 0x5, 0x1 } };
	char text[NFD_SET_MAX];

	nfd_set_text(text, &set);
	assert_string_equal(text, "0x10000000000000005");
	memset(&set, 0xff, sizeof(set));
	nfd_set_text(text, &set);
	assert_int_equal(strlen(text), NFD_SET_MAX - 1);
	set = set_of(0);
	nfd_set_text(text, &set);
	assert_string_equal(text, "0x0");
}

/* Letters, digits and, but at its ends, "-", "_" and ".". */
static void check_word(const char *word)
{
	static const char alnum[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t len = strlen(word);

	assert_in_range(len, 1, LABEL_MAX);
	for (size_t i = 0; i < len; i++)
		assert_true(strchr(alnum, word[i]) ||
			    (i && i < len - 1 && strchr("-_.", word[i])));
}

/* How many of the lines say exactly "PREFIX name=true"? */
static unsigned int count_sets(char *text)
{
	unsigned int sets = 0;
	char *next = NULL;

	for (char *line = strtok_r(text, "\n", &next); line; line = strtok_r(NULL, "\n", &next)) {
		char *name = strchr(line, '/') + 1, *value = strchr(name, '=');

		*value++ = '\0';
		check_word(name);
		check_word(value);
		sets += !strncmp(name, "kvm-sve.set-", 12);
	}
	return sets;
}

/* Each host set with VQ 1: as many settable sets as VLs. */
static void test_all_sets(void **state)
{
	for (uint64_t vqs = 1; vqs < 1 << VLS_VQ_ARCH_MAX; vqs += 2) {
		const struct vls set = set_of(vqs);
		char *text = labels(&set, &set, NO);

		assert_int_equal(count_sets(text), __builtin_popcountll(vqs));
		free(text);
	}
}

/* What no architecture has is left out, and no label grows too long for it. */
static void test_beyond(void **state)
{
	struct vls set;
	char *text;

	memset(&set, 0xff, sizeof(set));
	text = labels(&set, &set, NO);
	has(text, "kvm-sve.max-vl=2048\n");
	has(text, "kvm-sve.default=0xffff\n");
	assert_int_equal(count_sets(text), VLS_VQ_ARCH_MAX);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_set_text),
		cmocka_unit_test(test_all_sets),
		cmocka_unit_test(test_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
