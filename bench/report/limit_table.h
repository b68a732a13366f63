/* SPDX-License-Identifier: GPL-2.0 */
/* The table of physical limits, as text and on the page. */
#ifndef KVM_SVE_BENCH_REPORT_LIMIT_TABLE_H
#define KVM_SVE_BENCH_REPORT_LIMIT_TABLE_H

#include <stdio.h>

#include "bench/results/results.h"

/* To stdout, 100 columns wide; nothing without phases. */
void limit_table_text(const struct result_set *set);

/* A section of the page; nothing without phases. */
void limit_table_html(FILE *out, const struct result_set *set);

#endif /* KVM_SVE_BENCH_REPORT_LIMIT_TABLE_H */
