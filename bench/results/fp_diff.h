/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a guest that uses SVE costs above one that uses FP/SIMD alone, for hosts whose vcpus
 * have one VL, so that there is no line over the VL.
 */
#ifndef KVM_SVE_BENCH_FP_DIFF_H
#define KVM_SVE_BENCH_FP_DIFF_H

#include "results.h"

struct fp_diff {
	const struct result *sve, *fpsimd;	/* on the same vcpu, or on one without SVE */
	enum metric metric;
	double diff;		/* of the medians */
	double ci;		/* its 95% interval is diff +- ci, by the rounds; NAN: not known */
};

/* Where fp_diff_next() goes on; begin with all 0. */
struct fp_diff_iter {
	size_t sve, fpsimd;
	int metric;
};

/* The next one that there is; none where the results are of several VLs. False: no more. */
bool fp_diff_next(const struct result_set *set, struct fp_diff_iter *iter, struct fp_diff *diff);

#endif /* KVM_SVE_BENCH_FP_DIFF_H */
