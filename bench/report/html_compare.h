/* SPDX-License-Identifier: GPL-2.0 */
/* The page's comparison: of the round trip and of each phase. */
#ifndef KVM_SVE_BENCH_REPORT_HTML_COMPARE_H
#define KVM_SVE_BENCH_REPORT_HTML_COMPARE_H

#include <stdio.h>

#include "bench/results/compare.h"

void html_compare(FILE *out, const struct comparisons *c);

#endif /* KVM_SVE_BENCH_REPORT_HTML_COMPARE_H */
