// SPDX-License-Identifier: GPL-2.0
/* Where an SVE guest's round trip goes; see breakdown.h. */
#include <string.h>

#include "breakdown.h"

/* The result that differs from @sve in the guest alone. */
static const struct result *without_fp(const struct result_set *set, const struct result *sve)
{
	for (size_t i = 0; i < set->nr_results; i++) {
		const struct result *r = &set->results[i];

		if (!strcmp(r->guest, "none") && results_same_table(r, sve) && r->vl == sve->vl)
			return r;
	}
	return NULL;
}

static int64_t p50(const struct result *r, enum metric metric)
{
	return r->metric[metric].p50;
}

bool breakdown_fits(const struct result *r)
{
	return !strcmp(r->exit, "mmio") && !strcmp(r->host_state, "clean");
}

/* Without the stamp in it, where that was measured: the total has none. */
static int64_t phase(const struct result *r, enum metric phases, enum kvm_sve_phase p)
{
	enum metric stamp = phases == METRIC_PHASE ? METRIC_STAMP : METRIC_STAMP_CYCLES;

	return p50(r, phases + p) - p50(r, stamp);
}

/* Of a guest without FP only the host's state is saved. */
static bool have_all(const struct result *sve, const struct result *none, enum metric metric,
		     enum metric phases)
{
	return sve->metric[metric].n && none->metric[metric].n &&
	       sve->metric[phases + KVM_SVE_HOST_SAVE].n &&
	       none->metric[phases + KVM_SVE_HOST_SAVE].n &&
	       sve->metric[phases + KVM_SVE_GUEST_RESTORE].n &&
	       sve->metric[phases + KVM_SVE_GUEST_SAVE].n;
}

bool breakdown_by(const struct result_set *set, const struct result *sve, enum metric metric,
		  struct breakdown *breakdown)
{
	enum metric phases = metric == METRIC_NS ? METRIC_PHASE : METRIC_PHASE_CYCLES;
	const struct result *none = without_fp(set, sve);

	if (strcmp(sve->guest, "sve") || !breakdown_fits(sve) || !none ||
	    !have_all(sve, none, metric, phases))
		return false;

	*breakdown = (struct breakdown){
		.vl = sve->vl,
		.metric = metric,
		.total = p50(sve, metric) - p50(none, metric),
		.host_save = phase(sve, phases, KVM_SVE_HOST_SAVE) -
			     phase(none, phases, KVM_SVE_HOST_SAVE),
		.guest_restore = phase(sve, phases, KVM_SVE_GUEST_RESTORE),
		.guest_save = phase(sve, phases, KVM_SVE_GUEST_SAVE),
	};
	if (metric == METRIC_INSTRUCTIONS)
		breakdown->guest = (int64_t)sve->guest_instructions -
				   (int64_t)none->guest_instructions;
	breakdown->rest = breakdown->total - breakdown->guest - breakdown->host_save -
			  breakdown->guest_restore - breakdown->guest_save;
	return true;
}

bool breakdown_of(const struct result_set *set, const struct result *sve,
		  struct breakdown *breakdown)
{
	enum metric metric = METRIC_INSTRUCTIONS;

	if (!sve->metric[metric].n || !hypervisor_may_emulate(&set->host.hypervisor))
		metric = METRIC_CYCLES;
	return breakdown_by(set, sve, metric, breakdown);
}
