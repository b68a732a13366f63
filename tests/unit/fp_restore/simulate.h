/* SPDX-License-Identifier: GPL-2.0 */
/* The policy on a trace, and what that costs on a core. */
#ifndef SIMULATE_H
#define SIMULATE_H

#include "costs.h"
#include "traces.h"

struct outcome {
	size_t loads, used;	/* of the trace */
	size_t trapped, early;	/* what the policy made of it */
};

static struct outcome simulate(const struct trace *trace, u32 at_break_even)
{
	struct outcome out = { .loads = trace->loads };
	struct kvm_fp_restore policy = { 0 };
	bool early = false;

	for (size_t i = 0; i < trace->loads; i++) {
		out.used += trace->used[i];
		if (early) {
			out.early++;
			early = kvm_fp_restore_early(&policy);
		} else if (trace->used[i]) {
			out.trapped++;
			early = kvm_fp_restore_trapped(&policy, at_break_even);
		} else {
			early = kvm_fp_restore_unused(&policy);
		}
	}
	return out;
}

/*
 * What the policy costs above the better of always and never restoring early, as a share of
 * that. Where nothing is cheapest, the policy must cost nothing too: else it is infinite.
 */
static double regret(const struct outcome *out, const struct core *core)
{
	double cost = out->trapped * trapped_cost(core) + out->early * early_cost(core);
	double best = fmin(out->used * trapped_cost(core), out->loads * early_cost(core));

	if (cost == best)
		return 0;
	return cost / best - 1;
}

#endif /* SIMULATE_H */
