// SPDX-License-Identifier: GPL-2.0
/* Holm's method; see holm.h. */
#include <math.h>
#include <stdlib.h>

#include "holm.h"

static int by_weighted_p(const void *a, const void *b)
{
	const struct holm_test *x = a, *y = b;
	double p = x->p / x->weight, q = y->p / y->weight;

	return p != q ? (p > q) - (p < q) : (x->id > y->id) - (x->id < y->id);
}

void holm_correct(struct holm_test *tests, size_t n)
{
	double left = 0, least = 0;

	qsort(tests, n, sizeof(*tests), by_weighted_p);
	for (size_t i = 0; i < n; i++)
		left += tests[i].weight;
	for (size_t i = 0; i < n; i++) {
		least = fmax(least, tests[i].p / tests[i].weight * left);
		left -= tests[i].weight;
		tests[i].p = fmin(1, least);
	}
}
