/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A result as one page of HTML, with its charts in it as SVG: no script and no
 * other file. It is well-formed XML too.
 */
#ifndef KVM_SVE_BENCH_REPORT_HTML_H
#define KVM_SVE_BENCH_REPORT_HTML_H

#include <stdio.h>

#include "bench/results/compare.h"

/* @c: what the comparison of @set with an older one found, or NULL. */
void report_html(const struct result_set *set, const struct comparisons *c, FILE *out);

#define HTML_MANY_MAX	64

/*
 * Any number of results up to HTML_MANY_MAX on one page: what SVE costs on each, in a table and
 * over the VL, and each in short. Those of emulated hosts have a table and axes of their own.
 * @names: of the files.
 */
void report_html_many(const struct result_set *sets, const char *const *names, size_t n,
		      FILE *out);

#endif /* KVM_SVE_BENCH_REPORT_HTML_H */
