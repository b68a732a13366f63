/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sets of vector lengths as people write and read them, on top of the parser and
 * printer of lib/vls.h.
 */
#ifndef KVM_SVE_LIB_CLI_VLS_TEXT_H
#define KVM_SVE_LIB_CLI_VLS_TEXT_H

#include <argp.h>
#include <linux/types.h>
#include <stddef.h>

#include "lib/vls.h"

/*
 * A set of VQ 1..64 as text. One whose text is longer than @width shows its
 * smallest and its largest VL alone: "128...2048".
 */
void vls_format_short(char *buf, size_t size, __u64 vqs, int width);

/*
 * Print @prefix, which is @indent bytes long, and the text of @set, on as many
 * lines as it takes to keep to 79 columns.
 */
void vls_print_wrapped(const char *prefix, int indent, const struct vls *set);

/*
 * The set that the argument @text gives, not empty; else a message that shows
 * where it is wrong, and exit with CLI_USAGE. For use inside an argp parser.
 */
struct vls vls_parse_arg(struct argp_state *state, const char *text);

/* Why a set cannot be had, in words, for a KVM_ARM_SVE_VLS_R_* and its bad_vq. */
const char *vls_refusal(unsigned int reason, unsigned int bad_vq);

#endif /* KVM_SVE_LIB_CLI_VLS_TEXT_H */
