// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of bench/results/limit.c against numbers worked out by hand: bytes of a state, the
 * least cycles and ns on known cores, and what is left out for unknown and emulated ones.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/results/limit.h"
#include "bench/results/results_json.h"
#include "mmio_set.h"
#include "near.h"

#define V1	0x411fd401
#define V2	0x410fd4f0
#define A64FX	0x461f0010

/* 32 Z, 16 P and FFR an eighth of a Z each, and two words: 512 + 32 + 2 + 8 at VL 128. */
static void test_bytes(void **state)
{
	assert_int_equal(limit_state_bytes(0), 520);
	assert_int_equal(limit_state_bytes(128), 554);
	assert_int_equal(limit_state_bytes(256), 1100);
	assert_int_equal(limit_state_bytes(512), 2192);
	assert_int_equal(limit_state_bytes(2048), 8744);
}

/* host_save, guest_restore and guest_save of mmio_set() take 90, 130, 210 cycles; 80, 120, 200 ns. */
static void make(struct result_set *set, uint64_t midr, unsigned int vls)
{
	mmio_set(set, vls, HYPERVISOR_NONE);
	set->host.midr = midr;
}

static struct limit limit_at(const struct result_set *set, const char *name,
			     enum kvm_sve_phase phase)
{
	struct limit limit;

	assert_true(limit_of(set, results_find(set, name), phase, &limit));
	return limit;
}

static void test_cycles(void **state)
{
	struct result_set set;
	struct limit limit;

	make(&set, V1, 2);
	limit = limit_at(&set, "sve/mmio/256/clean", KVM_SVE_GUEST_SAVE);
	assert_int_equal(limit.metric, METRIC_PHASE_CYCLES + KVM_SVE_GUEST_SAVE);
	assert_true(limit.store && limit.bytes == 1100 && limit.rate == 64);
	near(limit.least, 17.1875, 1e-9);
	near(limit.ratio, 210 / 17.1875, 1e-9);
	near(limit.bytes_per_ns, 5.5, 1e-9);

	/* By registers of 128 bits V1 loads 48 bytes a cycle and stores 32. */
	limit = limit_at(&set, "sve/mmio/128/clean", KVM_SVE_GUEST_RESTORE);
	assert_true(!limit.store && limit.rate == 48);
	near(limit.least, 554 / 48.0, 1e-9);
	limit = limit_at(&set, "sve/mmio/128/clean", KVM_SVE_GUEST_SAVE);
	near(limit.least, 554 / 32.0, 1e-9);

	/* The thread's V registers, at any VL of the guest. */
	limit = limit_at(&set, "none/mmio/256/clean", KVM_SVE_HOST_SAVE);
	assert_true(limit.bytes == 520 && limit.rate == 32);
	near(limit.least, 16.25, 1e-9);
	results_free(&set);

	make(&set, A64FX, 4);
	near(limit_at(&set, "sve/mmio/512/clean", KVM_SVE_GUEST_SAVE).least, 34.25, 1e-9);
	near(limit_at(&set, "sve/mmio/512/clean", KVM_SVE_GUEST_RESTORE).least, 17.125, 1e-9);
	results_free(&set);
}

/* Without cycles, by the clock rate; without that, not at all. */
static void test_ns(void **state)
{
	struct result_set set;
	struct limit limit;

	make(&set, V2, 1);
	mmio_drop(&set, METRIC_PHASE_CYCLES + KVM_SVE_GUEST_SAVE);
	set.env.khz = 1000000;
	set.env.max_khz = 3200000;
	limit = limit_at(&set, "sve/mmio/128/clean", KVM_SVE_GUEST_SAVE);
	assert_int_equal(limit.metric, METRIC_PHASE + KVM_SVE_GUEST_SAVE);
	near(limit.least, 554 / 32.0 / 3.2, 1e-9);
	near(limit.ratio, 200 / (554 / 32.0 / 3.2), 1e-9);

	set.env.max_khz = 0;
	limit = limit_at(&set, "sve/mmio/128/clean", KVM_SVE_GUEST_SAVE);
	near(limit.least, 554 / 32.0, 1e-9);

	set.env.khz = 0;
	limit = limit_at(&set, "sve/mmio/128/clean", KVM_SVE_GUEST_SAVE);
	assert_true(limit.least == 0 && limit.ratio == 0 && limit.rate == 32);
	results_free(&set);
}

/* What is not known is left out. */
static void test_unknown(void **state)
{
	struct result_set set;
	struct limit limit;

	make(&set, 0x410fd0c1, 1);
	assert_null(limit_core(&set));
	limit = limit_at(&set, "sve/mmio/128/clean", KVM_SVE_GUEST_SAVE);
	assert_true(limit.rate == 0 && limit.least == 0 && limit.ratio == 0);
	near(limit.bytes_per_ns, 554 / 200.0, 1e-9);
	results_free(&set);

	/* A phase below the clock's resolution has no speed. */
	make(&set, V1, 1);
	mmio_drop(&set, METRIC_PHASE_CYCLES + KVM_SVE_GUEST_SAVE);
	set.env.khz = 1000000;
	set.results[2].metric[METRIC_PHASE + KVM_SVE_GUEST_SAVE].p50 = 0;
	limit = limit_at(&set, "sve/mmio/128/clean", KVM_SVE_GUEST_SAVE);
	assert_true(limit.least > 0 && limit.ratio == 0 && limit.bytes_per_ns == 0);
	results_free(&set);
}

/* QEMU's neoverse-v1 has the MIDR of one. */
static void test_emulated(void **state)
{
	struct result_set set;
	struct limit limit;

	make(&set, V1, 1);
	set.host.hypervisor.kind = HYPERVISOR_EMULATOR;
	assert_null(limit_core(&set));
	limit = limit_at(&set, "sve/mmio/128/clean", KVM_SVE_GUEST_SAVE);
	assert_int_equal(limit.bytes, 554);
	assert_true(limit.rate == 0 && limit.ratio == 0 && limit.measured == 0 &&
		    limit.bytes_per_ns == 0);
	results_free(&set);
}

/* The time that the guest owns the registers moves nothing, nor does a guest without FP. */
static void test_none(void **state)
{
	struct result_set set;
	struct limit limit;

	make(&set, V1, 1);
	assert_false(limit_of(&set, &set.results[2], KVM_SVE_RESIDENT, &limit));
	assert_false(limit_of(&set, &set.results[0], KVM_SVE_GUEST_SAVE, &limit));
	strcpy(set.results[2].exit, "hvc");
	assert_false(limit_of(&set, &set.results[2], KVM_SVE_GUEST_SAVE, &limit));
	results_free(&set);
}

static void test_json(void **state)
{
	struct result_set set;
	json_t *json, *limits, *phases;

	make(&set, V1, 1);
	json = results_to_json(&set);
	limits = json_object_get(json, "limits");
	phases = json_object_get(limits, "phases");
	assert_true(json_is_true(json_object_get(limits, "modelled")));
	assert_string_equal(json_string_value(json_object_get(limits, "core")), "Neoverse-V1");
	assert_int_equal(json_array_size(phases), 1 + 3 + 3);
	near(json_number_value(json_object_get(json_array_get(phases, 0), "least")), 16.25, 1e-9);
	json_decref(json);
	results_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_ns),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_emulated),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests_name("bench/limit", tests, NULL, NULL);
}
