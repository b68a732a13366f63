/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of "kvm-sve vls", and what they share. */
#ifndef KVM_SVE_TOOLS_VLS_CMD_H
#define KVM_SVE_TOOLS_VLS_CMD_H

#include <argp.h>

#include "node.h"

int cmd_vls_show(int argc, char **argv);
int cmd_vls_default(int argc, char **argv);
int cmd_vls_max(int argc, char **argv);
int cmd_vls_try(int argc, char **argv);
int cmd_vls_common(int argc, char **argv);
int cmd_vls_check(int argc, char **argv);
int cmd_vls_ps(int argc, char **argv);
int cmd_vls_save(int argc, char **argv);
int cmd_vls_load(int argc, char **argv);

/*
 * The set that the argument @text gives, not empty; else a message that shows
 * where it is wrong, and exit with CLI_USAGE. For use inside an argp parser.
 */
struct vls vls_argument(struct argp_state *state, const char *text);

/*
 * Print @prefix, which is @indent bytes long, and the text of @set, on as many
 * lines as it takes to keep to 79 columns.
 */
void vls_print_wrapped(const char *prefix, int indent, const struct vls *set);

/* Why a set cannot be had, in words, for a KVM_ARM_SVE_VLS_R_* and its bad_vq. */
const char *vls_refusal(unsigned int reason, unsigned int bad_vq);

#endif /* KVM_SVE_TOOLS_VLS_CMD_H */
