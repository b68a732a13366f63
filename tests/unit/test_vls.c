// SPDX-License-Identifier: GPL-2.0
/* Unit tests of lib/vls.c, arithmetic: against a plain model, exhaustively where that is small. */
#include <limits.h>

#include "vls_model.h"

#define SMALL_VQS	6		/* exhaustive: all sets of VQ 1..6 */
#define SMALL_SETS	(1U << SMALL_VQS)
#define TINY_VQS	4		/* exhaustive over two hosts with a guest maximum each */
#define TINY_SETS	(1U << TINY_VQS)
#define RANDOM_SETS	100000

/* VQs at the edges of words and of the set, and outside it. */
static const unsigned int edge_vqs[] = {
	0, 1, 2, 16, 63, 64, 65, 127, 128, 129, 448, 449, 511, 512, 513, 576, INT_MAX, UINT_MAX,
};

#define EDGES	(sizeof(edge_vqs) / sizeof(edge_vqs[0]))

static unsigned int model_floor(const struct model *m, unsigned int vq)
{
	for (vq = vq < VLS_VQ_MAX ? vq : VLS_VQ_MAX; vq; vq--)
		if (m->has[vq])
			return vq;
	return 0;
}

static unsigned int model_ceil(const struct model *m, unsigned int vq)
{
	for (vq = vq ? vq : 1; vq <= VLS_VQ_MAX; vq++)
		if (m->has[vq])
			return vq;
	return 0;
}

static struct model model_upto(struct model m, unsigned int max)
{
	for (unsigned int vq = 1; vq <= VLS_VQ_MAX; vq++)
		if (vq > max)
			m.has[vq] = false;
	return m;
}

/* From the contract's words: the smallest requested VQ that ..., then ... */
static unsigned int model_settable(const struct model *host, unsigned int guest_max,
				   const struct model *want, unsigned int *bad_vq)
{
	unsigned int max = model_floor(want, VLS_VQ_MAX);

	*bad_vq = 0;
	if (!max)
		return KVM_ARM_SVE_VLS_R_EMPTY;
	for (*bad_vq = 1; *bad_vq <= max; ++*bad_vq)
		if (want->has[*bad_vq] && (!host->has[*bad_vq] || *bad_vq > guest_max))
			return KVM_ARM_SVE_VLS_R_UNSUPPORTED;
	for (*bad_vq = 1; *bad_vq < max; ++*bad_vq)
		if (host->has[*bad_vq] && !want->has[*bad_vq])
			return KVM_ARM_SVE_VLS_R_UNMASKABLE;
	*bad_vq = 0;
	return 0;
}

static void check_settable(const struct model *host, unsigned int guest_max,
			   const struct model *want)
{
	struct vls host_set = vls_of_model(host), want_set = vls_of_model(want);
	unsigned int bad, model_bad;
	unsigned int reason = vls_settable(&host_set, guest_max, &want_set, &bad);

	assert_int_equal(reason, model_settable(host, guest_max, want, &model_bad));
	assert_int_equal(bad, model_bad);
}

static bool is_settable(unsigned int host, unsigned int guest_max, unsigned int want)
{
	struct model h = model_of_bits(host), w = model_of_bits(want);
	unsigned int bad;

	return !model_settable(&h, guest_max, &w, &bad);
}

/* Every query of one set, at one VQ. */
static void check_at(const struct vls *set, const struct model *m, unsigned int vq)
{
	struct vls low = vls_prefix(set, vq);
	struct model model_low = model_upto(*m, vq);

	assert_int_equal(vls_has(set, vq), vq <= VLS_VQ_MAX && m->has[vq]);
	assert_int_equal(vls_floor(set, vq), model_floor(m, vq));
	assert_int_equal(vls_ceil(set, vq), model_ceil(m, vq));
	assert_is(&low, &model_low);
}

static void check_add(const struct vls *set, const struct model *m, unsigned int vq)
{
	struct vls more = *set;
	struct model model_more = *m;

	if (vq >= 1 && vq <= VLS_VQ_MAX)
		model_more.has[vq] = true;
	vls_add(&more, vq);
	assert_is(&more, &model_more);
	assert_int_equal(vls_equal(set, &more), !memcmp(m, &model_more, sizeof(*m)));
}

static void check_set(const struct model *m)
{
	struct vls set = vls_of_model(m);

	assert_is(&set, m);
	assert_int_equal(vls_max(&set), model_floor(m, VLS_VQ_MAX));
	assert_int_equal(vls_empty(&set), !model_ceil(m, 1));
	assert_true(vls_equal(&set, &set));
}

