/* SPDX-License-Identifier: GPL-2.0 */
/* A set of VLs in the words of a VMM's own options. */
#ifndef KVM_SVE_TOOLS_VLS_VMM_FORMAT_H
#define KVM_SVE_TOOLS_VLS_VMM_FORMAT_H

#include "lib/cli/out_format.h"
#include "lib/vls.h"

/* Is it one of OUT_VMMS? */
bool vmm_format_is(enum out_format format);

/*
 * Print @set, which a host can give a guest, to stdout in one of OUT_VMMS. Return:
 * CLI_OK, CLI_NO with a message for a set that the VMM has no words for, or
 * CLI_CANNOT.
 */
int vmm_format_print(enum out_format format, const struct vls *set);

#endif /* KVM_SVE_TOOLS_VLS_VMM_FORMAT_H */
