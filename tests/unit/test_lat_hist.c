// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the histograms of kvm-sve lat: what the programs put into a slot
 * (lat_slot.h) against what is read out of it (lat_hist.c), percentiles, and the
 * merging of lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bpf/lat/lat_slot.h"
#include "bpf/lat/lat_hist.c"
#include "lib/quantile.h"

static const struct lat_slots log2_slots = { LAT_LOG2, 1 };
static const struct lat_slots fine_slots = { LAT_FINE, 1 };
static const struct lat_slots linear_slots = { LAT_LINEAR, 7 };

/* The first and the last value of each slot are put into that one. */
static void check_slots(const struct lat_slots *slots, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		uint64_t from = lat_slot_from(slots, i), next = lat_slot_from(slots, i + 1);

		assert_true(from < next);
		assert_int_equal(slot_of(slots->scale, from, slots->width), i);
		assert_int_equal(slot_of(slots->scale, next - 1, slots->width), i);
	}
}

static void test_slots(void **state)
{
	check_slots(&log2_slots, LAT_LOG2_SLOTS - 1);
	check_slots(&fine_slots, LAT_SLOTS - 1);
	check_slots(&linear_slots, LAT_SLOTS - 1);
}

static void test_largest(void **state)
{
	assert_int_equal(slot_of(LAT_LOG2, UINT64_MAX, 1), LAT_LOG2_SLOTS - 1);
	assert_int_equal(slot_of(LAT_FINE, UINT64_MAX, 1), LAT_SLOTS - 1);
	assert_int_equal(slot_of(LAT_LINEAR, UINT64_MAX, 1), LAT_SLOTS - 1);
	assert_int_equal(lat_slot_from(&log2_slots, 63), UINT64_C(1) << 63);
}

/* As the program does. */
static void add(struct lat_hist *hist, const struct lat_slots *slots, uint64_t value)
{
	hist->slots[slot_of(slots->scale, value, slots->width)]++;
	hist->sum += value;
	if (value > hist->max)
		hist->max = value;
	if (~value > hist->not_min)
		hist->not_min = ~value;
}

/* 1..1000: the percentile p is 10 * p; log2 rounds up to 2^n - 1, fine by less than 1/16. */
static void test_percentiles(void **state)
{
	struct lat_hist coarse = { 0 }, fine = { 0 }, linear = { 0 };
	uint64_t i;

	for (i = 1; i <= 1000; i++) {
		add(&coarse, &log2_slots, i);
		add(&fine, &fine_slots, i);
		add(&linear, &linear_slots, i);
	}
	assert_int_equal(lat_hist_percentile(&log2_slots, &coarse, 500), 511);
	assert_int_equal(lat_hist_percentile(&log2_slots, &coarse, 990), 1000); /* the maximum */
	assert_int_equal(lat_hist_percentile(&linear_slots, &linear, 500), 503); /* 497..503 */
	for (i = 1; i <= 100; i++) {
		uint64_t at_most = lat_hist_percentile(&fine_slots, &fine, 10 * i);

		assert_true(at_most >= 10 * i);
		assert_true(at_most < 10 * i + 10 * i / 16 + 1);
	}
}

/* Of 1000 values the 999th, however 99.9 / 100 * 1000 is rounded. */
static void test_rank(void **state)
{
	struct lat_hist hist = { 0 };
	unsigned int i;

	for (i = 0; i < 999; i++)
		add(&hist, &linear_slots, 7);
	add(&hist, &linear_slots, 700);
	assert_int_equal(lat_hist_percentile(&linear_slots, &hist, 999), 13);
	assert_int_equal(lat_hist_percentile(&linear_slots, &hist, 1000), 700);
	assert_int_equal(quantile_rank(1000, 999), 999);
	assert_int_equal(quantile_rank(1, 500), 1);
}

static void test_no_values(void **state)
{
	struct lat_hist none = { 0 };

	assert_int_equal(lat_hist_percentile(&log2_slots, &none, 500), 0);
	assert_int_equal(lat_hist_count(&none), 0);
}

/* What is past the last slot has no end but the largest value. */
static void test_past_the_end(void **state)
{
	struct lat_hist hist = { 0 };

	add(&hist, &linear_slots, 1000000);
	assert_int_equal(hist.slots[LAT_SLOTS - 1], 1);
	assert_int_equal(lat_hist_percentile(&linear_slots, &hist, 500), 1000000);
}

static void append(struct lat_cells *cells, struct lat_key key, uint64_t value)
{
	struct lat_hist hist = { 0 };

	add(&hist, &log2_slots, value);
	assert_int_equal(lat_cells_add(cells, &key, &hist), 0);
}

/* Added where its key is; a new key is a new cell. */
static void test_add_to(void **state)
{
	const struct lat_key key = { .row = 2, .phase = KVM_SVE_HOST_SAVE };
	const struct lat_key other = { .row = 2, .phase = KVM_SVE_GUEST_SAVE };
	struct lat_hist hist = { 0 };
	struct lat_cells cells = { 0 };

	add(&hist, &log2_slots, 10);
	for (int cpu = 0; cpu < 192; cpu++)
		assert_int_equal(lat_cells_add_to(&cells, &key, &hist), 0);
	assert_int_equal(lat_cells_add_to(&cells, &other, &hist), 0);
	assert_int_equal(cells.n, 2);
	assert_int_equal(lat_hist_count(&cells.cells[0].hist), 192);
	assert_int_equal(lat_hist_count(&cells.cells[1].hist), 1);
	lat_cells_free(&cells);
}

/* Two CPUs of one row, in any order, become one; others stay apart and in order. */
static void test_merge(void **state)
{
	const struct lat_key save = { .row = 2, .phase = KVM_SVE_HOST_SAVE };
	const struct lat_key restore = { .row = 2, .phase = KVM_SVE_GUEST_RESTORE };
	const struct lat_key put = { .row = 2, .phase = KVM_SVE_GUEST_SAVE };
	const struct lat_key other = { .row = 1, .phase = KVM_SVE_HOST_SAVE };
	struct lat_cells cells = { 0 };
	struct lat_row_view row;
	struct lat_totals sum;
	size_t at;

	append(&cells, restore, 5);
	append(&cells, save, 10);
	append(&cells, restore, 50);
	append(&cells, other, 1);
	append(&cells, put, 3);
	append(&cells, save, 20);
	lat_cells_merge(&cells);
	assert_int_equal(cells.n, 4);

	at = lat_next_row(&cells, 0, &row);
	assert_int_equal(row.key->row, 1);
	assert_null(row.phase[KVM_SVE_GUEST_RESTORE]);
	at = lat_next_row(&cells, at, &row);
	assert_int_equal(at, cells.n);
	assert_int_equal(row.key->row, 2);
	assert_int_equal(row.phase[KVM_SVE_HOST_SAVE]->sum, 30);
	assert_int_equal(row.phase[KVM_SVE_HOST_SAVE]->max, 20);
	assert_int_equal(~row.phase[KVM_SVE_HOST_SAVE]->not_min, 10);

	sum = lat_cells_totals(&cells);
	assert_int_equal(sum.events, 3);
	assert_int_equal(sum.restores, 2);
	assert_int_equal(sum.evicted, 1);
	lat_cells_free(&cells);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_largest),
		cmocka_unit_test(test_percentiles),
		cmocka_unit_test(test_rank),
		cmocka_unit_test(test_no_values),
		cmocka_unit_test(test_past_the_end),
		cmocka_unit_test(test_add_to),
		cmocka_unit_test(test_merge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
