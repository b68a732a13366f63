// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/measure/sizing.c: how many samples a time takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/measure/sizing.c"

static const struct bench_exit mmio = { .name = "mmio", .sample_divisor = 1 };
static const struct bench_exit hvc = { .name = "hvc", .sample_divisor = 5 };
static const struct bench_case c = { .exit = &mmio }, c_hvc = { .exit = &hvc };

static void test_count(void **state)
{
	size_t sized[NR_PARTS] = { 0 };
	struct sizing sizing = { .n = 101, .warmup = 20, .sized = sized };

	assert_int_equal(sizing_samples(&sizing, &c, PART_TIMES, 3000), 101);
	assert_int_equal(sizing_samples(&sizing, &c_hvc, PART_TIMES, 3000), 21);
	assert_int_equal(sizing_warmup(&sizing, &c_hvc), 4);
	sizing.warmup = SIZING_STEADY;
	assert_true(sizing_warmup(&sizing, &c_hvc) == SIZING_STEADY);
}

/* Of few round trips in many batches some have none. */
static void test_none(void **state)
{
	size_t sized[NR_PARTS] = { 0 };
	struct sizing sizing = { .n = 0, .sized = sized };

	assert_int_equal(sizing_samples(&sizing, &c, PART_TIMES, 3000), 0);
	assert_int_equal(sizing_samples(&sizing, &c_hvc, PART_TIMES, 3000), 0);
}

/* A second in 4 parts of 10 batches is 25 ms of each: 10000 round trips of 2.5 us. */
static void test_time(void **state)
{
	size_t sized[NR_PARTS] = { 0 };
	struct sizing sizing = { .sized = sized };

	sizing_by_time(&sizing, 1, 4, 10, 12);
	assert_int_equal(sizing_samples(&sizing, &c, PART_TIMES, 2500), 10000);
	/* So all later batches, however fast they are; but not another part. */
	assert_int_equal(sizing_samples(&sizing, &c, PART_TIMES, 5000), 10000);
	assert_int_equal(sizing_samples(&sizing, &c, PART_COUNTS, 5000), 5000);
}

static void test_bounds(void **state)
{
	size_t sized[NR_PARTS] = { 0 };
	struct sizing sizing = { .sized = sized };

	sizing_by_time(&sizing, 1, 4, 10, 12);
	/* A sample that takes a second; none that took any time; and no time at all. */
	assert_int_equal(sizing_samples(&sizing, &c, PART_TIMES, 1e9), SAMPLES_MIN);
	assert_int_equal(sizing_samples(&sizing, &c, PART_COUNTS, 0), SAMPLES_MIN);
	/* An hour of them would not fit into memory. */
	sizing_by_time(&sizing, 3600, 4, 10, 12);
	assert_in_range(sizing_samples(&sizing, &c, PART_NO_GUEST, 1), 1000,
			SAMPLES_MEMORY / 8 / 120);
	sizing_by_time(&sizing, 3600, 4, 1000, 100000);
	assert_int_equal(sizing_samples(&sizing, &c, PART_TRACED, 1), SAMPLES_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests_name("bench/sizing", tests, NULL, NULL);
}
