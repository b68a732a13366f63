// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/measure/progress.c: when it prints something, and what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/measure/progress.h"

static char *text;
static size_t size;
static FILE *standard;

static void capture(void)
{
	if (!standard)
		standard = stderr;
	stderr = open_memstream(&text, &size);
	assert_non_null(stderr);
}

static void begin(struct progress *progress, size_t total, bool terminal)
{
	capture();
	progress_begin(progress, total);
	/* As progress_begin() does on a terminal. */
	progress->terminal = terminal;
	if (terminal)
		progress->shown = (struct timespec){ 0 };
}

/* What was printed since the last call; cmocka has its own stderr meanwhile. */
static void said(const char *want)
{
	fclose(stderr);
	stderr = standard;
	assert_string_equal(text, want);
	free(text);
	capture();
}

static void end(void)
{
	said("");
	fclose(stderr);
	stderr = standard;
	free(text);
}

/* As if so much time had passed. */
static void pass_time(struct progress *progress, long seconds)
{
	progress->begin.tv_sec -= seconds;
	progress->shown.tv_sec -= seconds;
}

/* Without a terminal: nothing for half a minute, then a line for each half minute. */
static void test_log(void **state)
{
	struct progress progress;

	begin(&progress, 10, false);
	progress_show(&progress, "round trips", "none/mmio/128/clean");
	said("");
	pass_time(&progress, 29);
	progress_done(&progress);
	said("");
	pass_time(&progress, 1);
	progress_show(&progress, "round trips", "sve/mmio/128/clean");
	said("kvm-sve: bench: 1 of 10, round trips, sve/mmio/128/clean, 4:30 left\n");
	progress_done(&progress);
	progress_show(&progress, "phases", "sve/mmio/128/clean");
	said("");
	pass_time(&progress, 30);
	progress_done(&progress);
	said("kvm-sve: bench: 3 of 10, phases, sve/mmio/128/clean, 2:20 left\n");
	progress_clear(&progress);
	end();
}

/* On a terminal: at once, in one line, redrawn no more often than one can see. */
static void test_terminal(void **state)
{
	struct progress progress;

	begin(&progress, 10, true);
	progress_clear(&progress);
	said("");
	progress_show(&progress, "noise", "sve/mmio/128/clean");
	said("\rbench: 0 of 10, noise, sve/mmio/128/clean\033[K");
	progress_done(&progress);
	said("");
	pass_time(&progress, 1);
	progress_done(&progress);
	said("\rbench: 2 of 10, noise, sve/mmio/128/clean, 0:04 left\033[K");
	progress_clear(&progress);
	said("\r\033[K");
	progress_show(&progress, "phases", "sve/mmio/128/clean");
	said("\rbench: 2 of 10, phases, sve/mmio/128/clean, 0:04 left\033[K");
	end();
}

/* More steps than planned, as where one is repeated, make no negative time. */
static void test_more(void **state)
{
	struct progress progress;

	begin(&progress, 1, false);
	progress_show(&progress, "phases", "sve/mmio/128/clean");
	progress_done(&progress);
	progress_done(&progress);
	pass_time(&progress, 30);
	progress_done(&progress);
	said("kvm-sve: bench: 1 of 1, phases, sve/mmio/128/clean, 0:00 left\n");
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_more),
	};

	return cmocka_run_group_tests_name("bench/progress", tests, NULL, NULL);
}
