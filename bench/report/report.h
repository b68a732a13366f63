/* SPDX-License-Identifier: GPL-2.0 */
/* The result of a benchmark for people and for programs. */
#ifndef KVM_SVE_BENCH_REPORT_H
#define KVM_SVE_BENCH_REPORT_H

#include <stdbool.h>

#include "bench/results/results.h"

/* @text, or "none" where it is empty. */
static inline const char *or_none(const char *text)
{
	return text[0] ? text : "none";
}

/* Text to stdout; @full: each case with all percentiles of all it has. CLI_OK or CLI_CANNOT. */
int report_text(const struct result_set *set, bool full);

/* {"schema": "kvm-sve/bench", ...} to stdout. CLI_OK or CLI_CANNOT. */
int report_json(const struct result_set *set);

/* A line for each case and metric to stdout, under one of names. CLI_OK or CLI_CANNOT. */
int report_csv(const struct result_set *set);

#endif /* KVM_SVE_BENCH_REPORT_H */
