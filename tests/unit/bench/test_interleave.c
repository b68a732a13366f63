// SPDX-License-Identifier: GPL-2.0
/* The order of two variants is balanced, and has no period. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/measure/interleave.h"

#define ROUNDS 2000
#define LAGS 64

static void test_half_of_each_round(void **state)
{
	(void)state;
	for (size_t round = 0; round < ROUNDS; round++) {
		size_t first = 0;

		for (size_t batch = 0; batch < INTERLEAVES; batch++)
			first += interleave_candidate_first(round, batch);
		assert_int_equal(first, INTERLEAVES / 2);
	}
}

/* One that takes turns agrees with itself always, or never, a few batches later. */
static void test_no_period(void **state)
{
	static bool order[ROUNDS * INTERLEAVES];
	size_t n = sizeof(order) / sizeof(order[0]);

	(void)state;
	for (size_t i = 0; i < n; i++)
		order[i] = interleave_candidate_first(i / INTERLEAVES, i % INTERLEAVES);
	for (size_t lag = 1; lag <= LAGS; lag++) {
		size_t same = 0;

		for (size_t i = lag; i < n; i++)
			same += order[i] == order[i - lag];
		assert_in_range(same * 100 / (n - lag), 35, 65);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_half_of_each_round),
		cmocka_unit_test(test_no_period),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
