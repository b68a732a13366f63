/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that appears whole or not at all: it is written under another, hidden
 * name beside its own, and renamed. Whatever goes wrong, an older one stays.
 */
#ifndef KVM_SVE_TOOLS_WHOLE_FILE_H
#define KVM_SVE_TOOLS_WHOLE_FILE_H

#include <stdio.h>

struct whole_file {
	const char *path;
	char *temporary;
	FILE *file; /* to write to; NULL: not open */
};

/* Return: 0 or a negative errno. whole_file_close() in any case. */
int whole_file_open(struct whole_file *whole, const char *path);

/*
 * All is written, or failed to be, which ferror() of the file says: give it its
 * name, with the rights of a new file. Return: 0 or a negative errno.
 */
int whole_file_commit(struct whole_file *whole);

/*
 * Both with a message. Nothing but a file is replaced: no device, no link. Return:
 * CLI_OK; start CLI_USAGE, finish CLI_CANNOT.
 */
int whole_file_start(struct whole_file *whole, const char *path);
int whole_file_finish(struct whole_file *whole);

/* Could it be started? Nothing changes. Return: as whole_file_start(). */
int whole_file_try(const char *path);

/* All of it: what @write writes, to file @path or, if that is NULL, to stdout. */
int whole_file_write(const char *path, void (*write)(FILE *out, const void *arg), const void *arg);

/* Without a commit it leaves nothing. Harmless on one that was never opened, all 0. */
void whole_file_close(struct whole_file *whole);

#endif /* KVM_SVE_TOOLS_WHOLE_FILE_H */
