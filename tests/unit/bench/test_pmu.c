// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/measure/pmu.c: machines with one PMU, several, and other devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/measure/pmu.c"
#include "tests/unit/fake_root.h"

#define DEVICE(name, file)	PMUS "/" name "/" file

/* A PMU of these CPUs. */
#define fake_pmu(name, cpus, type) ({							\
	fake_file(DEVICE(name, "cpus"), cpus "\n");					\
	fake_file(DEVICE(name, "type"), type "\n");					\
})

static void test_one(void **state)
{
	struct pmu pmu;

	fake_clear();
	fake_pmu("armv8_pmuv3_0", "0-63", "8");
	fake_file(DEVICE("arm_cmn_0", "cpumask"), "0\n");
	fake_file(DEVICE("arm_cmn_0", "type"), "9\n");
	fake_file(DEVICE("software", "type"), "1\n");
	pmu_find(&pmu, fake_root, 12);
	assert_string_equal(pmu.name, "armv8_pmuv3_0");
	assert_int_equal(pmu.others, 0);
	/* No type in the upper half: the generic event. */
	assert_int_equal(pmu_config(&pmu, 1), 1);
}

static void test_several(void **state)
{
	struct pmu pmu;

	fake_clear();
	fake_pmu("armv8_cortex_a510", "0-3", "8");
	fake_pmu("armv8_cortex_a710", "4-6", "9");
	fake_pmu("armv8_cortex_x2", "7", "10");
	pmu_find(&pmu, fake_root, 7);
	assert_string_equal(pmu.name, "armv8_cortex_x2");
	assert_int_equal(pmu.others, 2);
	assert_true(pmu_config(&pmu, 1) == 0xa00000001ULL);
	pmu_find(&pmu, fake_root, 5);
	assert_string_equal(pmu.name, "armv8_cortex_a710");
	assert_true(pmu_config(&pmu, 0) == 0x900000000ULL);
	/* A core that no driver counts on. */
	pmu_find(&pmu, fake_root, 8);
	assert_string_equal(pmu.name, "");
	assert_int_equal(pmu.others, 3);
}

static void test_none(void **state)
{
	struct pmu pmu;

	fake_clear();
	pmu_find(&pmu, fake_root, 0);
	assert_string_equal(pmu.name, "");
	assert_int_equal(pmu_config(&pmu, 1), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests_name("bench/pmu", tests, fake_setup, fake_teardown);
}
