/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text of others, such as names of processes, which may hold any bytes but NUL, on its way
 * to a terminal or into JSON.
 */
#ifndef KVM_SVE_LIB_CLI_PRINTABLE_H
#define KVM_SVE_LIB_CLI_PRINTABLE_H

#include <jansson.h>
#include <stddef.h>

/* As much of @from as fits into @size bytes with a NUL; what is not printable ASCII is '?'. */
void printable_copy(char *to, size_t size, const char *from);

/* A JSON string of @text: all of it if it is UTF-8, else its printable ASCII, as above. */
json_t *printable_json(const char *text);

#endif /* KVM_SVE_LIB_CLI_PRINTABLE_H */
