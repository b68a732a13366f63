// SPDX-License-Identifier: GPL-2.0
/* Facts of the host as JSON; see host_json.h. */
#include <inttypes.h>
#include <stdio.h>

#include "host_json.h"
#include "printable.h"

json_t *json_from_yes_no(enum yes_no answer)
{
	return answer == UNKNOWN ? json_null() : json_boolean(answer == YES);
}

json_t *json_from_text(const char *text)
{
	return text[0] ? printable_json(text) : json_null();
}

json_t *json_from_count(uint64_t count)
{
	return count ? json_integer(count) : json_null();
}

json_t *json_from_midr(uint64_t midr)
{
	return midr ? json_sprintf("%#" PRIx64, midr) : json_null();
}

json_t *json_from_emulated(const struct hypervisor *hypervisor)
{
	if (hypervisor->kind == HYPERVISOR_UNKNOWN)
		return json_null();
	return json_boolean(hypervisor->kind == HYPERVISOR_EMULATOR);
}

json_t *json_from_hypervisor(const struct hypervisor *hypervisor)
{
	return hypervisor->name[0] ? json_string(hypervisor->name) : json_null();
}

void hypervisor_from_json(struct hypervisor *hypervisor, const json_t *emulated,
			  const json_t *name)
{
	const char *text = json_string_value(name);

	*hypervisor = (struct hypervisor){ 0 };
	snprintf(hypervisor->name, sizeof(hypervisor->name), "%s", text ? text : "");
	if (json_is_true(emulated))
		hypervisor->kind = HYPERVISOR_EMULATOR;
	else if (!json_is_false(emulated))
		hypervisor->kind = HYPERVISOR_UNKNOWN;
	else
		hypervisor->kind = text && *text ? HYPERVISOR_NESTED : HYPERVISOR_NONE;
}
