// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the metrics of kvm-sve lat (lat_metrics.c): each value is in the
 * buckets that end at it or later and in no other, whatever the clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bpf/lat/lat_slot.h"
#include "bpf/lat/lat_metrics.c"
#include "text.h"

static struct lat_options options;
static struct lat_source source;
static struct hypervisor hypervisor;
static struct lat_format format = { .options = &options, .source = &source, .start = 1.5,
				    .hypervisor = &hypervisor };
static struct lat_cells cells;

uint64_t lat_source_hz(const struct lat_source *from, unsigned int phase)
{
	return from->hz;
}

const struct lat_slots *lat_source_slots(const struct lat_source *from, unsigned int phase)
{
	return &from->slots;
}

/* As the program does. */
static void add(unsigned int row, uint64_t ticks, uint64_t n)
{
	const struct lat_key key = { .row = row, .phase = KVM_SVE_GUEST_SAVE };
	static struct lat_hist hist;

	memset(&hist, 0, sizeof(hist));
	hist.slots[slot_of(LAT_LOG2, ticks, 1)] = n;
	hist.sum = n * ticks;
	hist.max = ticks;
	hist.not_min = ~ticks;
	assert_int_equal(lat_cells_add(&cells, &key, &hist), 0);
	lat_cells_merge(&cells);
}

static struct bpf_missed missed = { .n = 3 };

/* What is printed of the cells; the caller frees it. */
static char *print(uint64_t hz)
{
	struct lat_report report = { .cells = cells, .missed = missed };
	const struct lat_metrics metrics = { &format, &report };

	source.hz = hz;
	return written(lat_metrics(out, &metrics));
}

/* The number after @name{@labels} in @text, -1 if it is not there. */
static double value_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtod(at + strlen(name), NULL) : -1;
}

/* Walk the buckets: ends grow, counts never fall, and each holds what is at most its end. */
static void check_buckets(const char *text, const uint64_t *ticks, const uint64_t *n, size_t values,
			  uint64_t hz)
{
	const char bucket[] = FAMILY "_bucket{phase=\"guest_save\",vl=\"256\",le=\"";
	double end = 0, last = 0;
	unsigned int buckets = 0;

	for (const char *at = strstr(text, bucket); at; at = strstr(at, bucket)) {
		uint64_t below = 0, count;
		char *quote;
		double next;

		at += strlen(bucket);
		next = strtod(at, &quote);
		assert_memory_equal(quote, "\"} ", 3);
		count = strtoull(quote + 3, NULL, 10);
		assert_true(next > end);
		for (size_t i = 0; i < values; i++)
			if (ticks[i] <= next * hz + 0.5)
				below += n[i];
		assert_int_equal(count, below);
		assert_true(count >= last);
		end = next;
		last = count;
		buckets++;
	}
	assert_true(end > 1e300); /* +Inf */
	assert_in_range(buckets, 20, 40);
}

static void test_buckets(void **state)
{
	static const uint64_t clocks[] = { 1000000000, 62500000, 25000000, 19200000 };
	static const uint64_t ticks[] = { 0, 1, 3, 4, 7, 8, 1000, 1 << 20, UINT64_C(1) << 50 };
	static const uint64_t n[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256 };
	const size_t values = sizeof(ticks) / sizeof(ticks[0]);

	for (size_t i = 0; i < values; i++)
		add(2, ticks[i], n[i]);
	for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		char *text = print(clocks[i]);

		check_buckets(text, ticks, n, values, clocks[i]);
		free(text);
	}
	lat_cells_free(&cells);
}

/* What is read as 0 may have taken up to a step: no bound is below one. */
static void test_at_most(void **state)
{
	struct lat_hist hist = { .slots = { [0] = 90 }, .max = 80, .sum = 80 * 10 };

	format.cntstep = 40;
	source.hz = 1000000000;
	hist.slots[slot_of(LAT_LOG2, 80, 1)] = 10;
	assert_float_equal(lat_at_most_ns(&format, KVM_SVE_GUEST_SAVE, &hist, 500), 40, 0);
	assert_float_equal(lat_at_most_ns(&format, KVM_SVE_GUEST_SAVE, &hist, 990), 80, 0);
	format.cntstep = 1;
	assert_float_equal(lat_at_most_ns(&format, KVM_SVE_GUEST_SAVE, &hist, 500), 1, 0);
}

static void test_rest(void **state)
{
	char *text;

	add(LAT_ROW_FPSIMD, 100, 5);
	add(LAT_ROW_OTHER, 3, 2);
	text = print(1000);
#define PHASE "{phase=\"guest_save\",vl="
	assert_float_equal(value_of(text, FAMILY "_sum" PHASE "\"fpsimd\"} "), 0.5, 1e-12);
	assert_float_equal(value_of(text, FAMILY "_count" PHASE "\"fpsimd\"} "), 5, 0);
	assert_float_equal(value_of(text, FAMILY "_count" PHASE "\"other\"} "), 2, 0);
	assert_float_equal(value_of(text, "\nkvm_sve_lat_info{source=\"module\",emulated=\"false\"} "),
			   1, 0);
	hypervisor.kind = HYPERVISOR_UNKNOWN;
	free(text);
	text = print(1000);
	assert_float_equal(value_of(text, "\nkvm_sve_lat_info{source=\"module\"} "), 1, 0);
	assert_float_equal(value_of(text, "\nkvm_sve_lat_resolution_seconds "), 0.001, 1e-12);
	free(text);
	format.cntstep = 40;
	text = print(1000);
	assert_float_equal(value_of(text, "\nkvm_sve_lat_resolution_seconds "), 0.040, 1e-12);
	assert_float_equal(value_of(text, "\nkvm_sve_lat_start_time_seconds "), 1.5, 1e-12);
	assert_float_equal(value_of(text, "\nkvm_sve_lat_missed_events "), 3, 0);
	assert_string_equal(strchr(strstr(text, "_missed_events 3"), '\n'), "\n# EOF\n");
	free(text);
	lat_cells_free(&cells);
}

/* What is not counted has no number. */
static void test_unknown(void **state)
{
	char *text;

	missed.unknown = true;
	text = print(1000);
	missed.unknown = false;
	assert_null(strstr(text, "_missed_events"));
	free(text);
}

static void test_groups(void **state)
{
	const struct lat_key key = { .vm = 7, .pid = 70, .vcpu = 1, .cpu = 4, .row = 2,
				     .guest_row = 1 };
	static const char *const labels[LAT_NR_BY] = {
		[LAT_BY_NONE] = "phase=",
		[LAT_BY_VCPU] = "vm_id=\"7\",pid=\"70\",vcpu=\"1\",phase=",
		[LAT_BY_VM] = "vm_id=\"7\",pid=\"70\",phase=",
		[LAT_BY_CPU] = "cpu=\"4\",phase=",
		[LAT_BY_GUEST_VL] = "guest_vl=\"128\",phase=",
	};
	static struct lat_hist hist;

	hist.slots[3] = 1;
	assert_int_equal(lat_cells_add(&cells, &key, &hist), 0);
	for (options.by = 0; options.by < LAT_NR_BY; options.by++) {
		char name[128], *text = print(1000000);

		snprintf(name, sizeof(name), FAMILY "_count{%s\"host_save\",vl=\"256\"} ",
			 labels[options.by]);
		assert_float_equal(value_of(text, name), 1, 0);
		free(text);
	}
	options.by = LAT_BY_NONE;
	lat_cells_free(&cells);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buckets),
		cmocka_unit_test(test_at_most),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
