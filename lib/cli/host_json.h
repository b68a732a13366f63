/* SPDX-License-Identifier: GPL-2.0 */
/* Facts of the host as JSON: null for what is not known. */
#ifndef KVM_SVE_LIB_CLI_HOST_JSON_H
#define KVM_SVE_LIB_CLI_HOST_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "lib/yes_no.h"
#include "lib/hypervisor.h"

json_t *json_from_yes_no(enum yes_no answer);

/* Printable text; null where it is empty. */
json_t *json_from_text(const char *text);

/* null for 0. */
json_t *json_from_count(uint64_t count);

/* MIDR_EL1 as "0x411fd401"; null for 0. */
json_t *json_from_midr(uint64_t midr);

/* Is it emulated? null: it may be. */
json_t *json_from_emulated(const struct hypervisor *hypervisor);

/* Its name, and what says so; null: no sign of one. */
json_t *json_from_hypervisor(const struct hypervisor *hypervisor);

/* The same back, from the two. */
void hypervisor_from_json(struct hypervisor *hypervisor, const json_t *emulated,
			  const json_t *name);

#endif /* KVM_SVE_LIB_CLI_HOST_JSON_H */
