/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a comparison can find: how small the p of its tests can be at all with so many rounds,
 * and how large a change must be to be found in 19 of 20 comparisons.
 */
#ifndef KVM_SVE_BENCH_REACH_H
#define KVM_SVE_BENCH_REACH_H

#include <stdbool.h>
#include <stddef.h>

#define REACH_CHANCE	0.05	/* of a false alarm in a comparison */

/* The tests that are made at once. */
struct reach {
	size_t cases;
	bool phases;		/* each phase is tested too, and not the round trip alone */
	bool paired;		/* the rounds are pairs */
};

/* The least p of a test of @nr_a and @nr_b rounds, however far they are apart. */
double reach_least_p(size_t nr_a, size_t nr_b, bool paired);

/* The fewest rounds with which each test finds a change that is large enough; 0: none do. */
size_t reach_rounds(const struct reach *reach);

/*
 * Can a comparison by @rounds rounds find anything? If not, @why has RESULT_WHY bytes, with
 * the number of rounds that could.
 */
bool reach_usable(const struct reach *reach, size_t rounds, char *why);

/* A test, and what the rounds differ by: the standard deviations of their logarithms. */
struct reach_test {
	size_t nr_a, nr_b;
	double spread_a, spread_b;	/* paired: spread_a is that of the ratios */
	bool paired;
	double correction;	/* times which p is counted, at most */
};

/* The change, 0.05 for 5%, that is found in 19 of 20; INFINITY: none. At least @limit. */
double reach_detectable(const struct reach_test *test, double limit);

#endif /* KVM_SVE_BENCH_REACH_H */
