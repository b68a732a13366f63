/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Node files: what "kvm-sve vls show --json" printed on each node of a cluster,
 * and the one set that works on all of them. Nothing here asks this host.
 */
#ifndef KVM_SVE_TOOLS_VLS_NODE_H
#define KVM_SVE_TOOLS_VLS_NODE_H

#include <stddef.h>
#include <stdio.h>

#include "lib/vls.h"

#define NODE_SCHEMA	"kvm-sve/vls-show"
#define NODE_VERSION	1
#define NODE_MSG_MAX	512

struct node {
	char *name;		/* the node's own, or its file's */
	struct vls host;	/* the VLs that all its CPUs have */
	struct vls guest_max;	/* the most that it gives a guest: some of the first of @host */
	struct vls def;		/* what a new vcpu starts with; empty: the file does not say */
};

struct nodes {
	struct node *node;
	size_t n, room;
	char msg[NODE_MSG_MAX];	/* after an error: the file and what is wrong with it */
};

/**
 * nodes_read() - add what is in a stream to @nodes
 * @in:		JSON objects, one after the other, at least one
 * @file:	its name, for messages and for nodes without a name
 *
 * Return: 0, or -EINVAL: not a node file, damaged, or of a newer kvm-sve, or
 * -ENOMEM; @nodes->msg says more, and @nodes may have got some of the objects.
 */
int nodes_read(struct nodes *nodes, FILE *in, const char *file);

/* nodes_read() of the file @path, "-" being stdin. -errno if it cannot be opened. */
int nodes_read_file(struct nodes *nodes, const char *path);

void nodes_free(struct nodes *nodes);

/* The largest set that each of @nodes can give a guest; empty if there is none. */
struct vls nodes_common(const struct nodes *nodes);

/* Why a VL that some node gives its guests is not in the common set. */
enum node_loss {
	NODE_LACKS,	/* nodes lack it */
	NODE_CAPPED,	/* nodes have it, but give guests less */
	NODE_HIDE,	/* a smaller VL, which some lack, cannot be hidden on these nodes */
};

struct node_lost {
	unsigned int vq;		/* the VQ that was lost */
	enum node_loss why;
	unsigned int hide_vq;		/* NODE_HIDE: the smaller one */
	size_t count;			/* nodes that lost it */
	const struct node *first;	/* the first of them */
	const struct node *without;	/* NODE_HIDE: a node without @hide_vq */
};

/**
 * nodes_lost() - why one VL is not in the common set
 * @nodes:	at least one
 * @common:	nodes_common() of them
 * @vq:		a VQ that a node's guest maximum has and @common has not
 */
struct node_lost nodes_lost(const struct nodes *nodes, const struct vls *common, unsigned int vq);

/* Does @node lose the VL of @lost for the reason given there? */
bool node_loses(const struct node *node, const struct node_lost *lost);

/* The union of what the nodes give their guests. */
struct vls nodes_union(const struct nodes *nodes);

#endif /* KVM_SVE_TOOLS_VLS_NODE_H */
