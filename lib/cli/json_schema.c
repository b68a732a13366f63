// SPDX-License-Identifier: GPL-2.0
/* Schema and version of JSON that was read; see json_schema.h. */
#include <stdio.h>
#include <string.h>

#include "json_schema.h"

const char *json_schema_error(const json_t *json, const char *what, const char *schema,
			      int version)
{
	const char *said = json_string_value(json_object_get(json, "schema"));
	const json_t *number = json_object_get(json, "version");
	static char text[200];

	if (!json_is_object(json)) {
		snprintf(text, sizeof(text), "not %s: no JSON object", what);
		return text;
	}
	if (!said || strcmp(said, schema)) {
		snprintf(text, sizeof(text), "not %s: \"schema\" is %.60s, not %s", what,
			 said ? said : "missing", schema);
		return text;
	}
	if (!json_is_integer(number) || json_integer_value(number) < 1)
		return "\"version\" is not a number from 1";
	if (json_integer_value(number) <= version)
		return NULL;
	snprintf(text, sizeof(text),
		 "version %lld, of a newer kvm-sve; this one reads up to %d: update it",
		 (long long)json_integer_value(number), version);
	return text;
}