/* The least, which any other test would be hard to read without. */
static void test_by_hand(void **state)
{
	struct vls set = { .vqs = { 0xb, [7] = 1ULL << 63 } };

	assert_true(vls_has(&set, 1) && vls_has(&set, 2) && vls_has(&set, 4));
	assert_false(vls_has(&set, 3));
	assert_int_equal(vls_max(&set), 512);
	assert_int_equal(vls_floor(&set, 511), 4);
	assert_int_equal(vls_ceil(&set, 3), 4);
	assert_int_equal(vls_ceil(&set, 5), 512);
	assert_int_equal(vls_prefix(&set, 3).vqs[0], 3);
	vls_add(&set, 65);
	assert_int_equal(set.vqs[1], 1);
}

static void test_small_sets(void **state)
{
	for (unsigned int bits = 0; bits < SMALL_SETS; bits++) {
		struct model m = model_of_bits(bits);
		struct vls set = vls_of_bits(bits);

		check_set(&m);
		for (unsigned int vq = 0; vq <= SMALL_VQS + 1; vq++) {
			check_at(&set, &m, vq);
			check_add(&set, &m, vq);
		}
	}
}

/* Each pair of single VQs: every word, every bit. */
static void test_equal(void **state)
{
	for (unsigned int i = 1; i <= VLS_VQ_MAX; i++)
		for (unsigned int j = 1; j <= VLS_VQ_MAX; j++) {
			struct vls a = { { 0 } }, b = { { 0 } };

			vls_add(&a, i);
			vls_add(&b, j);
			assert_int_equal(vls_equal(&a, &b), i == j);
		}
}

static void test_edges(void **state)
{
	uint64_t random = random_seed();

	for (unsigned int i = 0; i < 1000; i++) {
		struct model m = random_model(&random);
		struct vls set = vls_of_model(&m);

		for (unsigned int j = 0; j < EDGES; j++) {
			check_at(&set, &m, edge_vqs[j]);
			check_add(&set, &m, edge_vqs[j]);
		}
	}
}

static void test_random_sets(void **state)
{
	uint64_t random = random_seed();

	for (unsigned int i = 0; i < RANDOM_SETS; i++) {
		struct model m = random_model(&random);
		struct vls set = vls_of_model(&m);

		check_set(&m);
		check_at(&set, &m, random_below(&random, VLS_VQ_MAX + 2));
		check_add(&set, &m, random_below(&random, VLS_VQ_MAX + 2));
	}
}

static void test_settable_small(void **state)
{
	for (unsigned int host = 0; host < SMALL_SETS; host++)
		for (unsigned int max = 0; max <= SMALL_VQS + 1; max++)
			for (unsigned int want = 0; want < SMALL_SETS; want++) {
				struct model h = model_of_bits(host), w = model_of_bits(want);

				check_settable(&h, max, &w);
			}
}

/* A prefix of the host set, as it is and with one VL more or less. */
static void test_settable_random(void **state)
{
	uint64_t random = random_seed();

	for (unsigned int i = 0; i < RANDOM_SETS; i++) {
		struct model host = random_model(&random);
		struct model want = model_upto(host, random_below(&random, VLS_VQ_MAX + 1));
		unsigned int max = random_below(&random, VLS_VQ_MAX + 2);
		unsigned int flip = 1 + random_below(&random, VLS_VQ_MAX);

		check_settable(&host, max, &want);
		check_settable(&host, VLS_VQ_MAX, &want);
		want.has[flip] = !want.has[flip];
		check_settable(&host, max, &want);
		check_settable(&host, VLS_VQ_MAX, &want);
	}
}

static void test_settable_by_hand(void **state)
{
	struct vls host = vls_of_bits(0xb);	/* 128,256,512 */
	struct vls none = { { 0 } };
	struct vls only_256 = vls_of_bits(0x2), all = vls_of_bits(0xf);
	unsigned int bad = 99;

	assert_int_equal(vls_settable(&host, 4, &host, &bad), 0);
	assert_int_equal(bad, 0);
	assert_int_equal(vls_settable(&host, 4, &none, &bad), KVM_ARM_SVE_VLS_R_EMPTY);
	assert_int_equal(bad, 0);
	assert_int_equal(vls_settable(&host, 4, &only_256, &bad), KVM_ARM_SVE_VLS_R_UNMASKABLE);
	assert_int_equal(bad, 1);
	assert_int_equal(vls_settable(&host, 4, &all, &bad), KVM_ARM_SVE_VLS_R_UNSUPPORTED);
	assert_int_equal(bad, 3);
	/* A guest maximum that is no VL of the host, as the kernel's number may be. */
	assert_int_equal(vls_settable(&host, 3, &host, &bad), KVM_ARM_SVE_VLS_R_UNSUPPORTED);
	assert_int_equal(bad, 4);
}

