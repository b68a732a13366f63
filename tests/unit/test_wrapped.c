// SPDX-License-Identifier: GPL-2.0
/* Unit tests of lib/cli/wrapped.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/cli/wrapped.h"
#include "tests/unit/text.h"

static void wraps(int width, const char *first, int indent, const char *text, const char *want,
		  size_t lines)
{
	char *got = written(assert_int_equal(wrapped_print(out, width, first, indent, text),
					     lines));

	assert_string_equal(got, want);
	assert_int_equal(wrapped_print(NULL, width, first, indent, text), lines);
	free(got);
}

static void test_lines(void **state)
{
	wraps(20, "", 0, "", "\n", 1);
	wraps(20, "", 0, "one line", "one line\n", 1);
	/* To the last column, and one more. */
	wraps(8, "", 0, "one line", "one line\n", 1);
	wraps(7, "", 0, "one line", "one\nline\n", 2);
	wraps(12, "Why: ", 2, "a few words more", "Why: a few\n  words more\n", 2);
}

/* As a path, which has no blank. */
static void test_long_word(void **state)
{
	wraps(6, "", 0, "abcdefgh ij", "abcdef\ngh ij\n", 2);
	wraps(6, "x: ", 2, "abcdefgh", "x: abc\n  defg\n  h\n", 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_long_word),
	};

	return cmocka_run_group_tests_name("wrapped", tests, NULL, NULL);
}
