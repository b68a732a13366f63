// SPDX-License-Identifier: GPL-2.0
/* TAP output; see tap.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tap.h"

#define MANY_NOTES 5 /* notes of one group of alike checks */

static unsigned int checks, failed, many_bad;

static void print_line(const char *fmt, va_list args)
{
	vprintf(fmt, args);
	printf("\n");
	fflush(stdout);
}

bool tap_ok(bool good, const char *fmt, ...)
{
	va_list args;

	checks++;
	if (!good)
		failed++;
	printf("%s %u - ", good ? "ok" : "not ok", checks);
	va_start(args, fmt);
	print_line(fmt, args);
	va_end(args);
	return good;
}

void tap_note(const char *fmt, ...)
{
	va_list args;

	printf("# ");
	va_start(args, fmt);
	print_line(fmt, args);
	va_end(args);
}

void tap_skip(const char *why, const char *fmt, ...)
{
	va_list args;

	printf("ok %u - ", ++checks);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf(" # SKIP %s\n", why);
	fflush(stdout);
}

void tap_skip_all(const char *fmt, ...)
{
	va_list args;

	printf("1..0 # SKIP ");
	va_start(args, fmt);
	print_line(fmt, args);
	va_end(args);
	exit(EXIT_SUCCESS);
}

void tap_bail(const char *fmt, ...)
{
	va_list args;

	printf("not ok %u - set-up\nBail out! ", checks + 1);
	va_start(args, fmt);
	print_line(fmt, args);
	va_end(args);
	exit(EXIT_FAILURE);
}

int tap_end(void)
{
	printf("1..%u\n", checks);
	fflush(stdout);
	return failed || !checks ? EXIT_FAILURE : EXIT_SUCCESS;
}

void tap_many(bool good, const char *fmt, ...)
{
	va_list args;

	if (good || ++many_bad > MANY_NOTES)
		return;
	printf("# ");
	va_start(args, fmt);
	print_line(fmt, args);
	va_end(args);
}

unsigned int tap_many_bad(void)
{
	unsigned int bad = many_bad;

	many_bad = 0;
	return bad;
}
