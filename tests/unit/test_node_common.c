// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of tools/vls/node/node_common.c: random clusters against a model that knows
 * nothing but "settable on a node", and why each VL is lost.
 */
#include <time.h>
#include <unistd.h>

#include "node_text.h"
#include "text.h"

#define VQS		6	/* of the model's hosts: all 63 sets can be tried */
#define SETS		(1U << VQS)
#define NODES_MAX	5
#define CLUSTERS	20000
#define MANY_NODES	10000

/* A node of the model: sets as bits (VQ - 1). */
struct model_node {
	unsigned int host;
	unsigned int guest_max;
};

static unsigned int upto(unsigned int bits, unsigned int vq)
{
	return bits & ((1U << vq) - 1);
}

static unsigned int max_of(unsigned int bits)
{
	unsigned int vq = 0;

	for (; bits; bits >>= 1)
		vq++;
	return vq;
}

/* From the contract: it equals the host set up to its own maximum, within the guest maximum. */
static bool settable(const struct model_node *node, unsigned int set)
{
	return set && set == upto(node->host, max_of(set)) &&
	       max_of(set) <= max_of(node->guest_max);
}

/* The largest set that is settable everywhere, by trying all. */
static unsigned int model_common(const struct model_node *node, size_t n)
{
	unsigned int best = 0;
	size_t i;

	for (unsigned int set = 1; set < SETS; set++) {
		for (i = 0; i < n && settable(&node[i], set); i++)
			;
		if (i == n && set > best)
			best = set;
	}
	return best;
}

static unsigned int bits_of(const struct vls *set)
{
	assert_int_equal(set->vqs[0] >> VQS, 0);
	for (unsigned int w = 1; w < KVM_ARM_SVE_VLS_WORDS; w++)
		assert_int_equal(set->vqs[w], 0);
	return set->vqs[0];
}

static void add_node(struct nodes *nodes, const struct model_node *node)
{
	struct model host = model_of_bits(node->host);
	char name[32], *text;

	snprintf(name, sizeof(name), "n%zu", nodes->n);
	text = written(put_node(out, name, &host, max_of(node->guest_max)));
	assert_int_equal(read_text(nodes, text), 0);
	free(text);
}

/* Like real clusters too: half of them differ in one node only. */
static size_t random_cluster(uint64_t *seed, struct model_node *node)
{
	size_t n = 1 + random_below(seed, NODES_MAX);
	unsigned int host = 1 + random_below(seed, SETS - 1);
	bool alike = random_below(seed, 2);

	for (size_t i = 0; i < n; i++) {
		node[i].host = alike && i ? host : 1 + random_below(seed, SETS - 1);
		do
			node[i].guest_max = upto(node[i].host, 1 + random_below(seed, VQS));
		while (!node[i].guest_max);
	}
	return n;
}

static unsigned int bit(unsigned int vq)
{
	return 1U << (vq - 1);
}

/* Does the model agree that @node loses VQ @vq for the reason that @lost gives? */
static bool model_loses(const struct model_node *node, const struct node_lost *lost)
{
	switch (lost->why) {
	case NODE_LACKS:
		return !(node->host & bit(lost->vq));
	case NODE_CAPPED:
		return (node->host & bit(lost->vq)) && !(node->guest_max & bit(lost->vq));
	default:
		return node->guest_max & bit(lost->hide_vq);
	}
}

static void check_lost(const struct model_node *model, const struct nodes *nodes,
		       const struct vls *common, unsigned int vq)
{
	struct node_lost lost = nodes_lost(nodes, common, vq);
	unsigned int lack = 0, cap = 0, count = 0;
	const struct node *first = NULL;

	for (size_t i = 0; i < nodes->n; i++) {
		lack += !(model[i].host & bit(vq));
		cap += (model[i].host & bit(vq)) && !(model[i].guest_max & bit(vq));
		assert_int_equal(node_loses(&nodes->node[i], &lost), model_loses(&model[i], &lost));
		if (model_loses(&model[i], &lost) && !count++)
			first = &nodes->node[i];
	}
	/* The most basic reason there is. */
	assert_int_equal(lost.why, lack ? NODE_LACKS : cap ? NODE_CAPPED : NODE_HIDE);
	assert_int_equal(lost.vq, vq);
	assert_int_equal(lost.count, count);
	assert_ptr_equal(lost.first, first);
	assert_true(count > 0);
	if (lost.why != NODE_HIDE)
		return;
	/* A smaller VL, which those nodes have and the named one has not. */
	assert_true(lost.hide_vq < vq && lost.hide_vq > vls_max(common));
	assert_non_null(lost.without);
	assert_false(model[lost.without - nodes->node].guest_max & bit(lost.hide_vq));
}

