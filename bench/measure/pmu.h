/* SPDX-License-Identifier: GPL-2.0 */
/* Which PMU counts on a CPU, where a machine has several: one for each kind of core. */
#ifndef KVM_SVE_BENCH_PMU_H
#define KVM_SVE_BENCH_PMU_H

#include <stdint.h>

#define PMU_NAME_MAX	64

struct pmu {
	char name[PMU_NAME_MAX];	/* as in sysfs; empty: there is none */
	uint32_t type;			/* of its perf events */
	unsigned int others;		/* PMUs of other CPUs */
};

/*
 * The PMU of @cpu's core. @root: the folder that /sys is in, "" but for tests. A PMU of
 * cores has a file "cpus", which others, such as that of an interconnect, have not.
 */
void pmu_find(struct pmu *pmu, const char *root, int cpu);

/*
 * A generic hardware event as this PMU alone takes it: perf's extended type, for
 * attr.config. Plain PERF_TYPE_HARDWARE events go to whichever PMU comes first.
 */
static inline uint64_t pmu_config(const struct pmu *pmu, uint64_t hw_event)
{
	return pmu->others ? (uint64_t)pmu->type << 32 | hw_event : hw_event;
}

#endif /* KVM_SVE_BENCH_PMU_H */
