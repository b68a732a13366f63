/* SPDX-License-Identifier: GPL-2.0 */
/* What a comparison of two results found, for people and for programs. */
#ifndef KVM_SVE_BENCH_REPORT_COMPARE_H
#define KVM_SVE_BENCH_REPORT_COMPARE_H

#include "bench/results/compare.h"

/*
 * To stdout, 80 columns wide. CLI_OK or CLI_CANNOT. Of the phases the text has those cases alone
 * that changed; with @full all, and what the test made of each, in 100 columns.
 */
int report_compare_text(const struct comparisons *c, bool full);
/* {"schema": "kvm-sve/bench-compare", ...} */
int report_compare_json(const struct comparisons *c);
int report_compare_csv(const struct comparisons *c);

#endif /* KVM_SVE_BENCH_REPORT_COMPARE_H */
