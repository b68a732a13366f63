/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two sets of results, case by case: did it change, by more than the threshold and by
 * more than chance? The round trip as a whole, and each phase of it, so that a change
 * is found where it was made. Nothing here measures or prints.
 */
#ifndef KVM_SVE_BENCH_COMPARE_H
#define KVM_SVE_BENCH_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "comparisons.h"

/* "same", "slower" or "faster" */
const char *verdict_name(enum verdict verdict);

/* Are there enough rounds to compare @set? If not, @why has RESULT_WHY bytes. */
bool compare_usable(const struct result_set *set, char *why);

/*
 * The metrics that say most of both, at most COMPARE_METRICS: instructions where either
 * is emulated, else ns; then each phase, in cycles if both have them, else in ns. Return
 * how many.
 */
size_t compare_choose(const struct result_set *baseline, const struct result_set *candidate,
		      enum metric *metrics);

/**
 * compare() - @candidate over @baseline by each of @metrics; those without a case are left out
 *
 * A case has changed only if its ratio is past @threshold and past noise, 1 is not in its
 * interval, and the rank test, corrected for all tests made here, leaves less than 5% to
 * chance. Noise is the larger of the noise floor of its kind of exit and of one tick
 * of the clock, of both sets. The tests are of the medians of rounds. Where both were
 * measured interleaved the test is of the pairs that the rounds are (Wilcoxon), and so
 * are ratio and interval. A case with too few rounds is left out.
 *
 * The correction is Holm's, with half of the chance of a false alarm for the round trips and
 * half for the phases. Once a round trip has changed its phases only say where, so that
 * those are not corrected beyond it.
 *
 * Return: 0 or -ENOMEM. compare_free() then.
 */
int compare(struct comparisons *c, const struct result_set *baseline,
	    const struct result_set *candidate, const enum metric *metrics, size_t nr_metrics,
	    double threshold);
void compare_free(struct comparisons *c);

/* Cases of all metrics that are slower. */
size_t compare_slower(const struct comparisons *c);

/* Has each test too few rounds to find any change? Then "0 slower" says nothing. */
bool compare_blind(const struct comparisons *c);

#endif /* KVM_SVE_BENCH_COMPARE_H */
