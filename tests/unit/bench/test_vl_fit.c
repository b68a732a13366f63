// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/results/vl_fit.c and fp_diff.c: hosts with many VLs, two and one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "bench/results/fp_diff.c"
#include "bench/results/vl_fit.c"
#include "near.h"

#define ROUNDS	4
#define MANY	6	/* VLs */

static double low[ROUNDS] = { 1000, 1010, 1000, 1010 };
static double high[ROUNDS] = { 1100, 1120, 1100, 1120 };

static struct result make(const char *guest, const char *exit, unsigned int vl, double *rounds)
{
	struct result r = { .vl = vl };

	snprintf(r.guest, sizeof(r.guest), "%s", guest);
	snprintf(r.exit, sizeof(r.exit), "%s", exit);
	snprintf(r.host_state, sizeof(r.host_state), "clean");
	r.metric[METRIC_NS] = (struct stats){
		.n = 100, .p50 = rounds[0], .rounds = rounds, .nr_rounds = ROUNDS,
	};
	return r;
}

static void test_two_vls(void **state)
{
	struct result results[] = { make("sve", "mmio", 128, low), make("sve", "mmio", 256, high) };
	struct result_set set = { .results = results, .nr_results = 2 };
	struct vl_fit_iter i = { 0 };
	struct fp_diff_iter none = { 0 };
	struct fp_diff diff;
	struct vl_fit fit;

	assert_true(vl_fit_next(&set, &i, &fit));
	assert_int_equal(fit.metric, METRIC_NS);
	near(fit.line.a, 900, 1e-9);
	near(fit.line.b, 100, 1e-9);
	/* Slopes of 100, 110, 100, 110; t(3) is 3.182. */
	near(fit.line.b_ci, 3.1824 * sqrt(100.0 / 3) / 2, 0.01);
	assert_false(vl_fit_next(&set, &i, &fit));
	assert_false(fp_diff_next(&set, &none, &diff));
}

/* Medians about 1000 + 100 * VQ. */
static void test_many_vls(void **state)
{
	static double rounds[MANY][ROUNDS] = {
		{ 1108, 1095, 1102, 1091 }, { 1190, 1207, 1199, 1212 }, { 1305, 1289, 1311, 1296 },
		{ 1401, 1410, 1388, 1404 }, { 1494, 1503, 1507, 1490 }, { 1603, 1597, 1589, 1611 },
	};
	struct result results[MANY];
	struct result_set set = { .results = results, .nr_results = MANY };
	struct vl_fit_iter iter = { 0 };
	struct vl_fit fit;

	for (int i = 0; i < MANY; i++)
		results[i] = make("sve", "mmio", (i + 1) * VLS_VQ_BITS, rounds[i]);
	assert_true(vl_fit_next(&set, &iter, &fit));
	assert_int_equal(fit.metric, METRIC_NS);
	assert_int_equal(fit.line.n, MANY);
	assert_true(fit.line.a - fit.line.a_ci < 1000 && fit.line.a + fit.line.a_ci > 1000);
	assert_true(fit.line.b - fit.line.b_ci < 100 && fit.line.b + fit.line.b_ci > 100);
	assert_true(fit.line.b > 80 && fit.line.b < 120);
	assert_false(vl_fit_next(&set, &iter, &fit));
}

/* With two VLs the other vcpu has 256 and then 128: that is no line over the VL. */
static void test_other_vcpu(void **state)
{
	struct result results[] = { make("sve", "pingpong-other", 128, low),
				    make("sve", "pingpong-other", 256, high) };
	struct result_set set = { .results = results, .nr_results = 2 };
	struct vl_fit_iter i = { 0 };
	struct vl_fit fit;

	results[0].peer_vl = 256;
	results[1].peer_vl = 128;
	assert_false(vl_fit_next(&set, &i, &fit));

	/* Here it has the same each time: as many bits as the vcpu. */
	results[0].peer_vl = 128;
	results[1].peer_vl = 256;
	i = (struct vl_fit_iter){ 0 };
	assert_true(vl_fit_next(&set, &i, &fit));
	near(fit.line.b, 100, 1e-9);
}

static void test_one_vl(void **state)
{
	struct result results[] = {
		make("none", "mmio", 128, low), make("fpsimd", "mmio", 0, low),
		make("fpsimd", "mmio", 128, high), make("sve", "mmio", 128, high),
	};
	struct result_set set = { .results = results, .nr_results = 4 };
	struct fp_diff_iter i = { 0 };
	struct vl_fit_iter fits = { 0 };
	struct fp_diff diff;
	struct vl_fit fit;

	assert_false(vl_fit_next(&set, &fits, &fit));
	assert_true(fp_diff_next(&set, &i, &diff));
	assert_int_equal(diff.fpsimd->vl, 0);
	near(diff.diff, 100, 1e-9);
	near(diff.ci, 3.1824 * sqrt(100.0 / 3) / 2, 0.01);
	assert_true(fp_diff_next(&set, &i, &diff));
	assert_int_equal(diff.fpsimd->vl, 128);
	near(diff.diff, 0, 1e-9);
	near(diff.ci, 0, 1e-9);
	assert_false(fp_diff_next(&set, &i, &diff));

	results[1].metric[METRIC_NS].nr_rounds = 0;
	i = (struct fp_diff_iter){ 0 };
	assert_true(fp_diff_next(&set, &i, &diff));
	assert_true(isnan(diff.ci));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_vls),
		cmocka_unit_test(test_two_vls),
		cmocka_unit_test(test_other_vcpu),
		cmocka_unit_test(test_one_vl),
	};

	return cmocka_run_group_tests_name("bench/vl_fit", tests, NULL, NULL);
}
