/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The physical limit of a phase, a model: the bytes of registers that it moves, by what the
 * core can move to or from its L1 data cache in a cycle. Nothing is faster, however it is
 * written: a real phase also has traps, barriers and instructions that move nothing.
 */
#ifndef KVM_SVE_BENCH_LIMIT_H
#define KVM_SVE_BENCH_LIMIT_H

#include "l1_bandwidth.h"
#include "results.h"

struct limit {
	enum kvm_sve_phase phase;
	bool store;			/* to memory; else from it */
	unsigned int bytes;
	unsigned int rate;		/* bytes a cycle; 0: unknown, so are the next three */
	enum metric metric;		/* of the phase: in cycles, or in ns */
	double least;			/* in that unit; 0: unknown */
	double ratio;			/* measured over least; 0: unknown */
	double measured;		/* in that unit; 0: unknown, or too short to be seen */
	double bytes_per_ns;		/* as measured; 0: unknown */
};

/* Z0-Z31, P0-P15, FFR, FPSR and FPCR at @vl bits; at 0 V0-V31, FPSR and FPCR. */
unsigned int limit_state_bytes(unsigned int vl);

/* The core of @set, if its bandwidth is known and its times are those of a core. */
const struct l1_bandwidth *limit_core(const struct result_set *set);

/**
 * limit_of() - what a phase of a result moves, and the least that this takes
 * @r:	of @set
 *
 * Only of a round trip that is one load and one put (breakdown_fits()). What host_save moves
 * there are the V registers of the thread: the system call has discarded the rest.
 *
 * Return: false where the phase moves nothing or was not measured.
 */
bool limit_of(const struct result_set *set, const struct result *r, enum kvm_sve_phase phase,
	      struct limit *limit);

#endif /* KVM_SVE_BENCH_LIMIT_H */
