// SPDX-License-Identifier: GPL-2.0
/* What a comparison can find; see reach.h. */
#include <math.h>
#include <stdio.h>

#include "bench/stats/mann_whitney.h"
#include "bench/stats/student.h"
#include "comparisons.h"
#include "reach.h"

/* Standard errors of normal samples over that of their mean. */
#define ERROR_OF_CENTER	1.03

/* 2 of all ways to choose which of the values are those of the one. */
static double least_of_ranks(size_t nr_a, size_t nr_b)
{
	return 2 * exp(lgamma(nr_a + 1.0) + lgamma(nr_b + 1.0) - lgamma(nr_a + nr_b + 1.0));
}

/* The same by the normal approximation, as mann_whitney() has it without ties. */
static double least_of_normal(size_t nr_a, size_t nr_b)
{
	double pairs = (double)nr_a * nr_b;

	return erfc((pairs / 2 - 0.5) / sqrt(pairs / 12 * (nr_a + nr_b + 1)) / M_SQRT2);
}

double reach_least_p(size_t nr_a, size_t nr_b, bool paired)
{
	size_t fewer = nr_a < nr_b ? nr_a : nr_b, more = nr_a < nr_b ? nr_b : nr_a;

	if (paired)
		return ldexp(1, 1 - (int)fewer);
	return more > MANN_WHITNEY_EXACT_MAX ? least_of_normal(nr_a, nr_b) :
					       least_of_ranks(nr_a, nr_b);
}

/* Times which the p of a phase is counted, or of the round trip if there are no phases. */
static double correction_of(const struct reach *reach)
{
	return reach->phases ? 2.0 * KVM_SVE_NR_PHASES * reach->cases : reach->cases;
}

size_t reach_rounds(const struct reach *reach)
{
	for (size_t n = COMPARE_ROUNDS_MIN; n <= COMPARE_ROUNDS_MAX; n++)
		if (reach_least_p(n, n, reach->paired) * correction_of(reach) < REACH_CHANCE)
			return n;
	return 0;
}

bool reach_usable(const struct reach *reach, size_t rounds, char *why)
{
	size_t needed = reach_rounds(reach);

	if (rounds > COMPARE_ROUNDS_MAX) {
		snprintf(why, RESULT_WHY, "%zu rounds: a comparison takes at most %d; see --rounds "
			 "and --repeat", rounds, COMPARE_ROUNDS_MAX);
		return false;
	}
	if (needed && rounds >= needed)
		return true;
	snprintf(why, RESULT_WHY, "%zu rounds cannot show a change, however large, among %zu case%s"
		 "%s: a comparison needs at least %zu of them; see -n, --rounds and --repeat",
		 rounds, reach->cases, reach->cases == 1 ? "" : "s",
		 reach->phases ? " with phases" : "", needed);
	return false;
}

/* The standard error of the logarithm of the ratio. */
static double error_of(const struct reach_test *t)
{
	double variance = t->spread_a * t->spread_a / t->nr_a;

	if (!t->paired)
		variance += t->spread_b * t->spread_b / t->nr_b;
	return ERROR_OF_CENTER * sqrt(variance);
}

double reach_detectable(const struct reach_test *t, double limit)
{
	double chance = REACH_CHANCE / t->correction, least, error = error_of(t);
	size_t fewer = t->nr_a < t->nr_b ? t->nr_a : t->nr_b;
	size_t freedom = t->paired ? fewer - 1 : t->nr_a + t->nr_b - 2;

	/* Few rounds may by chance lie closer together than others would. */
	error *= 1 + 1 / sqrt(2.0 * freedom);
	least = reach_least_p(t->nr_a, t->nr_b, t->paired);
	if (least >= chance)
		return INFINITY;
	/* A test that only a complete separation of the rounds passes asks for more. */
	return expm1(fmax(log1p(limit), student_t(1 - chance, freedom) * error *
			  (1 + least / chance)) + student_t(0.9, freedom) * error);
}
