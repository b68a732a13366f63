/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that appears whole or not at all: it is written under another name
 * beside its own, and renamed. Whatever goes wrong, an older one stays.
 */
#ifndef KVM_SVE_BENCH_REPORT_FILE_H
#define KVM_SVE_BENCH_REPORT_FILE_H

#include <stdio.h>

struct report_file {
	const char *path;	/* NULL: none was asked for */
	char *temporary;
	FILE *file;
};

/* For @path, or for none if that is NULL. CLI_OK, or CLI_USAGE with a message. */
int report_file_open(struct report_file *file, const char *path);

/* All is written: give it its name. CLI_OK, or CLI_CANNOT with a message. */
int report_file_commit(struct report_file *file);

/* Without a commit it leaves nothing. */
void report_file_close(struct report_file *file);

#endif /* KVM_SVE_BENCH_REPORT_FILE_H */