static void check_cluster(const struct model_node *model, size_t n)
{
	struct nodes nodes = { 0 };
	struct vls common, all;
	unsigned int all_bits = 0;

	for (size_t i = 0; i < n; i++) {
		add_node(&nodes, &model[i]);
		all_bits |= model[i].guest_max;
	}
	common = nodes_common(&nodes);
	assert_int_equal(bits_of(&common), model_common(model, n));
	all = nodes_union(&nodes);
	assert_int_equal(bits_of(&all), all_bits);
	for (unsigned int vq = 1; vq <= VQS; vq++)
		if ((all_bits & bit(vq)) && !vls_has(&common, vq))
			check_lost(model, &nodes, &common, vq);
	nodes_free(&nodes);
}

static void test_random_clusters(void **state)
{
	struct model_node model[NODES_MAX];
	uint64_t seed = random_seed();

	for (int i = 0; i < CLUSTERS; i++)
		check_cluster(model, random_cluster(&seed, model));
}

/* The contract's own example, and one of each reason. */
static void test_by_hand(void **state)
{
	static const struct model_node nodes_a[] = {
		{ 0xb, 0xb },	/* 128,256,512 */
		{ 0xf, 0xf },	/* 128,256,384,512 */
	};
	static const struct model_node nodes_b[] = { { 0xb, 0xb }, { 0xb, 0x3 } };
	struct nodes nodes = { 0 };
	struct node_lost lost;
	struct vls common;

	for (int i = 0; i < 2; i++)
		add_node(&nodes, &nodes_a[i]);
	common = nodes_common(&nodes);
	assert_int_equal(bits_of(&common), 0x3);
	lost = nodes_lost(&nodes, &common, 3);
	assert_int_equal(lost.why, NODE_LACKS);
	assert_string_equal(lost.first->name, "n0");
	lost = nodes_lost(&nodes, &common, 4);
	assert_int_equal(lost.why, NODE_HIDE);
	assert_int_equal(lost.hide_vq, 3);
	assert_string_equal(lost.first->name, "n1");
	assert_string_equal(lost.without->name, "n0");
	nodes_free(&nodes);

	for (int i = 0; i < 2; i++)
		add_node(&nodes, &nodes_b[i]);
	common = nodes_common(&nodes);
	assert_int_equal(bits_of(&common), 0x3);
	lost = nodes_lost(&nodes, &common, 4);
	assert_int_equal(lost.why, NODE_CAPPED);
	assert_string_equal(lost.first->name, "n1");
	nodes_free(&nodes);
	common = nodes_common(&nodes);
	assert_int_equal(bits_of(&common), 0);
}

/* A file each, as a cluster has them; the time is shown and no gate. */
static void test_many(void **state)
{
	char dir[] = "/tmp/kvm-sve-nodes-XXXXXX", path[64];
	struct nodes nodes = { 0 };
	struct model host = model_of_bits(0xff), odd = model_of_bits(0xef);
	struct vls common;
	clock_t begin;
	FILE *out;

	assert_non_null(mkdtemp(dir));
	for (int i = 0; i < MANY_NODES; i++) {
		snprintf(path, sizeof(path), "%s/%d", dir, i);
		out = fopen(path, "w");
		assert_non_null(out);
		put_node(out, path, i == MANY_NODES / 2 ? &odd : &host, 8);
		fclose(out);
	}
	begin = clock();
	for (int i = 0; i < MANY_NODES; i++) {
		snprintf(path, sizeof(path), "%s/%d", dir, i);
		assert_int_equal(nodes_read_file(&nodes, path), 0);
	}
	common = nodes_common(&nodes);
	print_message("%d node files: %.0f ms of CPU\n", MANY_NODES,
		      (clock() - begin) * 1e3 / CLOCKS_PER_SEC);
	assert_int_equal(nodes.n, MANY_NODES);
	assert_int_equal(common.vqs[0], 0xf);
	for (int i = 0; i < MANY_NODES; i++)
		unlink(nodes.node[i].name);
	assert_int_equal(rmdir(dir), 0);
	nodes_free(&nodes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_random_clusters),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
