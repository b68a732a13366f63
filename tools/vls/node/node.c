// SPDX-License-Identifier: GPL-2.0
/* Reading node files; see node.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cli/json_schema.h"
#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"
#include "node.h"

static int __attribute__((format(printf, 3, 4)))
wrong(struct nodes *nodes, const char *file, const char *fmt, ...)
{
	char what[NODE_MSG_MAX / 2];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	snprintf(nodes->msg, sizeof(nodes->msg), "%.200s: %s", file, what);
	return -EINVAL;
}

static int read_set(struct nodes *nodes, const json_t *json, const char *file, const char *key,
		    struct vls *set)
{
	const json_t *value = json_object_get(json, key);

	if (!value)
		return wrong(nodes, file, "\"%s\" is missing", key);
	if (vls_from_json(value, set))
		return wrong(nodes, file, "\"%s\" is not a list of ascending multiples of 128", key);
	if (vls_empty(set))
		return wrong(nodes, file, "\"%s\" is empty: this node gives guests no SVE", key);
	return 0;
}

static int read_sets(struct nodes *nodes, const json_t *json, const char *file, struct node *node)
{
	unsigned int bad_vq, reason;
	int err;

	err = read_set(nodes, json, file, "host_vls", &node->host);
	if (!err)
		err = read_set(nodes, json, file, "guest_max_vls", &node->guest_max);
	if (err)
		return err;
	if (json_object_get(json, "default_vls"))
		err = read_set(nodes, json, file, "default_vls", &node->def);
	if (err)
		return err;
	reason = vls_settable(&node->host, VLS_VQ_MAX, &node->guest_max, &bad_vq);
	if (reason)
		return wrong(nodes, file,
			     "\"guest_max_vls\" does not fit \"host_vls\" (%s, VL %u)",
			     vls_reason_name(reason), bad_vq * VLS_VQ_BITS);
	return 0;
}

static int add_node(struct nodes *nodes, struct node *node, const char *name)
{
	size_t room = nodes->room ? 2 * nodes->room : 64;
	struct node *more = nodes->node;

	if (nodes->n == nodes->room) {
		more = realloc(more, room * sizeof(*more));
		if (!more)
			return -ENOMEM;
		nodes->node = more;
		nodes->room = room;
	}
	node->name = strdup(name);
	if (!node->name)
		return -ENOMEM;
	printable_copy(node->name, strlen(name) + 1, name);
	nodes->node[nodes->n++] = *node;
	return 0;
}

static int read_node(struct nodes *nodes, const json_t *json, const char *file)
{
	const char *why = json_schema_error(json, "a node file", NODE_SCHEMA, NODE_VERSION);
	const char *name = json_string_value(json_object_get(json, "node"));
	struct node node = { 0 };
	int err;

	if (why)
		return wrong(nodes, file, "%s", why);
	err = read_sets(nodes, json, file, &node);
	if (err)
		return err;
	err = add_node(nodes, &node, name && *name ? name : file);
	if (err)
		wrong(nodes, file, "out of memory");
	return err;
}

/* Skip blanks. Return: is there more? */
static bool more_text(FILE *in)
{
	int c;

	do
		c = getc(in);
	while (c == ' ' || c == '\n' || c == '\t' || c == '\r');
	if (c == EOF)
		return false;
	ungetc(c, in);
	return true;
}

int nodes_read(struct nodes *nodes, FILE *in, const char *file)
{
	json_error_t why;
	json_t *json;
	int err;

	if (!more_text(in))
		return wrong(nodes, file, ferror(in) ? "cannot be read" : "empty");
	do {
		json = json_loadf(in, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &why);
		if (!json)
			return wrong(nodes, file, "line %d: %s", why.line, why.text);
		err = read_node(nodes, json, file);
		json_decref(json);
	} while (!err && more_text(in));
	if (!err && ferror(in))
		err = wrong(nodes, file, "cannot be read to its end");
	return err;
}

int nodes_read_file(struct nodes *nodes, const char *path)
{
	FILE *in;
	int err;

	if (!strcmp(path, "-"))
		return nodes_read(nodes, stdin, "stdin");
	in = fopen(path, "re");
	if (!in) {
		err = -errno;
		wrong(nodes, path, "%s", strerror(errno));
		return err;
	}
	err = nodes_read(nodes, in, path);
	fclose(in);
	return err;
}

void nodes_free(struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->n; i++)
		free(nodes->node[i].name);
	free(nodes->node);
	*nodes = (struct nodes){ 0 };
}
