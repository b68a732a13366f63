/* SPDX-License-Identifier: GPL-2.0 */
/* A set of VLs in the words of a VMM's own options. */
#ifndef KVM_SVE_TOOLS_VMM_FORMAT_H
#define KVM_SVE_TOOLS_VMM_FORMAT_H

#include <argp.h>

#include "vls.h"

struct vmm_format {
	const char *name;
	void (*print)(const struct vls *set);
};

/* The format @name; if there is none, a message and exit with CLI_USAGE. */
const struct vmm_format *vmm_format_find(struct argp_state *state, const char *name);

/*
 * Print @set, which a host can give a guest, to stdout. Return: CLI_OK, CLI_NO
 * with a message for a set that the VMM has no words for, or CLI_CANNOT.
 */
int vmm_format_print(const struct vmm_format *format, const struct vls *set);

#endif /* KVM_SVE_TOOLS_VMM_FORMAT_H */
