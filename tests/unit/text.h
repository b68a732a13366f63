/* SPDX-License-Identifier: GPL-2.0 */
/* Text that is written or printed, and what is in it. After cmocka.h. */
#ifndef KVM_SVE_TESTS_UNIT_TEXT_H
#define KVM_SVE_TESTS_UNIT_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cli/cli.h"

/*
 * What @write writes to the stream "out"; the caller frees it. Static, since gcc cannot see that
 * the stream does not outlive the variables that it writes to.
 */
#define written(write) ({								\
	static char *text_;								\
	static size_t size_;								\
	FILE *out = open_memstream(&text_, &size_);					\
											\
	assert_non_null(out);								\
	write;										\
	fclose(out);									\
	text_;										\
})

static inline void print_to(FILE *out)
{
	cli_output_to(out, out ? "test" : NULL);
}

/* What @print prints to stdout, and that it returns @want; the caller frees it. */
#define printed(print, want)								\
	written((print_to(out), assert_int_equal(print, want), print_to(NULL)))

/* How often @what is in @text. */
static inline size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static inline void has(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("no '%s' in:\n%s", what, text);
}

static inline void has_not(const char *text, const char *what)
{
	if (strstr(text, what))
		fail_msg("'%s' in:\n%s", what, text);
}

#endif /* KVM_SVE_TESTS_UNIT_TEXT_H */
