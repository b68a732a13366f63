// SPDX-License-Identifier: GPL-2.0
/*
 * bench_edit NAME PERCENT, on a result of "kvm-sve bench" from stdin to stdout: the
 * case NAME takes that much more of everything. No case; for case scripts.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const metrics[] = { "ns", "cycles", "instructions" };

static json_t *times(const json_t *number, double factor)
{
	return json_real(json_number_value(number) * factor);
}

static void slow_metric(json_t *metric, double factor)
{
	json_t *rounds = json_object_get(metric, "rounds"), *value;
	const char *key;
	void *next;
	size_t i;

	json_object_foreach_safe(metric, next, key, value)
		if (json_is_number(value) && strcmp(key, "n") && strcmp(key, "outliers"))
			json_object_set_new(metric, key, times(value, factor));
	json_array_foreach(rounds, i, value)
		json_array_set_new(rounds, i, times(value, factor));
}

int main(int argc, char **argv)
{
	json_t *root = json_loadf(stdin, 0, NULL), *row;
	const char *name;
	size_t i;

	if (!root || argc != 3) {
		fprintf(stderr, "bench_edit: no result on stdin, or no NAME PERCENT\n");
		return 1;
	}
	json_array_foreach(json_object_get(root, "rows"), i, row) {
		name = json_string_value(json_object_get(row, "name"));
		if (!name || strcmp(name, argv[1]))
			continue;
		for (size_t m = 0; m < sizeof(metrics) / sizeof(metrics[0]); m++)
			slow_metric(json_object_get(row, metrics[m]), 1 + atof(argv[2]) / 100);
	}
	return json_dumpf(root, stdout, JSON_INDENT(2)) ? 1 : 0;
}
