/* SPDX-License-Identifier: GPL-2.0 */
/* What every page has: its head with the style, and its end; and the banner of a result. */
#ifndef KVM_SVE_BENCH_REPORT_HTML_PAGE_H
#define KVM_SVE_BENCH_REPORT_HTML_PAGE_H

#include <stdio.h>

#include "bench/results/results.h"

void html_begin(FILE *out);
void html_end(FILE *out);

/* VLs with commas, after each of which a line may end. */
void html_vls(FILE *out, const struct vls *set);

/* Whether the numbers of @set mean anything, and what speaks against trusting them. */
void html_banner(FILE *out, const struct result_set *set);

#endif /* KVM_SVE_BENCH_REPORT_HTML_PAGE_H */
