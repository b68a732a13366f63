/* SPDX-License-Identifier: GPL-2.0 */
/* The part of the HTML page that says where and how it was measured. */
#ifndef KVM_SVE_BENCH_REPORT_HTML_ENV_H
#define KVM_SVE_BENCH_REPORT_HTML_ENV_H

#include <stdio.h>

#include "bench/results/results.h"

void html_env(FILE *out, const struct result_set *set);

#endif /* KVM_SVE_BENCH_REPORT_HTML_ENV_H */
