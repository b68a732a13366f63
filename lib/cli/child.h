/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A command that runs while a tool watches. It stays in the tool's process group: so it can read
 * the terminal, and Ctrl-C and Ctrl-Z there reach both.
 */
#ifndef KVM_SVE_LIB_CLI_CHILD_H
#define KVM_SVE_LIB_CLI_CHILD_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct child {
	pid_t pid; /* 0: none */
	int pidfd; /* readable once it has ended */
};

/*
 * Start argv[0], found in PATH, with its stdout joined to stderr, since stdout
 * is for the tool's data. Return: CLI_OK, or CLI_USAGE with a message.
 */
int child_start(struct child *child, char *const argv[]);

/*
 * poll() until CLOCK_MONOTONIC is @until (NULL: for ever) or a signal set
 * cli_stop. Return: how many of @fds are ready, 0 if it was one of those.
 */
int child_poll(struct pollfd *fds, nfds_t n, const struct timespec *until);

/* The same for @child alone. Return: has it ended? */
bool child_sleep(const struct child *child, const struct timespec *until);

/*
 * The end of @child: if it still runs it gets SIGTERM and, two seconds later, SIGKILL, and so
 * does each process below the tool; one whose parent is gone counts as such if the tool is a
 * subreaper (prctl(2)). @ended: it went by itself, so what it left stays, and its failure is
 * reported on stderr. Return: CLI_NO for such a failure, else CLI_OK. Harmless when none runs.
 */
int child_end(struct child *child, bool ended);

#endif /* KVM_SVE_LIB_CLI_CHILD_H */