/* The largest of all sets that are settable on both, tried one by one. */
static unsigned int common_by_trial(unsigned int a, unsigned int b)
{
	unsigned int best = 0;

	for (unsigned int want = 1; want < SMALL_SETS; want++)
		if (is_settable(a, SMALL_VQS, want) && is_settable(b, SMALL_VQS, want))
			best = want;
	return best;
}

static void test_common_small(void **state)
{
	for (unsigned int a = 0; a < SMALL_SETS; a++)
		for (unsigned int b = 0; b < SMALL_SETS; b++) {
			struct vls x = vls_of_bits(a), y = vls_of_bits(b);
			struct vls common = vls_common(&x, &y);
			struct model m = model_of_bits(common_by_trial(a, b));

			assert_is(&common, &m);
			/* Its prefixes are the sets settable on both, and no others. */
			for (unsigned int want = 1; want < SMALL_SETS; want++)
				assert_int_equal(is_settable(common.vqs[0], SMALL_VQS, want),
						 is_settable(a, SMALL_VQS, want) &&
						 is_settable(b, SMALL_VQS, want));
		}
}

/* Of two hosts whose guest maximum is less than they have. */
static void check_common_guest_max(unsigned int a, unsigned int a_max,
				   unsigned int b, unsigned int b_max)
{
	struct vls x = vls_of_bits(a), y = vls_of_bits(b), common;

	x = vls_prefix(&x, a_max);
	y = vls_prefix(&y, b_max);
	common = vls_common(&x, &y);
	for (unsigned int want = 1; want < TINY_SETS; want++)
		assert_int_equal(is_settable(common.vqs[0], TINY_VQS, want),
				 is_settable(a, a_max, want) && is_settable(b, b_max, want));
}

static void test_common_guest_max(void **state)
{
	for (unsigned int a = 0; a < TINY_SETS; a++)
		for (unsigned int b = 0; b < TINY_SETS; b++)
			for (unsigned int i = 0; i < (TINY_VQS + 1) * (TINY_VQS + 1); i++)
				check_common_guest_max(a, i % (TINY_VQS + 1),
						       b, i / (TINY_VQS + 1));
}

/* The host sets of the emulated cluster. */
static void test_common_by_hand(void **state)
{
	struct vls a64fx = vls_of_bits(0xb), with_384 = vls_of_bits(0xf);
	struct vls graviton3 = vls_of_bits(0x3), odd = vls_of_bits(0x2);
	struct vls got;

	got = vls_common(&a64fx, &with_384);
	assert_true(vls_equal(&got, &graviton3));
	got = vls_common(&a64fx, &graviton3);
	assert_true(vls_equal(&got, &graviton3));
	got = vls_common(&a64fx, &odd);
	assert_true(vls_empty(&got));
}

static void test_common_properties(void **state)
{
	for (unsigned int i = 0; i < SMALL_SETS * SMALL_SETS * SMALL_SETS; i++) {
		struct vls a = vls_of_bits(i % SMALL_SETS);
		struct vls b = vls_of_bits(i / SMALL_SETS % SMALL_SETS);
		struct vls c = vls_of_bits(i / SMALL_SETS / SMALL_SETS);
		struct vls ab = vls_common(&a, &b), ba = vls_common(&b, &a);
		struct vls bc = vls_common(&b, &c), aa = vls_common(&a, &a);
		struct vls left = vls_common(&ab, &c), right = vls_common(&a, &bc);

		assert_true(vls_equal(&ab, &ba));
		assert_true(vls_equal(&aa, &a));
		assert_true(vls_equal(&left, &right));
	}
}

/* Two large sets that are the same up to some VQ. */
static void test_common_random(void **state)
{
	uint64_t random = random_seed();

	for (unsigned int i = 0; i < RANDOM_SETS; i++) {
		struct model a = random_model(&random), b = random_model(&random), common;
		unsigned int same = random_below(&random, VLS_VQ_MAX + 1);
		unsigned int vq = 1;
		struct vls x, y, got;

		memcpy(b.has, a.has, (same + 1) * sizeof(a.has[0]));
		while (vq <= VLS_VQ_MAX && a.has[vq] == b.has[vq])
			vq++;
		common = model_upto(a, vq - 1);
		x = vls_of_model(&a);
		y = vls_of_model(&b);
		got = vls_common(&x, &y);
		assert_is(&got, &common);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_small_sets),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_random_sets),
		cmocka_unit_test(test_settable_by_hand),
		cmocka_unit_test(test_settable_small),
		cmocka_unit_test(test_settable_random),
		cmocka_unit_test(test_common_by_hand),
		cmocka_unit_test(test_common_small),
		cmocka_unit_test(test_common_guest_max),
		cmocka_unit_test(test_common_properties),
		cmocka_unit_test(test_common_random),
	};

	return cmocka_run_group_tests_name("vls", tests, NULL, NULL);
}
