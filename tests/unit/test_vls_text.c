// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of lib/vls.c, text form. Every text that the printer makes of an
 * architectural set is read back, and of random texts nothing else is accepted:
 * together that is the whole language.
 */
#include <stdio.h>

#include "vls_model.h"

#define ARCH_SETS	(1U << VLS_VQ_ARCH_MAX)
#define RANDOM_SETS	100000
#define RANDOM_TEXTS	300000
#define RANDOM_TEXT_MAX	14
#define CANARY		0x55

static const char all_arch[] =
	"128,256,384,512,640,768,896,1024,1152,1280,1408,1536,1664,1792,1920,2048";

/* The printer's text, by the C library. */
static int model_format(char *buf, size_t size, const struct model *m)
{
	size_t len = 0;

	for (unsigned int vq = 1; vq <= VLS_VQ_MAX; vq++)
		if (m->has[vq])
			len += snprintf(buf + len, size - len, "%s%u", len ? "," : "", vq * 128);
	if (!len)
		len = snprintf(buf, size, "none");
	return len;
}

static void check_format(const struct model *m)
{
	char want[2 * VLS_TEXT_MAX], got[VLS_TEXT_MAX];
	struct vls set = vls_of_model(m);
	int len = model_format(want, sizeof(want), m);

	assert_int_equal(vls_format(got, sizeof(got), &set), len);
	assert_true((size_t)len < sizeof(got));
	assert_string_equal(got, want);
}

static void check_round_trip(const struct vls *set, const char *tail)
{
	char text[VLS_TEXT_MAX];
	struct vls back;
	int len = vls_format(text, sizeof(text), set);

	strcpy(text + len, tail);
	memset(&back, CANARY, sizeof(back));
	assert_int_equal(vls_parse(text, &back, NULL, NULL), 0);
	assert_true(vls_equal(&back, set));
}

static void test_arch_sets(void **state)
{
	for (unsigned int bits = 0; bits < ARCH_SETS; bits++) {
		struct model m = model_of_bits(bits);
		struct vls set = vls_of_bits(bits);

		check_format(&m);
		check_round_trip(&set, "");
		check_round_trip(&set, "\n");
	}
}

static void test_random_sets(void **state)
{
	uint64_t random = random_seed();

	for (unsigned int i = 0; i < RANDOM_SETS; i++) {
		struct model m = random_model(&random);

		check_format(&m);
	}
}

static void test_largest(void **state)
{
	struct model all;
	struct vls set;
	char text[VLS_TEXT_MAX];
	int len;

	memset(all.has + 1, true, VLS_VQ_MAX);
	all.has[0] = false;
	check_format(&all);
	set = vls_of_model(&all);
	len = vls_format(text, sizeof(text), &set);
	assert_string_equal(text + len - strlen(",65536"), ",65536");
}

/* Every buffer size from none to more than enough; what lies behind stays. */
static void check_sizes(const struct vls *set)
{
	char whole[VLS_TEXT_MAX], buf[VLS_TEXT_MAX];
	int len = vls_format(whole, sizeof(whole), set);

	assert_int_equal(vls_format(NULL, 0, set), len);
	for (size_t size = 0; size < (size_t)len + 4; size++) {
		size_t kept = size > (size_t)len ? (size_t)len : size ? size - 1 : 0;

		memset(buf, CANARY, sizeof(buf));
		assert_int_equal(vls_format(buf, size, set), len);
		assert_memory_equal(buf, whole, kept);
		if (size)
			assert_int_equal(buf[kept], '\0');
		for (size_t i = size ? kept + 1 : 0; i < sizeof(buf); i++)
			assert_int_equal(buf[i], CANARY);
	}
}

static void test_buffer_sizes(void **state)
{
	static const unsigned int sets[] = { 0, 0x1, 0x3, 0x80, 0xb, 0xffff };
	struct vls largest = { { 0 } };

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		struct vls set = vls_of_bits(sets[i]);

		check_sizes(&set);
	}
	vls_add(&largest, 1);
	vls_add(&largest, VLS_VQ_MAX);
	check_sizes(&largest);
}

