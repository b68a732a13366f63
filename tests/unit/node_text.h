/* SPDX-License-Identifier: GPL-2.0 */
/* Node files for the tests: as text, without lib/vls.c. */
#ifndef KVM_SVE_TESTS_UNIT_NODE_TEXT_H
#define KVM_SVE_TESTS_UNIT_NODE_TEXT_H

#include <stdio.h>

#include "tools/vls/node/node.h"
#include "vls_model.h"

static inline void put_model(FILE *out, const struct model *m)
{
	const char *comma = "";

	fputc('[', out);
	for (unsigned int vq = 1; vq <= VLS_VQ_MAX; vq++) {
		if (!m->has[vq])
			continue;
		fprintf(out, "%s%u", comma, vq * 128);
		comma = ",";
	}
	fputc(']', out);
}

/* One node; the guest maximum is @host up to VQ @max. */
static inline void put_node(FILE *out, const char *name, const struct model *host,
			    unsigned int max)
{
	struct model low = *host;

	for (unsigned int vq = max + 1; vq <= VLS_VQ_MAX; vq++)
		low.has[vq] = false;
	fprintf(out, "{\"schema\":\"%s\",\"version\":%d,\"node\":\"%s\",\"host_vls\":",
		NODE_SCHEMA, NODE_VERSION, name);
	put_model(out, host);
	fputs(",\"guest_max_vls\":", out);
	put_model(out, &low);
	fputs("}\n", out);
}

/* nodes_read() of a text. */
static inline int read_text(struct nodes *nodes, const char *text)
{
	FILE *in = fmemopen((void *)text, strlen(text), "r");
	int err;

	/* fmemopen() takes no empty buffer. */
	if (!*text)
		in = fopen("/dev/null", "r");
	assert_non_null(in);
	err = nodes_read(nodes, in, "file");
	fclose(in);
	return err;
}

#endif /* KVM_SVE_TESTS_UNIT_NODE_TEXT_H */
