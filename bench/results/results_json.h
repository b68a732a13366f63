/* SPDX-License-Identifier: GPL-2.0 */
/* A set of results as JSON; docs/benchmarking.md and bench/schema.json describe it. */
#ifndef KVM_SVE_BENCH_RESULTS_JSON_H
#define KVM_SVE_BENCH_RESULTS_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "results.h"

#define RESULTS_VERSION	1

/* A new object, or NULL without memory. */
json_t *results_to_json(const struct result_set *set);

/* The same to @out, one row per line, so that two diff; ferror() says if that failed. */
void results_write(const struct result_set *set, FILE *out);

/**
 * results_from_json() - the other way round
 * @why:	what is wrong, RESULT_WHY bytes
 *
 * Return: 0, or -EINVAL and @why, with nothing left to free.
 */
int results_from_json(struct result_set *set, const json_t *root, char *why);

/* The same from the file @path. */
int results_load(struct result_set *set, const char *path, char *why);

#endif /* KVM_SVE_BENCH_RESULTS_JSON_H */
