// SPDX-License-Identifier: GPL-2.0
/* When to end; watch.h is its manual. */
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli.h"
#include "watch.h"

#define SECONDS_MAX (366UL * 24 * 3600)
#define NS_PER_S 1000000000L

static const struct argp_option argp_options[] = {
	{ "duration", 'd', "SECONDS", 0, "End after SECONDS", 0 },
	{ "command", 'c', "COMMAND", 0, "Watch while a shell runs COMMAND", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct watch *watch = state->input;

	switch (key) {
	case 'd':
		watch->duration = cli_number(state, arg, 1, SECONDS_MAX);
		return 0;
	case 'c':
		watch->shell = arg;
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

int watch_start(struct watch *watch)
{
	char *shell[] = { "/bin/sh", "-c", (char *)watch->shell, NULL };

	clock_gettime(CLOCK_MONOTONIC, &watch->end);
	watch->end.tv_sec += watch->duration;
	if (watch->shell)
		return watched_start(&watch->child, shell);
	if (watch->command)
		return watched_start(&watch->child, watch->command);
	return CLI_OK;
}

/* Until the end, at least 0; NULL: there is none. */
static const struct timespec *time_left(const struct watch *watch, struct timespec *left)
{
	if (!watch->duration)
		return NULL;
	clock_gettime(CLOCK_MONOTONIC, left);
	left->tv_sec = watch->end.tv_sec - left->tv_sec;
	left->tv_nsec = watch->end.tv_nsec - left->tv_nsec;
	if (left->tv_nsec < 0) {
		left->tv_sec--;
		left->tv_nsec += NS_PER_S;
	}
	if (left->tv_sec < 0)
		*left = (struct timespec){ 0 };
	return left;
}

/*
 * A pipe says POLLERR when its reader is gone, though nothing is asked of it.
 * The signals are blocked but for the time of ppoll(), so that one which comes
 * between the look at cli_stop and the sleep is not slept through.
 */
enum watch_event watch_wait(struct watch *watch, int fd)
{
	struct pollfd fds[] = {
		{ .fd = watch->child.pid ? watch->child.pidfd : -1, .events = POLLIN },
		{ .fd = STDOUT_FILENO },
		{ .fd = fd, .events = POLLIN },
	};
	sigset_t blocked, old;
	struct timespec left;
	int ready = 0;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &old);
	if (!cli_stop)
		ready = ppoll(fds, 3, time_left(watch, &left), &old);
	sigprocmask(SIG_SETMASK, &old, NULL);

	watch->ended = ready > 0 && fds[0].revents;
	if (ready <= 0 || watch->ended || cli_stop)
		return WATCH_OVER;
	if (fds[1].revents & POLLERR)
		return WATCH_GONE;
	/* Data that never ends must not hide that the time is up. */
	if (time_left(watch, &left) && !left.tv_sec && !left.tv_nsec)
		return WATCH_OVER;
	return WATCH_DATA;
}

int watch_end(struct watch *watch)
{
	return watched_end(&watch->child, watch->ended);
}
