// SPDX-License-Identifier: GPL-2.0
/*
 * The common set of several nodes, and why it is no larger; node.h is the
 * manual. Not a plain intersection: ZCR_EL2.LEN can cap the VL and hide none
 * below the cap, so the sets of all nodes must be the same up to its maximum.
 */
#include "node.h"

struct vls nodes_common(const struct nodes *nodes)
{
	struct vls common = nodes->n ? nodes->node[0].guest_max : (struct vls){ 0 };

	for (size_t i = 1; i < nodes->n; i++)
		common = vls_common(&common, &nodes->node[i].guest_max);
	return common;
}

struct vls nodes_union(const struct nodes *nodes)
{
	struct vls all = { 0 };

	for (size_t i = 0; i < nodes->n; i++)
		for (unsigned int w = 0; w < KVM_ARM_SVE_VLS_WORDS; w++)
			all.vqs[w] |= nodes->node[i].guest_max.vqs[w];
	return all;
}

bool node_loses(const struct node *node, const struct node_lost *lost)
{
	switch (lost->why) {
	case NODE_LACKS:
		return !vls_has(&node->host, lost->vq);
	case NODE_CAPPED:
		return vls_has(&node->host, lost->vq) && !vls_has(&node->guest_max, lost->vq);
	default:
		return vls_has(&node->guest_max, lost->hide_vq);
	}
}

static void count(const struct nodes *nodes, struct node_lost *lost)
{
	lost->count = 0;
	lost->first = NULL;
	for (size_t i = 0; i < nodes->n; i++) {
		if (!node_loses(&nodes->node[i], lost))
			continue;
		if (!lost->count++)
			lost->first = &nodes->node[i];
	}
}

/* The smallest VQ that some node has and some other lacks, and one that lacks it. */
static void find_hidden(const struct nodes *nodes, const struct vls *common,
			struct node_lost *lost)
{
	struct vls all = nodes_union(nodes);

	lost->hide_vq = vls_ceil(&all, vls_max(common) + 1);
	for (size_t i = 0; !lost->without && i < nodes->n; i++)
		if (!vls_has(&nodes->node[i].guest_max, lost->hide_vq))
			lost->without = &nodes->node[i];
}

struct node_lost nodes_lost(const struct nodes *nodes, const struct vls *common, unsigned int vq)
{
	struct node_lost lost = { .vq = vq, .why = NODE_LACKS };

	count(nodes, &lost);
	if (!lost.count) {
		lost.why = NODE_CAPPED;
		count(nodes, &lost);
	}
	if (!lost.count) {
		lost.why = NODE_HIDE;
		find_hidden(nodes, common, &lost);
		count(nodes, &lost);
	}
	return lost;
}
