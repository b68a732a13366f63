/* SPDX-License-Identifier: GPL-2.0 */
/* How the JSON of kvm-sve begins: {"schema": "kvm-sve/NAME", "version": N, ...}. */
#ifndef KVM_SVE_LIB_CLI_JSON_SCHEMA_H
#define KVM_SVE_LIB_CLI_JSON_SCHEMA_H

#include <jansson.h>

/*
 * Is @json, which should be @what, an object of @schema in a version that is read here, up
 * to @version? The same in all versions. Return: NULL, or what is wrong, until the next call.
 */
const char *json_schema_error(const json_t *json, const char *what, const char *schema,
			      int version);

#endif /* KVM_SVE_LIB_CLI_JSON_SCHEMA_H */
