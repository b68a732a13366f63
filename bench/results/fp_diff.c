// SPDX-License-Identifier: GPL-2.0
/* SVE over FP/SIMD where there is one VL; see fp_diff.h. */
#include <math.h>
#include <string.h>

#include "bench/stats/student.h"
#include "fp_diff.h"

static bool has_one_vl(const struct result_set *set)
{
	unsigned int vl = 0;

	for (size_t i = 0; i < set->nr_results; i++) {
		unsigned int other = set->results[i].vl;

		if (vl && other && other != vl)
			return false;
		vl = other ? other : vl;
	}
	return vl;
}

static bool is_pair(const struct result *sve, const struct result *fpsimd)
{
	return !strcmp(sve->guest, "sve") && !strcmp(fpsimd->guest, "fpsimd") &&
	       results_same_table(sve, fpsimd) && sve->host_vl == fpsimd->host_vl;
}

/* The rounds of both were side by side, so what disturbed one did the other as well. */
static double interval(const struct stats *a, const struct stats *b)
{
	double diffs[STATS_ROUNDS_MAX];

	if (a->nr_rounds < 2 || a->nr_rounds != b->nr_rounds)
		return NAN;
	for (size_t i = 0; i < a->nr_rounds; i++)
		diffs[i] = a->rounds[i] - b->rounds[i];
	return student_half_width(diffs, a->nr_rounds);
}

static bool diff_of(const struct result *sve, const struct result *fpsimd, enum metric metric,
		    struct fp_diff *diff)
{
	const struct stats *a = &sve->metric[metric], *b = &fpsimd->metric[metric];

	if (!a->n || !b->n)
		return false;
	*diff = (struct fp_diff){
		.sve = sve,
		.fpsimd = fpsimd,
		.metric = metric,
		.diff = a->p50 - b->p50,
		.ci = interval(a, b),
	};
	return true;
}

/* Of a pair, from the metric that @iter is at. */
static bool next_metric(const struct result *sve, const struct result *fpsimd,
			struct fp_diff_iter *iter, struct fp_diff *diff)
{
	while (iter->metric < NR_METRICS)
		if (diff_of(sve, fpsimd, iter->metric++, diff))
			return true;
	return false;
}

bool fp_diff_next(const struct result_set *set, struct fp_diff_iter *iter, struct fp_diff *diff)
{
	if (!has_one_vl(set))
		return false;
	for (; iter->sve < set->nr_results; iter->sve++, iter->fpsimd = 0) {
		const struct result *sve = &set->results[iter->sve];

		for (; iter->fpsimd < set->nr_results; iter->fpsimd++, iter->metric = 0) {
			const struct result *fpsimd = &set->results[iter->fpsimd];

			if (is_pair(sve, fpsimd) && next_metric(sve, fpsimd, iter, diff))
				return true;
		}
	}
	return false;
}
