/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two sets of results, case by case: did one metric change, by more than the
 * threshold and by more than chance? Nothing here measures or prints.
 */
#ifndef KVM_SVE_BENCH_COMPARE_H
#define KVM_SVE_BENCH_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "results.h"

enum verdict {
	VERDICT_SAME,		/* within the threshold, or within noise */
	VERDICT_SLOWER,
	VERDICT_FASTER,
};

/* A case that both sets have, with samples of the metric. */
struct compared {
	const struct result *old, *now;
	double ratio;		/* of the medians, new over old */
	double noise;		/* the larger noise floor of the two, as a part of 1 */
	bool tested;		/* both kept samples enough; else the next three are 0 */
	double low, high;	/* 95% interval of the ratio */
	double p;		/* of the rank test, times the number of tests, at most 1 */
	enum verdict verdict;
};

struct comparison {
	enum metric metric;
	double threshold;	/* 0.05: 5% */
	struct compared *cases;
	size_t n;
	size_t slower, faster, untested;
	size_t only_old, only_new; /* cases that the other one lacks */
};

/*
 * The metric that says most of both: instructions where either is emulated, else
 * ns; NR_METRICS if no case has that in both.
 */
enum metric compare_choose(const struct result_set *old, const struct result_set *now);

/**
 * compare() - @now over @old
 *
 * A case has changed only if its ratio is past @threshold and past the noise floor
 * of its kind of exit, 1 is not in its interval, and the rank test, over all cases,
 * leaves less than 5% to chance. A set without samples (version 1) is not tested: then
 * threshold and noise floor alone decide.
 *
 * Return: 0 or -ENOMEM. compare_free() then.
 */
int compare(struct comparison *c, const struct result_set *old, const struct result_set *now,
	    enum metric metric, double threshold);
void compare_free(struct comparison *c);

#endif /* KVM_SVE_BENCH_COMPARE_H */
