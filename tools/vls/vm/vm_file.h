/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file that tells which set each vcpu of a VM has, for a migration.
 * docs/metadata.md describes the format.
 */
#ifndef KVM_SVE_TOOLS_VLS_VM_FILE_H
#define KVM_SVE_TOOLS_VLS_VM_FILE_H

#include <jansson.h>
#include <stdio.h>

#include "vms.h"

#define VM_FILE_SCHEMA		"kvm-sve/vm-sets"
#define VM_FILE_VERSION		1
#define VM_FILE_TEXT_MAX	96
#define VM_FILE_MSG_MAX		512

/* Where a file is from; the texts are printable ASCII, or empty if the file has none. */
struct vm_origin {
	char created[VM_FILE_TEXT_MAX];		/* "2025-01-31T12:00:00Z" */
	char created_by[VM_FILE_TEXT_MAX];
	char node[VM_FILE_TEXT_MAX];
	char kernel[VM_FILE_TEXT_MAX];
	struct vls host;
};

struct vm_file {
	struct vm_origin origin;
	struct vms vms;		/* ids and sets; all states are VCPU_CREATED */
	char msg[VM_FILE_MSG_MAX];	/* after an error: the file and what is wrong with it */
};

/* The file's content; NULL: no memory. */
json_t *vm_file_json(const struct vm_origin *origin, const struct vms *vms);

/**
 * vm_file_read() - read a file and check all of it
 * @in:		one JSON object and no more
 * @name:	of the file, for messages
 *
 * Return: 0, or -EINVAL (empty, truncated, damaged, something else, newer than
 * we read) or -ENOMEM, with @file->msg and nothing to free.
 */
int vm_file_read(struct vm_file *file, FILE *in, const char *name);

/* vm_file_read() of the file @path, "-" being stdin. -errno if it cannot be opened. */
int vm_file_read_path(struct vm_file *file, const char *path);

void vm_file_free(struct vm_file *file);

#endif /* KVM_SVE_TOOLS_VLS_VM_FILE_H */
