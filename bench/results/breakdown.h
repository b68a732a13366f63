/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an SVE guest's round trip costs over that of a guest that uses no FP, and
 * where it goes. In instructions where they are exact (emulated, icount: there a
 * cycle is an instruction), else in cycles or ns. The parts add up to the total:
 *
 *	guest		its own code (in cycles and ns this is part of the rest)
 *	host_save	more to save of the host's state, mostly nothing
 *	guest_restore, guest_save	the phases
 *	rest		trap and rest: the entry to hyp and back that the trap is,
 *			and all that is not in a phase
 *
 * A phase holds what about one stamp costs, and the total does not. That cost, which was
 * measured with the phases, is taken off them. Older results lack it; there the rest is too
 * small by that.
 */
#ifndef KVM_SVE_BENCH_BREAKDOWN_H
#define KVM_SVE_BENCH_BREAKDOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "results.h"

struct breakdown {
	unsigned int vl;		/* bits */
	enum metric metric;		/* the unit: METRIC_INSTRUCTIONS, _CYCLES or _NS */
	int64_t total, guest, host_save, guest_restore, guest_save, rest;
};

/* Is a round trip of such a result one load and one put, with nothing else in between? */
bool breakdown_fits(const struct result *r);

/**
 * breakdown_by() - where the round trip of the result @sve of @set goes
 * @sve:	one of the guest "sve" that breakdown_fits()
 * @metric:	the unit
 *
 * Return: false where a part is missing: no result of guest "none" with this VL and
 * state of the host, no counter, or nothing in the phases.
 */
bool breakdown_by(const struct result_set *set, const struct result *sve, enum metric metric,
		  struct breakdown *breakdown);

/* The same in instructions where they are exact, else in cycles. */
bool breakdown_of(const struct result_set *set, const struct result *sve,
		  struct breakdown *breakdown);

#endif /* KVM_SVE_BENCH_BREAKDOWN_H */
