// SPDX-License-Identifier: GPL-2.0
/*
 * A libFuzzer target: any file as node files. It is refused with a message, or else the set
 * for all of its nodes is found, with a reason for each VL that is lost.
 */
#include "tests/fuzz/target.h"
#include "tools/vls/node/nfd.h"
#include "tools/vls/node/node.h"

/* Every node can make the common set, and some node loses each VL that is not in it. */
static void find_common(const struct nodes *nodes)
{
	struct vls common = nodes_common(nodes), all = nodes_union(nodes);
	unsigned int vq, bad;
	size_t i;

	for (i = 0; i < nodes->n; i++) {
		const struct node *node = &nodes->node[i];

		if (!vls_empty(&common) &&
		    vls_settable(&node->host, vls_max(&node->guest_max), &common, &bad))
			die("a node cannot make the common set");
		nfd_print(stdout, &node->guest_max, &node->def, YES);
	}
	for (vq = 1; vq <= VLS_VQ_MAX; vq++) {
		struct node_lost lost;

		if (!vls_has(&all, vq) || vls_has(&common, vq))
			continue;
		lost = nodes_lost(nodes, &common, vq);
		if (!lost.count || !lost.first || !node_loses(lost.first, &lost))
			die("no node loses a VL that was lost");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *in = open_input(data, size);
	struct nodes nodes = { 0 };

	if (!nodes_read(&nodes, in, "file")) {
		if (!nodes.n)
			die("no node, and no error");
		find_common(&nodes);
	} else if (!nodes.msg[0]) {
		die("refused without a message");
	}
	nodes_free(&nodes);
	fclose(in);
	return 0;
}
