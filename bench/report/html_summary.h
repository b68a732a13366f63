/* SPDX-License-Identifier: GPL-2.0 */
/* What a page opens with: the answer in short, as charts and as a table. */
#ifndef KVM_SVE_BENCH_REPORT_HTML_SUMMARY_H
#define KVM_SVE_BENCH_REPORT_HTML_SUMMARY_H

#include <stdio.h>

#include "bench/results/results.h"

void html_summary(FILE *out, const struct result_set *set);

#endif /* KVM_SVE_BENCH_REPORT_HTML_SUMMARY_H */
