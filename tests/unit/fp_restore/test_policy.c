// SPDX-License-Identifier: GPL-2.0
/*
 * Properties of the policy of adaptive restore, in every state: credits run out, loads without
 * FP end in a state that says so, and a trap grants no more than it may.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "costs.h"

#define FORGOTTEN 1000	/* loads without FP until nothing is known of earlier ones */

static void test_size(void **state)
{
	assert_int_equal(sizeof(struct kvm_fp_restore), 6);
}

/* From any credit: at most as many early restores as it has, then a load that is lazy. */
static void test_credit_runs_out(void **state)
{
	for (unsigned int credit = 0; credit <= UINT8_MAX; credit++) {
		struct kvm_fp_restore policy = { .average = 1, .grant = 1, .credit = credit };
		unsigned int loads = 1;

		for (; kvm_fp_restore_early(&policy); loads++)
			assert_true(loads <= KVM_FP_RESTORE_MOST);
		assert_true(loads <= KVM_FP_RESTORE_MOST);
		assert_int_equal(policy.credit, 0);
	}
}

/* Without FP, no load restores early, and from any average the state gets to 0. */
static void test_unused(void **state)
{
	for (u32 i = 0; i < 4 * KVM_FP_RESTORE_ONE; i++) {
		struct kvm_fp_restore policy = { .average = i / 4, .weight = i % 4 };

		assert_false(kvm_fp_restore_unused(&policy));
		assert_true(policy.average < i / 4 || !policy.average);
	}

	struct kvm_fp_restore policy = { .average = UINT16_MAX };
	unsigned int loads = 0;

	for (; policy.average; loads++)
		kvm_fp_restore_unused(&policy);
	assert_true(loads <= FORGOTTEN);
}

/* The first trap after that grants nothing, and few more are needed before one does. */
static void test_first_traps(void **state)
{
	for (size_t i = 0; i < CORES; i++) {
		struct kvm_fp_restore policy = { 0 };
		unsigned int traps = 1;

		assert_false(kvm_fp_restore_trapped(&policy, break_even(&cores[i])));
		while (!kvm_fp_restore_trapped(&policy, break_even(&cores[i])))
			traps++;
		assert_in_range(traps, 1, 40);
		assert_int_equal(policy.grant, KVM_FP_RESTORE_FIRST);
	}
}

/*
 * A trap moves the average up, but for the end of a run of early restores; it grants a credit
 * from the break-even on, of up to the limit and no less than half of that or of the grant.
 */
static void check_trap(struct kvm_fp_restore policy, u32 at)
{
	struct kvm_fp_restore was = policy;
	bool early = kvm_fp_restore_trapped(&policy, at);
	u32 limit = kvm_fp_restore_limit(was.average, at), most;

	assert_int_equal(early, was.average >= at);
	if (!early) {
		assert_true(policy.average > was.average || policy.average >= at - at / 8);
		assert_in_range(policy.grant, 0, KVM_FP_RESTORE_LONG - 1);
		return;
	}
	assert_true(policy.average >= was.average);
	assert_in_range(policy.grant, was.grant < 2 ? 1 : was.grant, KVM_FP_RESTORE_MOST);
	most = policy.grant < limit ? policy.grant : limit;
	assert_in_range(policy.credit, (most + 1) / 2, most);
}

static void test_trap(void **state)
{
	for (size_t i = 0; i < CORES; i++) {
		u32 at = break_even(&cores[i]);

		for (u32 average = 0; average < KVM_FP_RESTORE_ONE; average++)
			check_trap((struct kvm_fp_restore){ .average = average,
							    .grant = average % 256,
							    .weight = average % 4,
							    .shuffle = average % 255 }, at);
		for (u32 grant = 0; grant <= UINT8_MAX; grant++)
			for (u32 shuffle = 0; shuffle < UINT8_MAX; shuffle++)
				check_trap((struct kvm_fp_restore){ .average = UINT16_MAX,
								    .grant = grant,
								    .shuffle = shuffle }, at);
	}
}

/* All or nothing, as a knob can ask for. */
static void test_extreme_break_evens(void **state)
{
	struct kvm_fp_restore policy = { 0 };

	assert_true(kvm_fp_restore_trapped(&policy, 0));
	policy = (struct kvm_fp_restore){ 0 };
	for (int i = 0; i < 10000; i++)
		assert_false(kvm_fp_restore_trapped(&policy, KVM_FP_RESTORE_ONE));
}

/* All values but one come in turns; that one would stay. */
static void test_shuffle(void **state)
{
	struct kvm_fp_restore policy = { 0 };
	unsigned int n = 0;

	do {
		kvm_fp_restore_grant(&policy, KVM_FP_RESTORE_MOST);
		assert_int_not_equal(policy.shuffle, UINT8_MAX);
		n++;
	} while (policy.shuffle);
	assert_int_equal(n, UINT8_MAX);
	policy.shuffle = SHUFFLE_LONGEST;
	kvm_fp_restore_grant(&policy, 100);
	assert_int_equal(policy.credit, 100);
	policy.shuffle = SHUFFLE_SHORTEST;
	kvm_fp_restore_grant(&policy, 100);
	assert_int_equal(policy.credit, 51);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_credit_runs_out),
		cmocka_unit_test(test_unused),
		cmocka_unit_test(test_first_traps),
		cmocka_unit_test(test_trap),
		cmocka_unit_test(test_extreme_break_evens),
		cmocka_unit_test(test_shuffle),
	};

	return cmocka_run_group_tests_name("fp_restore policy", tests, NULL, NULL);
}
