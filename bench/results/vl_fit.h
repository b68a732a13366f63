/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a metric grows with the VL: the line through the medians of the cases that
 * differ in the VL alone.
 */
#ifndef KVM_SVE_BENCH_VL_FIT_H
#define KVM_SVE_BENCH_VL_FIT_H

#include "bench/stats/fit.h"
#include "results.h"

struct vl_fit {
	const struct result *first;	/* of these cases */
	enum metric metric;
	struct fit line;		/* over the VQ */
};

/* Where vl_fit_next() goes on; begin with all 0. */
struct vl_fit_iter {
	size_t at;
	int metric;
};

/* The next line that there is, of ns, cycles, instructions and each phase. False: no more. */
bool vl_fit_next(const struct result_set *set, struct vl_fit_iter *iter, struct vl_fit *fit);

#endif /* KVM_SVE_BENCH_VL_FIT_H */
