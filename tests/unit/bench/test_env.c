// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/results/env.c: what is warned of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/results/env.c"

static const struct hypervisor none, emulator = { HYPERVISOR_EMULATOR, "QEMU (DMI)" },
			       nested = { HYPERVISOR_NESTED, "KVM (DMI)" },
			       unknown = { HYPERVISOR_UNKNOWN, "QEMU (DMI)" };

static void test_nothing_to_warn_of(void **state)
{
	struct env env = { .isolated = YES, .sibling_busy = 0.01 };

	env_warn(&env, 3, "performance", &none);
	assert_int_equal(env.nr_warnings, 0);
	env_warn(&env, 3, "", &none);
	assert_int_equal(env.nr_warnings, 0);
	env.isolated = UNKNOWN;
	env_warn(&env, 3, "", &none);
	assert_int_equal(env.nr_warnings, 0);
}

static void test_all_warnings(void **state)
{
	struct env env = { .siblings = "3,7", .sibling_busy = 0.5 };

	env_warn(&env, 3, "schedutil", &nested);
	assert_int_equal(env.nr_warnings, 4);
	assert_non_null(strstr(env.warnings[0], "guest itself, under KVM (DMI)"));
	assert_non_null(strstr(env.warnings[1], "schedutil"));
	assert_non_null(strstr(env.warnings[2], "50%"));
	assert_non_null(strstr(env.warnings[3], "not isolated"));
}

/* At the start and at the end, where both are known. */
static void test_clock(void **state)
{
	struct env env = { .isolated = YES, .khz = 2600000, .khz_end = 2100000 };

	env_warn(&env, 3, "performance", &none);
	assert_int_equal(env.nr_warnings, 1);
	assert_string_equal(env.warnings[0],
			    "CPU 3: its clock was at 2600 MHz at the start and at 2100 MHz at the end");
	env.nr_warnings = 0;
	env.khz_end = 2590000;
	env_warn(&env, 3, "performance", &none);
	assert_int_equal(env.nr_warnings, 0);
	env.khz_end = 0;
	env_warn(&env, 3, "performance", &none);
	assert_int_equal(env.nr_warnings, 0);
}

/* Each output's first line says that it is or may be emulated; then nothing here matters. */
static void test_emulated(void **state)
{
	struct env env = { .sibling_busy = -1 };

	env_warn(&env, 0, "schedutil", &emulator);
	assert_int_equal(env.nr_warnings, 0);
	env_warn(&env, 0, "schedutil", &unknown);
	assert_int_equal(env.nr_warnings, 0);
}

/* This machine: what every Linux has, and a load that is a part of the time. */
static void test_here(void **state)
{
	static struct env env;

	env_begin(&env, 0, false);
	assert_true(env.version[0]);
	/* It may hold secrets, and results are sent to others. */
	assert_false(env.cmdline[0]);
	env_begin(&env, 0, true);
	assert_true(env.cmdline[0]);
	env_end(&env, 0);
	assert_true(env.sibling_busy <= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_to_warn_of),
		cmocka_unit_test(test_all_warnings),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_emulated),
		cmocka_unit_test(test_here),
	};

	return cmocka_run_group_tests_name("bench/env", tests, NULL, NULL);
}
