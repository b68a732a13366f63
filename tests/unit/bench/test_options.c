// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/options.c: how much is measured where the command line does not say it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/options.c"

const struct bench_guest bench_guests[] = { { .name = "none" }, { .name = NULL } };
const struct bench_exit bench_exits[] = { { .name = "mmio" }, { .name = NULL } };

bool bench_exit_is(const struct bench_exit *exit, const char *name, size_t len)
{
	return !strcmp(exit->name, name);
}

/* Options after those of the command line, @n and @rounds among them; 0: not given. */
static struct bench_options sized(size_t n, size_t rounds, bool quick, bool emulated)
{
	struct bench_options opts;

	bench_options_init(&opts);
	opts.n = n;
	opts.rounds = rounds;
	opts.quick = quick;
	bench_options_complete(&opts);
	bench_options_size(&opts, emulated);
	return opts;
}

static void test_defaults(void **state)
{
	struct bench_options opts = sized(0, 0, false, false);

	assert_int_equal(opts.n, 0);
	assert_true(opts.time > 0);
	assert_true(opts.warmup == SIZE_MAX);
	assert_int_equal(opts.rounds, ROUNDS_DEFAULT);
	assert_int_equal(opts.noise_rounds, ROUNDS_DEFAULT);

	opts = sized(0, 0, false, true);
	assert_int_equal(opts.n, N_EMULATED);
	assert_true(opts.time == 0);
	assert_int_equal(opts.warmup, WARMUP_EMULATED);
	assert_int_equal(opts.rounds, ROUNDS_DEFAULT);
}

/* Each round has a round trip, and so has each of the noise floor. */
static void test_many_rounds(void **state)
{
	struct bench_options opts = sized(8, 100, false, false);

	assert_int_equal(opts.rounds, 8);
	assert_int_equal(opts.noise_rounds, 8);

	opts = sized(0, 1000, false, true);
	assert_int_equal(opts.rounds, N_EMULATED);
	assert_int_equal(opts.noise_rounds, N_EMULATED);

	opts = sized(0, 1000, true, true);
	assert_int_equal(opts.rounds, N_QUICK);
	assert_int_equal(opts.noise_rounds, N_QUICK / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_many_rounds),
	};

	return cmocka_run_group_tests_name("bench/options", tests, NULL, NULL);
}
