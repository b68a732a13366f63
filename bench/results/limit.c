// SPDX-License-Identifier: GPL-2.0
/* The physical limit of a phase; see limit.h. */
#include "breakdown.h"
#include "limit.h"

#define BITS		8	/* in a byte */
#define NR_V		32
#define NR_P		16
#define V_BYTES		16
#define FPSR_FPCR	8
#define KHZ_PER_GHZ	1e6

unsigned int limit_state_bytes(unsigned int vl)
{
	unsigned int z = vl / BITS, p = z / BITS;

	return vl ? NR_V * z + NR_P * p + p + FPSR_FPCR : NR_V * V_BYTES + FPSR_FPCR;
}

const struct l1_bandwidth *limit_core(const struct result_set *set)
{
	/* An emulated core has the MIDR of a real one, and nothing else of it. */
	if (hypervisor_may_emulate(&set->host.hypervisor))
		return NULL;
	return l1_bandwidth_find(set->host.midr);
}

/* Cycles a ns; 0: unknown. The highest rate gives the least time, so that is the limit. */
static double clock_ghz(const struct env *env)
{
	return (env->max_khz ? env->max_khz : env->khz) / KHZ_PER_GHZ;
}

/* The cycles of the phase need no clock rate. */
static void set_measured(struct limit *limit, const struct result_set *set, const struct result *r)
{
	const struct stats *ns = &r->metric[METRIC_PHASE + limit->phase];
	const struct stats *cycles = &r->metric[METRIC_PHASE_CYCLES + limit->phase];

	limit->metric = (cycles->n ? METRIC_PHASE_CYCLES : METRIC_PHASE) + limit->phase;
	limit->measured = cycles->n ? cycles->p50 : ns->p50;
	if (limit->measured < 0 ||
	    (metric_is_ns(limit->metric) && results_below_resolution(set, ns->p50)))
		limit->measured = 0;
	if (ns->n && ns->p50 > 0 && !results_below_resolution(set, ns->p50))
		limit->bytes_per_ns = limit->bytes / ns->p50;
}

static void set_least(struct limit *limit, const struct result_set *set, unsigned int vl)
{
	const struct l1_bandwidth *core = limit_core(set);
	const struct l1_rate *rate;
	double ghz = clock_ghz(&set->env);

	if (!core)
		return;
	rate = vl > VLS_VQ_BITS ? &core->wide : &core->narrow;
	limit->rate = limit->store ? rate->store : rate->load;
	limit->least = (double)limit->bytes / limit->rate;
	if (metric_is_ns(limit->metric))
		limit->least = ghz > 0 ? limit->least / ghz : 0;
	if (limit->least > 0)
		limit->ratio = limit->measured / limit->least;
}

bool limit_of(const struct result_set *set, const struct result *r, enum kvm_sve_phase phase,
	      struct limit *limit)
{
	unsigned int vl = phase == KVM_SVE_HOST_SAVE ? 0 : r->vl;

	if (phase == KVM_SVE_RESIDENT || !breakdown_fits(r) || !r->metric[METRIC_PHASE + phase].n)
		return false;
	*limit = (struct limit){
		.phase = phase,
		.store = phase != KVM_SVE_GUEST_RESTORE,
		.bytes = limit_state_bytes(vl),
	};
	set_measured(limit, set, r);
	/* Times of an emulator are no speed of anything. */
	if (hypervisor_may_emulate(&set->host.hypervisor)) {
		limit->measured = 0;
		limit->bytes_per_ns = 0;
	}
	set_least(limit, set, vl);
	return true;
}
