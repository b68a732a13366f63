/* SPDX-License-Identifier: GPL-2.0 */
/* What a comparison of two results found, for people and for programs. */
#ifndef KVM_SVE_BENCH_REPORT_COMPARE_H
#define KVM_SVE_BENCH_REPORT_COMPARE_H

#include "compare.h"

/* To stdout. CLI_OK or CLI_CANNOT. */
int report_compare_text(const struct comparison *c);
/* {"schema": "kvm-sve/bench-compare", ...} */
int report_compare_json(const struct comparison *c);
int report_compare_csv(const struct comparison *c);

#endif /* KVM_SVE_BENCH_REPORT_COMPARE_H */
