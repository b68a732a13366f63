/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text of others, such as names of processes and strings of files, which may hold any bytes
 * but NUL, on its way to a terminal or into JSON. UTF-8 stays as it is; what a terminal would
 * obey, or what shows text in another order than it has, does not.
 */
#ifndef KVM_SVE_LIB_CLI_PRINTABLE_H
#define KVM_SVE_LIB_CLI_PRINTABLE_H

#include <jansson.h>
#include <stddef.h>

/* Bytes of the character of UTF-8 that @text begins with; 0: it is none, or not printable. */
size_t printable_char(const char *text);

/*
 * As many whole characters of @from as fit into @size bytes with a NUL; each byte of another
 * is '?'. @to may be @from.
 */
void printable_copy(char *to, size_t size, const char *from);

/* A JSON string of @text: all of it if it is UTF-8, else what is printable, as above. */
json_t *printable_json(const char *text);

#endif /* KVM_SVE_LIB_CLI_PRINTABLE_H */
