// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bpf/trace/trace_print.c: the time of an event is that of its wall clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define NS 1000000000LL

static int64_t fake_real, fake_mono;

static int fake_clock_gettime(clockid_t clock, struct timespec *time)
{
	int64_t now = clock == CLOCK_REALTIME ? fake_real : fake_mono;

	*time = (struct timespec){ now / NS, now % NS };
	return 0;
}

#define clock_gettime fake_clock_gettime
#include "bpf/trace/trace_print.c"

/* An event that comes now and is read at once: does its JSON have the time @want? */
static void assert_time(struct trace_format *format, const char *want)
{
	struct trace_event event = { .time = fake_mono, .kind = TRACE_VL_CHANGE, .comm = "vmm" };
	FILE *before = stdout;
	char *text;
	size_t size;

	trace_print_clock(format);
	stdout = open_memstream(&text, &size);
	trace_print(format, &event);
	fclose(stdout);
	stdout = before;
	if (!strstr(text, want))
		fail_msg("no %s in %s", want, text);
	free(text);
}

static void test_clock(void **state)
{
	struct trace_format format = { .json = true };

	fake_real = 1000000000 * NS;
	fake_mono = 50 * NS;
	assert_time(&format, "\"time\": \"2001-09-09T01:46:40.000000Z\"");
	/* An hour asleep, in which CLOCK_MONOTONIC stands still. */
	fake_real += 3601 * NS;
	fake_mono += NS;
	assert_time(&format, "\"time\": \"2001-09-09T02:46:41.000000Z\"");
	/* Somebody sets the clock back by two hours. */
	fake_real -= 7200 * NS;
	assert_time(&format, "\"time\": \"2001-09-09T00:46:41.000000Z\"");
	/* The clocks were not read at the same moment: no later event seems to be earlier. */
	fake_mono += 1000;
	fake_real += 400;
	assert_time(&format, "\"time\": \"2001-09-09T00:46:41.000001Z\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clock),
	};

	return cmocka_run_group_tests_name("trace_print", tests, NULL, NULL);
}
