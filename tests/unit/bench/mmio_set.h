/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A made result of "kvm-sve bench": exit mmio, each guest at the first VLs of a host. After
 * cmocka.h.
 */
#ifndef KVM_SVE_TESTS_UNIT_MMIO_SET_H
#define KVM_SVE_TESTS_UNIT_MMIO_SET_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/results.h"

#define MMIO_ROUNDS	4
#define MMIO_TICK	40	/* ns */

/* A metric whose rounds differ by 1 each. */
static inline void mmio_metric(struct result *r, enum metric metric, double p50)
{
	struct stats *s = &r->metric[metric];
	double rounds[MMIO_ROUNDS];

	*s = (struct stats){
		.n = 100, .min = p50, .p25 = p50, .p50 = p50, .p75 = p50, .p90 = p50, .p99 = p50,
		.p999 = p50, .max = p50 * 100, .mean = p50, .mean_low = p50, .mean_high = p50 + 2,
	};
	for (int i = 0; i < MMIO_ROUNDS; i++)
		rounds[i] = p50 + i;
	stats_set_rounds(s, rounds, MMIO_ROUNDS);
}

/* Guest number @guest costs 1000 more for each, and 10 for each VQ; phases are tens. */
static inline void mmio_result(struct result *r, int guest, const char *name, unsigned int vq)
{
	double trip = 5000 + 1000 * guest + 10 * vq;

	*r = (struct result){ .vl = vq * VLS_VQ_BITS, .n = 100, .trips = 1, .traced = true,
			       .steady = UNKNOWN };
	strcpy(r->guest, name);
	strcpy(r->exit, "mmio");
	strcpy(r->host_state, "clean");
	snprintf(r->name, sizeof(r->name), "%s/mmio/%u/clean", name, r->vl);
	r->guest_instructions = 10 + 100 * guest;
	mmio_metric(r, METRIC_NS, trip);
	mmio_metric(r, METRIC_CYCLES, trip * 2);
	mmio_metric(r, METRIC_INSTRUCTIONS, trip + 7);
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++) {
		if (!guest && p != KVM_SVE_HOST_SAVE)
			continue;
		mmio_metric(r, METRIC_PHASE + p, 80 + MMIO_TICK * p);
		mmio_metric(r, METRIC_PHASE_CYCLES + p, 90 + MMIO_TICK * p);
	}
}

static inline void mmio_set(struct result_set *set, unsigned int vls, enum hypervisor_kind kind)
{
	static const char *const guests[] = { "none", "fpsimd", "sve" };

	*set = (struct result_set){ .n = 100, .rounds = MMIO_ROUNDS, .repeat = 1,
				    .tick_ns = MMIO_TICK, .resolution_ns = MMIO_TICK };
	set->host.hypervisor.kind = kind;
	strcpy(set->host.hypervisor.name, kind == HYPERVISOR_NONE ? "" : "QEMU (DMI)");
	strcpy(set->host.cpu_name, "Neoverse-V1");
	strcpy(set->host.kernel, "6.12.43+deb12-cloud-arm64");
	strcpy(set->host.kvm_mode, "VHE");
	set->host.cpus = 64;
	assert_int_equal(results_alloc(set, 3 * vls), 0);
	for (int g = 0; g < 3; g++)
		for (unsigned int vq = 1; vq <= vls; vq++)
			mmio_result(&set->results[set->nr_results++], g, guests[g], vq);
}

static inline void mmio_drop(struct result_set *set, enum metric metric)
{
	for (size_t i = 0; i < set->nr_results; i++) {
		stats_free(&set->results[i].metric[metric]);
		set->results[i].metric[metric] = (struct stats){ 0 };
	}
}

#endif /* KVM_SVE_TESTS_UNIT_MMIO_SET_H */
