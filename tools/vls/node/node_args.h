/* SPDX-License-Identifier: GPL-2.0 */
/* The node files that a command is given: named one by one, or by a list of names. */
#ifndef KVM_SVE_TOOLS_VLS_NODE_ARGS_H
#define KVM_SVE_TOOLS_VLS_NODE_ARGS_H

#include <argp.h>

#include "node.h"

struct node_args {
	char **files;
	int nr_files;
	const char *list; /* a file of names, each ended by a NUL; "-": stdin; NULL: none */
};

/* An argp child with the option for the list and all arguments; its input is a node_args. */
extern const struct argp node_argp;
#define NODE_ARGS_DOC "NODE.json...\n--files0-from=FILE"
#define NODE_DOC "A NODE.json is what 'kvm-sve vls show --json' printed there; - reads any " \
		 "number of them from stdin."

/* Read all of them. Return: CLI_OK, or CLI_USAGE with a message and no nodes. */
int node_args_read(const struct node_args *args, struct nodes *nodes);

#endif /* KVM_SVE_TOOLS_VLS_NODE_ARGS_H */
