/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that appears whole or not at all: it is written under another, hidden
 * name beside its own, and renamed. Whatever goes wrong, an older one stays.
 */
#ifndef KVM_SVE_LIB_CLI_ATOMIC_FILE_H
#define KVM_SVE_LIB_CLI_ATOMIC_FILE_H

#include <stdio.h>

struct atomic_file {
	const char *path;
	char *temporary;
	FILE *file; /* to write to; NULL: not open */
};

/*
 * Begin @path, and give it its name once all of it is written; both say what is wrong.
 * Nothing but a file is replaced: no device, and no symbolic link, nor what it points to. The
 * new one has the rights of the old one, and its owner and group as far as we may give them.
 * atomic_file_close() in any case.
 * Return: CLI_OK; start CLI_USAGE, finish CLI_CANNOT.
 */
int atomic_file_start(struct atomic_file *file, const char *path);
int atomic_file_finish(struct atomic_file *file);

/* Could it be started? Nothing changes. Return: as atomic_file_start(). */
int atomic_file_try(const char *path);

/* Without a commit it leaves nothing. Harmless on one that was never opened, all 0. */
void atomic_file_close(struct atomic_file *file);

#endif /* KVM_SVE_LIB_CLI_ATOMIC_FILE_H */
