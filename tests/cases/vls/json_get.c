// SPDX-License-Identifier: GPL-2.0
/*
 * json_get FILE [PATH...]: FILE must be one JSON value and nothing more. Print
 * the value at each PATH, as vms.0.vcpus.1.id, on a line of its own; "missing"
 * where there is none. No case; for case scripts.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *at(json_t *json, char *path)
{
	char *key;

	while (json && (key = strsep(&path, "."))) {
		if (isdigit((unsigned char)*key))
			json = json_array_get(json, strtoul(key, NULL, 10));
		else
			json = json_object_get(json, key);
	}
	return json;
}

int main(int argc, char **argv)
{
	json_error_t why;
	json_t *json, *value;

	json = json_load_file(argc > 1 ? argv[1] : "", JSON_REJECT_DUPLICATES, &why);
	if (!json) {
		fprintf(stderr, "json_get: line %d: %s\n", why.line, why.text);
		return 1;
	}
	for (int i = 2; i < argc; i++) {
		value = at(json, argv[i]);
		if (value)
			json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
		else
			printf("missing");
		printf("\n");
	}
	json_decref(json);
	return 0;
}
