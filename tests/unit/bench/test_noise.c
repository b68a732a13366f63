// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/measure/noise.c: what it measures, and that a failure is not lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "bench/measure/noise.h"
#include "bench/measure/vm_spacer.h"
#include "near.h"

static int calls, fails_at, fails_with;
static struct sizing sizing; /* of the last batch */

/* Stands in for a batch: its round trips take 100 ns, those of every fourth 110. */
int measure_case(struct measure *measure, measure_fn *pass, struct fixture *fixture,
		 const struct bench_case *c, struct result *result, metric_samples samples)
{
	fixture->c = c;
	sizing = measure->sizing;
	if (++calls == fails_at) {
		strcpy(fixture->msg, "wrong result: Z3 was lost");
		return fails_with;
	}
	return samples_add(&samples[METRIC_NS], calls % 4 ? 100 : 110);
}

void vm_spacer_add(struct vm_spacer *spacer, const struct vls *set)
{
}

void vm_spacer_free(struct vm_spacer *spacer)
{
}

static const struct bench_exit exit_mmio = { .name = "mmio" };

static int measured_in(struct result_set *set, struct fixture *fixture, int at, int err, size_t n,
		       size_t rounds)
{
	struct bench_case c = { .name = "sve/mmio/128/clean", .exit = &exit_mmio };
	struct measure measure = { .sizing = { .n = n, .samples_max = 100 } };

	*set = (struct result_set){ 0 };
	*fixture = (struct fixture){ 0 };
	calls = 0;
	fails_at = at;
	fails_with = err;
	return noise_measure(set, &measure, NULL, fixture, &c, rounds);
}

static int measured(struct result_set *set, struct fixture *fixture, int at, int err)
{
	return measured_in(set, fixture, at, err, 100, 10);
}

static void test_noise(void **state)
{
	struct fixture fixture;
	struct result_set set;

	assert_int_equal(measured(&set, &fixture, 0, 0), 0);
	assert_int_equal(calls, 40);
	assert_int_equal(set.nr_noise, 1);
	assert_string_equal(set.noise[0].exit, "mmio");
	near(set.noise[0].of[METRIC_NS], 0.1, 1e-12);
	assert_true(set.noise[0].of[METRIC_CYCLES] == -1);
}

/* Few samples in all, but some of each batch, however many rounds there are. */
static void test_batch(void **state)
{
	struct fixture fixture;
	struct result_set set;

	assert_int_equal(measured_in(&set, &fixture, 0, 0, 100000, 10), 0);
	assert_int_equal(sizing.n, 50);
	assert_int_equal(sizing.samples_max, 50);
	assert_int_equal(measured_in(&set, &fixture, 0, 0, 100000, 501), 0);
	assert_int_equal(sizing.n, 1);
	assert_int_equal(sizing.samples_max, 1);
	near(set.noise[0].of[METRIC_NS], 0.1, 1e-12);
}

/* The error and its message reach the caller, though it came once in 40 batches. */
static void test_failure(void **state)
{
	struct fixture fixture;
	struct result_set set;

	assert_int_equal(measured(&set, &fixture, 33, -EBADMSG), -EBADMSG);
	assert_int_equal(calls, 33);
	assert_string_equal(fixture.msg, "wrong result: Z3 was lost");
	assert_int_equal(set.nr_noise, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_failure),
	};

	return cmocka_run_group_tests_name("bench/noise", tests, NULL, NULL);
}
