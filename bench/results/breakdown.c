// SPDX-License-Identifier: GPL-2.0
/* Where an SVE guest's round trip goes; see breakdown.h. */
#include <string.h>

#include "breakdown.h"

/* The result that differs from @sve in the guest alone. */
static const struct result *without_fp(const struct result_set *set, const struct result *sve)
{
	for (size_t i = 0; i < set->nr_results; i++) {
		const struct result *r = &set->results[i];

		if (!strcmp(r->guest, "none") && !strcmp(r->exit, sve->exit) &&
		    !strcmp(r->host_state, sve->host_state) && r->vl == sve->vl)
			return r;
	}
	return NULL;
}

static bool have_cycles(const struct result *r, enum kvm_sve_phase phase)
{
	return r->metric[METRIC_PHASE_CYCLES + phase].n;
}

static int64_t p50(const struct result *r, enum metric metric)
{
	return r->metric[metric].p50;
}

static int64_t phase(const struct result *r, enum kvm_sve_phase p)
{
	return p50(r, METRIC_PHASE_CYCLES + p);
}

/* Where a round trip is one load and put; one table is enough, so with nothing else about. */
static bool can_break_down(const struct result *sve)
{
	return !strcmp(sve->guest, "sve") && !strcmp(sve->exit, "mmio") &&
	       !strcmp(sve->host_state, "clean");
}

bool breakdown_of(const struct result_set *set, const struct result *sve,
		  struct breakdown *breakdown)
{
	const struct result *none = without_fp(set, sve);
	enum metric metric = METRIC_INSTRUCTIONS;

	if (!can_break_down(sve) || !none)
		return false;
	if (!sve->metric[metric].n || !hypervisor_may_emulate(&set->host.hypervisor))
		metric = METRIC_CYCLES;
	if (!sve->metric[metric].n || !none->metric[metric].n ||
	    !have_cycles(sve, KVM_SVE_HOST_SAVE) || !have_cycles(none, KVM_SVE_HOST_SAVE) ||
	    !have_cycles(sve, KVM_SVE_GUEST_RESTORE) || !have_cycles(sve, KVM_SVE_GUEST_SAVE))
		return false;

	*breakdown = (struct breakdown){
		.vl = sve->vl,
		.instructions = metric == METRIC_INSTRUCTIONS,
		.total = p50(sve, metric) - p50(none, metric),
		.host_save = phase(sve, KVM_SVE_HOST_SAVE) - phase(none, KVM_SVE_HOST_SAVE),
		.guest_restore = phase(sve, KVM_SVE_GUEST_RESTORE),
		.guest_save = phase(sve, KVM_SVE_GUEST_SAVE),
	};
	if (breakdown->instructions)
		breakdown->guest = (int64_t)sve->guest_instructions -
				   (int64_t)none->guest_instructions;
	breakdown->rest = breakdown->total - breakdown->guest - breakdown->host_save -
			  breakdown->guest_restore - breakdown->guest_save;
	return true;
}
