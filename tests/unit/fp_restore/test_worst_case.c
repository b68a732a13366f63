// SPDX-License-Identifier: GPL-2.0
/*
 * The most that any guest can cost under the policy of adaptive restore, by modelled core: the
 * bounds hold for every trace, since they hold for every step from every state. Prints the
 * table that docs/fp-restore.md quotes.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "costs.h"

/*
 * The worst of guests, against "always". Costs are in early restores, so that a load under
 * "always" costs 1 and one that traps 1 / break-even. If @ratio is charged for each load, how
 * much above that can a guest that knows the state cost from there on? worth[] holds it for
 * each state, and is found by raising it until no step of any state exceeds it.
 * If that ends, then over every trace
 *
 *	cost <= ratio * cost under "always" + worth of the first state
 *
 * A state is an average, a grant of the ladder that grants climb, and the weight of the next
 * lazy load; each credit is the shortest that it can be, which is for the guest.
 */
#define RUNGS 20
#define WEIGHTS 4
#define SWEEPS 100
#define EXACT 1e-6

struct bound {
	u32 at;			/* break-even */
	double trap, ratio;
	u8 ladder[RUNGS], rung_of[UINT8_MAX + 1];
	size_t rungs;
	double *worth;
};

static void make_ladder(struct bound *bound)
{
	u32 grant = KVM_FP_RESTORE_FIRST;

	bound->ladder[0] = 0;
	for (bound->rungs = 1; grant < KVM_FP_RESTORE_MOST; grant += grant / 2)
		bound->ladder[bound->rungs++] = grant;
	bound->ladder[bound->rungs++] = KVM_FP_RESTORE_MOST;
	assert_true(bound->rungs <= RUNGS);
	for (size_t rung = 0; rung < bound->rungs; rung++)
		bound->rung_of[bound->ladder[rung]] = rung;
}

static double *worth_of(const struct bound *bound, const struct kvm_fp_restore *policy)
{
	size_t rung = bound->rung_of[policy->grant];

	return &bound->worth[(policy->average * bound->rungs + rung) * WEIGHTS + policy->weight];
}

static double worth_of_trap(const struct bound *bound, struct kvm_fp_restore policy)
{
	double loads = 1, cost = bound->trap;

	policy.shuffle = SHUFFLE_SHORTEST;
	if (kvm_fp_restore_trapped(&policy, bound->at)) {
		loads += policy.credit;
		cost += policy.credit;
	}
	return cost - bound->ratio * loads + *worth_of(bound, &policy);
}

static double worth_without(const struct bound *bound, struct kvm_fp_restore policy)
{
	kvm_fp_restore_unused(&policy);
	return *worth_of(bound, &policy) - bound->ratio;
}

/* Return: by how much the state was raised. */
static double raise(struct bound *bound, const struct kvm_fp_restore *policy)
{
	double *worth = worth_of(bound, policy), was = *worth;

	*worth = fmax(was, fmax(worth_of_trap(bound, *policy), worth_without(bound, *policy)));
	return *worth - was;
}

/* Return: the most by which a state was raised. */
static double sweep(struct bound *bound, bool upwards)
{
	struct kvm_fp_restore policy = { 0 };
	double most = 0;

	for (u32 i = 0; i < KVM_FP_RESTORE_ONE; i++) {
		policy.average = upwards ? i : KVM_FP_RESTORE_ONE - 1 - i;
		for (size_t rung = 0; rung < bound->rungs; rung++) {
			policy.grant = bound->ladder[rung];
			for (policy.weight = 0; policy.weight < WEIGHTS; policy.weight++)
				if (!policy.weight || policy.grant >= KVM_FP_RESTORE_LONG)
					most = fmax(most, raise(bound, &policy));
		}
	}
	return most;
}

/* Return: the worth of the first state, or infinity where it has no bound. */
static double worst_above_always(const struct core *core, double ratio)
{
	struct bound bound = { .at = break_even(core), .ratio = ratio,
			       .trap = trapped_cost(core) / early_cost(core) };
	double worth = INFINITY;

	make_ladder(&bound);
	bound.worth = calloc(KVM_FP_RESTORE_ONE * bound.rungs * WEIGHTS, sizeof(double));
	assert_non_null(bound.worth);
	for (int i = 0; i < SWEEPS && isinf(worth); i++)
		if (sweep(&bound, i % 2) < EXACT)
			worth = bound.worth[0];
	free(bound.worth);
	return worth;
}

/* The worst against "never": no guest gets more early restores for a trap than the limit. */
static double worst_above_never(const struct core *core)
{
	u32 most = kvm_fp_restore_limit(UINT16_MAX, break_even(core));

	return 1 + most * early_cost(core) / trapped_cost(core);
}

/*
 * A guest that uses FP in every lazy load, or where @turns is set, in every second one, and in
 * none that was restored early.
 */
static void check_adversarial(const struct core *core, double ratio, double above, bool turns)
{
	struct kvm_fp_restore policy = { 0 };
	size_t loads = 0, early = 0, trapped = 0;
	double never;

	for (bool restore = false, use = true; loads < 100000; loads++) {
		if (restore) {
			early++;
			restore = kvm_fp_restore_early(&policy);
		} else if (use) {
			trapped++;
			restore = kvm_fp_restore_trapped(&policy, break_even(core));
			use = !turns;
		} else {
			restore = kvm_fp_restore_unused(&policy);
			use = true;
		}
	}
	never = trapped * trapped_cost(core) / early_cost(core);
	assert_true(never + early <= ratio * loads + above);
	assert_true(never + early <= worst_above_never(core) * never);
}

/* The share of loads that may trap above what "always" costs. */
#define TRAPS_MOST 0.5
#define ABOVE_MOST 25
#define TIMES_MOST 70

static void test_worst_case(void **state)
{
	printf("the worst of guests, by modelled costs, at most\n");
	printf("core   registers trap   always + %.1f traps a load + restores   times never   credit\n",
	       TRAPS_MOST);
	for (size_t i = 0; i < CORES; i++) {
		const struct core *core = &cores[i];
		double ratio = 1 + TRAPS_MOST * core->trap / early_cost(core);
		double above = worst_above_always(core, ratio), times = worst_above_never(core);
		u32 most = kvm_fp_restore_limit(UINT16_MAX, break_even(core));

		printf("%-6s %9s %4u %37.0f %13.0f %8u\n",
		       core->name, core->moved, core->trap, above, times, most);
		assert_true(above <= ABOVE_MOST);
		assert_true(times <= TIMES_MOST);
		check_adversarial(core, ratio, above, false);
		check_adversarial(core, ratio, above, true);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worst_case),
	};

	return cmocka_run_group_tests_name("fp_restore worst case", tests, NULL, NULL);
}
