/* SPDX-License-Identifier: GPL-2.0 */
/* Text in lines of a given width. */
#ifndef KVM_SVE_LIB_CLI_WRAPPED_H
#define KVM_SVE_LIB_CLI_WRAPPED_H

#include <stddef.h>
#include <stdio.h>

#define WRAPPED_WIDTH	80	/* columns of a terminal */

/**
 * wrapped_print() - print @text, broken at blanks into lines of @width columns
 * @out:	NULL: print nothing, only count
 * @first:	what the first line begins with, shorter than @width
 * @indent:	blanks that each further line begins with, fewer than @width
 *
 * A word that is longer than a line is broken too. Return: the number of lines.
 */
size_t wrapped_print(FILE *out, int width, const char *first, int indent, const char *text);

#endif /* KVM_SVE_LIB_CLI_WRAPPED_H */
