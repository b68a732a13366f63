// SPDX-License-Identifier: GPL-2.0
/* When to end; see watch.h. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/cli/child.h"
#include "lib/cli/cli.h"
#include "watch.h"

static const struct argp_option argp_options[] = {
	{ "duration", 'd', "SECONDS", 0, "End after SECONDS", 0 },
	{ "command", 'c', "COMMAND", 0, "Watch while a shell runs COMMAND", 0 },
	{ "all", 'a', NULL, 0, "All VMs, not only those of the command", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct watch *watch = state->input;

	switch (key) {
	case 'd':
		watch->duration = cli_number(state, arg, 1, WATCH_SECONDS_MAX);
		return 0;
	case 'c':
		watch->shell = arg;
		return 0;
	case 'a':
		watch->all = true;
		return 0;
	case ARGP_KEY_ARGS:
		watch->command = state->argv + state->next;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_END:
		if (watch->shell && watch->command)
			argp_error(state, "either -c or a command, not both");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp watch_argp = {
	.options = argp_options,
	.parser = parse_option,
};

bool watch_has_command(const struct watch *watch)
{
	return watch->shell || watch->command;
}

bool watch_only_command(const struct watch *watch)
{
	return watch_has_command(watch) && !watch->all;
}

int watch_start(struct watch *watch)
{
	char *shell[] = { "/bin/sh", "-c", (char *)watch->shell, NULL };

	/* What the command leaves without a parent comes to us, who end it: see child_end(). */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	clock_gettime(CLOCK_MONOTONIC, &watch->end);
	watch->end.tv_sec += watch->duration;
	if (watch->shell)
		return child_start(&watch->child, shell);
	if (watch->command)
		return child_start(&watch->child, watch->command);
	return CLI_OK;
}

/* The end of what is printed is watched too: where nothing happens nothing is written. */
enum watch_event watch_wait(struct watch *watch, int fd, const struct timespec *until)
{
	struct pollfd fds[] = {
		{ .fd = watch->child.pid ? watch->child.pidfd : -1, .events = POLLIN },
		{ .fd = watch->silent ? -1 : fileno(stdout) },
		{ .fd = fd, .events = POLLIN },
	};
	int ready;

	if (!until && watch->duration)
		until = &watch->end;
	ready = child_poll(fds, 3, until);
	/* Ctrl-C ends both of us: then it did not go by itself. */
	watch->ended = ready && fds[0].revents && !cli_stop;
	if (!ready || watch->ended || cli_stop)
		return WATCH_OVER;
	return fds[1].revents & CLI_GONE ? WATCH_GONE : WATCH_DATA;
}

int watch_end(struct watch *watch)
{
	return child_end(&watch->child, watch->ended);
}