static void test_good_texts(void **state)
{
	static const struct {
		const char *text;
		unsigned int bits;
	} cases[] = {
		{ "none", 0 },		 { "none\n", 0 },
		{ "128", 0x1 },		 { "128\n", 0x1 },
		{ "2048", 0x8000 },	 { "128,256,512", 0xb },
		{ "128,256,512\n", 0xb }, { all_arch, 0xffff },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct model m = model_of_bits(cases[i].bits);
		struct vls set;

		memset(&set, CANARY, sizeof(set));
		assert_int_equal(vls_parse(cases[i].text, &set, NULL, NULL), 0);
		assert_is(&set, &m);
	}
}

#define EMPTY_TEXT	"empty: the set without"
#define EMPTY_ITEM	"empty: a VL is missing"
#define NO_NUMBER	"not a number"
#define ZERO_FIRST	"begins with 0"
#define JUNK		"junk after the number"
#define NONE_JUNK	"junk after \"none\""
#define RANGE		"out of range"
#define MULTIPLE	"not a multiple of 128"
#define TWICE		"given twice"
#define ORDER		"ascending order"

static const struct bad_text {
	const char *text;
	const char *why;	/* part of the message */
	size_t pos;
} bad_texts[] = {
	{ "", EMPTY_TEXT, 0 },
	{ "\n", EMPTY_TEXT, 0 },
	{ "\n\n", NO_NUMBER, 0 },
	{ ",", EMPTY_ITEM, 0 },
	{ ",128", EMPTY_ITEM, 0 },
	{ "128,", EMPTY_ITEM, 4 },
	{ "128,\n", EMPTY_ITEM, 4 },
	{ "128,,256", EMPTY_ITEM, 4 },
	{ "128,256,,512", EMPTY_ITEM, 8 },
	{ " 128", NO_NUMBER, 0 },
	{ "128, 256", NO_NUMBER, 4 },
	{ "-128", NO_NUMBER, 0 },
	{ "+128", NO_NUMBER, 0 },
	{ "max", NO_NUMBER, 0 },
	{ "non", NO_NUMBER, 0 },
	{ "NONE", NO_NUMBER, 0 },
	{ "128,none", NO_NUMBER, 4 },
	{ "[128]", NO_NUMBER, 0 },
	{ "0128", ZERO_FIRST, 0 },
	{ "128,0256", ZERO_FIRST, 4 },
	{ "0x80", JUNK, 0 },
	{ "128 ", JUNK, 0 },
	{ "128,256 ", JUNK, 4 },
	{ "128\n\n", JUNK, 0 },
	{ "128\n256", JUNK, 0 },
	{ "128;256", JUNK, 0 },
	{ "128.0", JUNK, 0 },
	{ "128,256b,512", JUNK, 4 },
	{ "none,128", NONE_JUNK, 0 },
	{ "none ", NONE_JUNK, 0 },
	{ "nonexx", NONE_JUNK, 0 },
	{ "0", RANGE, 0 },
	{ "1", RANGE, 0 },
	{ "127", RANGE, 0 },
	{ "2049", RANGE, 0 },
	{ "2176", RANGE, 0 },
	{ "65536", RANGE, 0 },
	{ "128,65664", RANGE, 4 },
	{ "4294967296", RANGE, 0 },
	{ "4294967424", RANGE, 0 },		/* 2^32 + 128 */
	{ "18446744073709551744", RANGE, 0 },	/* 2^64 + 128 */
	{ "99999999999999999999999999999999", RANGE, 0 },
	{ "129", MULTIPLE, 0 },
	{ "200", MULTIPLE, 0 },
	{ "128,2047", MULTIPLE, 4 },
	{ "128,128", TWICE, 4 },
	{ "128,256,512,512", TWICE, 12 },
	{ "256,128", ORDER, 4 },
	{ "128,512,256", ORDER, 8 },
	{ "128,512,384,512", ORDER, 8 },
};

