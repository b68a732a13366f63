// SPDX-License-Identifier: GPL-2.0
/* Which node files a command reads; see node_args.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cli/cli.h"
#include "node_args.h"

#define OPTION_LIST 512 /* out of the way of the options of commands */

static const struct argp_option options[] = {
	{ "files0-from", OPTION_LIST, "FILE", 0,
	  "Read the files that FILE names, each name ended by a NUL, as find -print0 does; - is "
	  "stdin", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct node_args *args = state->input;

	switch (key) {
	case OPTION_LIST:
		args->list = arg;
		return 0;
	case ARGP_KEY_ARGS:
		args->files = state->argv + state->next;
		args->nr_files = state->argc - state->next;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_END:
		if (!args->list && !args->nr_files)
			argp_error(state, "no NODE.json; make one on each node by 'kvm-sve vls show --json'");
		if (args->list && args->nr_files)
			argp_error(state, "either NODE.json or --files0-from, not both");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp node_argp = {
	.options = options,
	.parser = parse,
};

static int read_one(struct nodes *nodes, const char *path)
{
	if (!nodes_read_file(nodes, path))
		return CLI_OK;
	cli_error("%s", nodes->msg);
	return CLI_USAGE;
}

/* A name that is not ended by a NUL is one cut off: better none than a wrong one. */
static int read_names(struct nodes *nodes, FILE *in, const char *list)
{
	bool is_stdin = in == stdin;
	char *name = NULL;
	size_t room = 0, count = 0;
	int err = CLI_OK;
	ssize_t len;

	while (!err && (len = getdelim(&name, &room, '\0', in)) > 0) {
		count++;
		err = CLI_USAGE;
		if (name[len - 1])
			cli_error("%s: name %zu does not end in a NUL", list, count);
		else if (len == 1)
			cli_error("%s: name %zu is empty", list, count);
		else if (is_stdin && !strcmp(name, "-"))
			cli_error("%s: name %zu is -, which the names come from", list, count);
		else
			err = read_one(nodes, name);
	}
	free(name);
	if (!err && ferror(in)) {
		cli_error("%s: cannot be read", list);
		err = CLI_USAGE;
	} else if (!err && !count) {
		cli_error("%s: names no file", list);
		err = CLI_USAGE;
	}
	return err;
}

static int read_list(struct nodes *nodes, const char *list)
{
	FILE *in;
	int err;

	if (!strcmp(list, "-"))
		return read_names(nodes, stdin, "stdin");
	in = fopen(list, "re");
	if (!in) {
		cli_error("%s: %s", list, strerror(errno));
		return CLI_USAGE;
	}
	err = read_names(nodes, in, list);
	fclose(in);
	return err;
}

int node_args_read(const struct node_args *args, struct nodes *nodes)
{
	int err = args->list ? read_list(nodes, args->list) : CLI_OK;

	for (int i = 0; i < args->nr_files && !err; i++)
		err = read_one(nodes, args->files[i]);
	if (err)
		nodes_free(nodes);
	return err;
}
