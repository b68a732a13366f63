/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The claims of a comparison: of many tests made at once, which ones show a change. One of the
 * round trip in each case, which is corrected for all cases; and the phases, which say where.
 */
#ifndef KVM_SVE_BENCH_CLAIMS_H
#define KVM_SVE_BENCH_CLAIMS_H

#include "comparisons.h"

/*
 * Correct the p of all tests in @c, of which a metric has at most @most, and fill in verdicts
 * and what each could detect. 0 or -ENOMEM.
 */
int claims_judge(struct comparisons *c, size_t most, bool interleaved);

#endif /* KVM_SVE_BENCH_CLAIMS_H */
