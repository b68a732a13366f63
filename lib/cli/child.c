// SPDX-License-Identifier: GPL-2.0
/* A command to watch, from its first instruction to its end; see child.h. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "cli.h"
#include "descendants.h"

#define TERM_TO_KILL_MS 2000
#define LOOK_MS 20

int child_start(struct child *child, char *const argv[])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t ignored;
	int err;

	/* kvm-sve ignores SIGPIPE; the command must not inherit that. */
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigdefault(&attr, &ignored);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	err = posix_spawnp(&child->pid, argv[0], &actions, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	if (err) {
		child->pid = 0;
		cli_error("cannot run '%s': %s", argv[0], strerror(err));
		return CLI_USAGE;
	}

	child->pidfd = pidfd_open(child->pid, 0);
	if (child->pidfd < 0) {
		cli_error("cannot watch '%s': %s", argv[0], strerror(errno));
		child_end(child, false);
		return CLI_CANNOT;
	}
	return CLI_OK;
}

static bool time_left(const struct timespec *until, struct timespec *left)
{
	clock_gettime(CLOCK_MONOTONIC, left);
	left->tv_sec = until->tv_sec - left->tv_sec;
	left->tv_nsec = until->tv_nsec - left->tv_nsec;
	if (left->tv_nsec < 0) {
		left->tv_sec--;
		left->tv_nsec += 1000000000;
	}
	return left->tv_sec >= 0;
}

/*
 * The signals are blocked but for the time of ppoll(), so that one which comes
 * between the look at cli_stop and the sleep is not slept through.
 */
int child_poll(struct pollfd *fds, nfds_t n, const struct timespec *until)
{
	struct timespec left;
	sigset_t blocked, old;
	int ready = 0;

	cli_stop_signals(&blocked);
	sigprocmask(SIG_BLOCK, &blocked, &old);
	while (!cli_stop && ready <= 0 && (!until || time_left(until, &left)))
		ready = ppoll(fds, n, until ? &left : NULL, &old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ready > 0 ? ready : 0;
}

bool child_sleep(const struct child *child, const struct timespec *until)
{
	struct pollfd end = { .fd = child->pid ? child->pidfd : -1, .events = POLLIN };

	return child_poll(&end, 1, until);
}

/* Send @sig, 0 for none, to all that the command left behind. Return: is there any? */
static bool signal_all(const struct child *child, int sig)
{
	struct pollfd end = { .fd = child->pidfd, .events = POLLIN };

	if (descendants_signal(sig))
		return true;
	/* Without /proc the command itself is all that is known. */
	return (child->pidfd < 0 || poll(&end, 1, 0) <= 0) && !kill(child->pid, sig);
}

/* Send @sig again and again. Return: are all gone in good time? */
static bool go_away(const struct child *child, int sig)
{
	for (int ms = 0; ms < TERM_TO_KILL_MS; ms += LOOK_MS) {
		if (!signal_all(child, sig))
			return true;
		usleep(LOOK_MS * 1000);
	}
	return false;
}

/*
 * Not the command alone: of sh -c 'vmm & wait' the VMM would stay. A process group would name
 * them all, but one that is not the terminal's own can neither read it nor gets its Ctrl-C.
 */
static void terminate(const struct child *child)
{
	signal_all(child, SIGTERM);
	if (!go_away(child, 0))
		go_away(child, SIGKILL);
}

int child_end(struct child *child, bool ended)
{
	int status;

	if (!child->pid)
		return CLI_OK;
	if (!ended)
		terminate(child);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
	if (child->pidfd >= 0)
		close(child->pidfd);
	if (!ended || status == 0)
		return CLI_OK;

	if (WIFSIGNALED(status))
		cli_error("the command was killed: %s", strsignal(WTERMSIG(status)));
	else
		cli_error("the command failed: exit status %d", WEXITSTATUS(status));
	return CLI_NO;
}
