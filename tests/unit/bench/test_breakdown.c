// SPDX-License-Identifier: GPL-2.0
/* Unit test of bench/results/breakdown.c: the parts of what SVE adds, which add up to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/results/breakdown.h"

static void test_breakdown(void **state)
{
	struct result results[] = {
		{ .guest = "sve", .exit = "mmio", .host_state = "clean", .vl = 128 },
		{ .guest = "none", .exit = "mmio", .host_state = "clean", .vl = 128 },
	};
	struct result_set set = {
		.results = results, .nr_results = 1, .host.hypervisor.kind = HYPERVISOR_EMULATOR,
	};
	struct result *sve = &results[0], *none = &results[1];
	struct breakdown b;

	sve->metric[METRIC_INSTRUCTIONS] = (struct stats){ .n = 1, .p50 = 7000 };
	none->metric[METRIC_INSTRUCTIONS] = (struct stats){ .n = 1, .p50 = 6000 };
	sve->guest_instructions = 103;
	none->guest_instructions = 3;
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		sve->metric[METRIC_PHASE_CYCLES + p] = (struct stats){ .n = 1, .p50 = 100 + p };
	none->metric[METRIC_PHASE_CYCLES + KVM_SVE_HOST_SAVE] = (struct stats){ .n = 1, .p50 = 90 };
	/* There is nothing to compare with before there is a result without FP. */
	assert_false(breakdown_of(&set, sve, &b));
	set.nr_results = 2;
	assert_true(breakdown_of(&set, sve, &b));
	assert_int_equal(b.metric, METRIC_INSTRUCTIONS);
	assert_int_equal(b.total, 1000);
	assert_int_equal(b.guest, 100);
	assert_int_equal(b.host_save, 10);
	assert_int_equal(b.guest_restore, 100 + KVM_SVE_GUEST_RESTORE);
	assert_int_equal(b.guest_save, 100 + KVM_SVE_GUEST_SAVE);
	assert_int_equal(b.guest + b.host_save + b.guest_restore + b.guest_save + b.rest, b.total);

	/* What a stamp costs is in the phases, though no part of the total. */
	sve->metric[METRIC_STAMP_CYCLES] = (struct stats){ .n = 1, .p50 = 12 };
	none->metric[METRIC_STAMP_CYCLES] = (struct stats){ .n = 1, .p50 = 12 };
	assert_true(breakdown_of(&set, sve, &b));
	assert_int_equal(b.host_save, 10);
	assert_int_equal(b.guest_restore, 88 + KVM_SVE_GUEST_RESTORE);
	assert_int_equal(b.guest_save, 88 + KVM_SVE_GUEST_SAVE);
	assert_int_equal(b.guest + b.host_save + b.guest_restore + b.guest_save + b.rest, b.total);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_breakdown),
	};

	return cmocka_run_group_tests_name("bench/breakdown", tests, NULL, NULL);
}
