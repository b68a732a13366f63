/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a command that shows events as they come is told when to end: its options
 * (--duration, a command to run), and its sleep until something happens.
 */
#ifndef KVM_SVE_BPF_WATCH_H
#define KVM_SVE_BPF_WATCH_H

#include <argp.h>
#include <stdbool.h>
#include <time.h>

#include "lib/cli/child.h"
#include "load.h"

#define WATCH_SECONDS_MAX (366UL * 24 * 3600) /* of an option */

struct watch {
	unsigned long duration; /* seconds, 0: no end */
	const char *shell;	/* argument of -c */
	char **command;		/* arguments after -- */
	bool all;		/* VMs, and not only those of the command */
	struct child child;
	struct timespec end;
	bool silent; /* nothing is printed: who reads stdout may go */
	bool ended; /* the command, by itself */
};

enum watch_event {
	WATCH_DATA, /* the fd is readable */
	WATCH_OVER, /* the time is up, a signal came, or the command ended */
	WATCH_GONE, /* nobody reads stdout any more */
};

/* An argp child with these options; its input is a struct watch. */
extern const struct argp watch_argp;
#define WATCH_ARGS_DOC "[-- COMMAND [ARGUMENT...]]"

bool watch_has_command(const struct watch *watch);
bool watch_only_command(const struct watch *watch); /* are its VMs the only ones of interest? */

/*
 * Start the time, and the command if there is one. Return: CLI_OK, or another
 * with a message. Call watch_end() in any case.
 */
int watch_start(struct watch *watch);

/*
 * Sleep until something happens, or CLOCK_MONOTONIC is @until (NULL: the end of the watch); what
 * ends it goes before data. @fd may be -1.
 */
enum watch_event watch_wait(struct watch *watch, int fd, const struct timespec *until);

/* As child_end(). */
int watch_end(struct watch *watch);

#endif /* KVM_SVE_BPF_WATCH_H */