static void test_bad_texts(void **state)
{
	struct vls before, set;

	memset(&before, CANARY, sizeof(before));
	for (size_t i = 0; i < sizeof(bad_texts) / sizeof(bad_texts[0]); i++) {
		const struct bad_text *bad = &bad_texts[i];
		const char *err = NULL;
		size_t pos = 99;

		set = before;
		assert_int_equal(vls_parse(bad->text, &set, &err, &pos), -EINVAL);
		if (!err || !strstr(err, bad->why) || pos != bad->pos)
			fail_msg("'%s': '%s' at %zu, not '%s' at %zu", bad->text,
				 err ? err : "(no message)", pos, bad->why, bad->pos);
		assert_memory_equal(&set, &before, sizeof(set));
		/* Whoever does not ask is not told. */
		assert_int_equal(vls_parse(bad->text, &set, NULL, NULL), -EINVAL);
	}
}

/* A text that is accepted is what the printer makes of it, and at most a newline. */
static void check_random_text(const char *text)
{
	char back[VLS_TEXT_MAX];
	const char *err = NULL;
	struct vls set;
	size_t pos = 0;
	int len;

	if (vls_parse(text, &set, &err, &pos)) {
		assert_non_null(err);
		assert_in_range(pos, 0, strlen(text));
		return;
	}
	len = vls_format(back, sizeof(back), &set);
	if (strncmp(text, back, len) || (text[len] && strcmp(text + len, "\n")))
		fail_msg("'%s' was read as %s", text, back);
}

/* Pieces from which right texts come about often enough. */
static void test_random_texts(void **state)
{
	static const char *const pieces[] = {
		"128", "256", "512", "1024", "2048", "384", ",", ",", ",", ",",
		"\n", "none", "0", "1", "2", "8", " ", "-", "x", "",
	};
	uint64_t random = random_seed();
	char text[RANDOM_TEXT_MAX * 4 + 1];

	for (unsigned int i = 0; i < RANDOM_TEXTS; i++) {
		unsigned int n = random_below(&random, RANDOM_TEXT_MAX);
		size_t len = 0;

		text[0] = '\0';
		while (n--) {
			const char *piece = pieces[random_below(&random, sizeof(pieces) /
								sizeof(pieces[0]))];

			len += snprintf(text + len, sizeof(text) - len, "%s", piece);
		}
		check_random_text(text);
	}
}

static void test_reason_names(void **state)
{
	assert_string_equal(vls_reason_name(0), "?");
	assert_string_equal(vls_reason_name(KVM_ARM_SVE_VLS_R_NO_SVE), "NO_SVE");
	assert_string_equal(vls_reason_name(KVM_ARM_SVE_VLS_R_BAD_ARG), "BAD_ARG");
	assert_string_equal(vls_reason_name(KVM_ARM_SVE_VLS_R_EMPTY), "EMPTY");
	assert_string_equal(vls_reason_name(KVM_ARM_SVE_VLS_R_UNSUPPORTED), "UNSUPPORTED");
	assert_string_equal(vls_reason_name(KVM_ARM_SVE_VLS_R_UNMASKABLE), "UNMASKABLE");
	assert_string_equal(vls_reason_name(KVM_ARM_SVE_VLS_R_RAN), "RAN");
	assert_string_equal(vls_reason_name(KVM_ARM_SVE_VLS_R_STATE), "STATE");
	assert_string_equal(vls_reason_name(8), "?");
	assert_string_equal(vls_reason_name(~0U), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arch_sets),
		cmocka_unit_test(test_random_sets),
		cmocka_unit_test(test_largest),
		cmocka_unit_test(test_buffer_sizes),
		cmocka_unit_test(test_good_texts),
		cmocka_unit_test(test_bad_texts),
		cmocka_unit_test(test_random_texts),
		cmocka_unit_test(test_reason_names),
	};

	return cmocka_run_group_tests_name("vls text", tests, NULL, NULL);
}
