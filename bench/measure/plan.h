/* SPDX-License-Identifier: GPL-2.0 */
/* Which cases there are on this host for what was asked. */
#ifndef KVM_SVE_BENCH_PLAN_H
#define KVM_SVE_BENCH_PLAN_H

#include "bench/options.h"

struct plan {
	struct bench_case *cases;
	size_t n;
};

/**
 * plan_make() - all combinations of what @opts asks for that make sense
 * @guest_max:	the guest maximum of this host
 * @host_vls:	its host set
 *
 * Return: CLI_OK, or with a message CLI_CANNOT (a VL that this host has not), or
 * CLI_USAGE (there is no such case). plan_free() in any case.
 */
int plan_make(struct plan *plan, const struct bench_options *opts, const struct vls *guest_max,
	      const struct vls *host_vls);
void plan_free(struct plan *plan);

#endif /* KVM_SVE_BENCH_PLAN_H */
