// SPDX-License-Identifier: GPL-2.0
/*
 * bench_edit slow NAME PERCENT | old, on a result of "kvm-sve bench" from stdin to stdout:
 * slow makes the case NAME take that much more of everything; old takes away what
 * version 1 did not have. No case; for case scripts.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const metrics[] = { "ns", "cycles", "instructions" };

/* "VALUE" and "VALUExTIMES" words, each VALUE times @factor. */
static json_t *slow_samples(const char *text, double factor)
{
	char *out = NULL, *end;
	size_t size;
	FILE *f = open_memstream(&out, &size);
	json_t *json;

	while (f && *text) {
		fprintf(f, "%.10g", strtod(text, &end) * factor);
		text = end + strcspn(end, " ");
		fprintf(f, "%.*s%s", (int)(text - end), end, *text ? " " : "");
		text += *text == ' ';
	}
	if (!f || fclose(f))
		exit(1);
	json = json_string(out);
	free(out);
	return json;
}

static void slow_metric(json_t *metric, double factor)
{
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe(metric, next, key, value)
		if (!strcmp(key, "samples"))
			json_object_set_new(metric, key,
					    slow_samples(json_string_value(value), factor));
		else if (strcmp(key, "n") && strcmp(key, "outliers"))
			json_object_set_new(metric, key,
					    json_real(json_number_value(value) * factor));
}

static void slow_row(json_t *row, double factor)
{
	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		slow_metric(json_object_get(row, metrics[i]), factor);
}

/* Version 1 had but one state of the host. */
static bool is_new(const json_t *row)
{
	const char *host = json_string_value(json_object_get(row, "host"));

	return !host || strcmp(host, "clean");
}

static void drop_new(json_t *rows)
{
	for (size_t i = json_array_size(rows); i-- > 0;)
		if (is_new(json_array_get(rows, i)))
			json_array_remove(rows, i);
}

static void make_old(json_t *row)
{
	static const char *const kept[] = { "mean_low", "mean_high", "outliers", "samples" };

	json_object_del(row, "name");
	json_object_del(row, "host");
	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		for (size_t k = 0; k < sizeof(kept) / sizeof(kept[0]); k++)
			json_object_del(json_object_get(row, metrics[i]), kept[k]);
}

int main(int argc, char **argv)
{
	json_t *root = json_loadf(stdin, 0, NULL), *row;
	const char *name;
	size_t i;

	if (!root || argc < 2) {
		fprintf(stderr, "bench_edit: no result on stdin, or nothing to do\n");
		return 1;
	}
	if (argc == 2)
		drop_new(json_object_get(root, "rows"));
	json_array_foreach(json_object_get(root, "rows"), i, row) {
		name = json_string_value(json_object_get(row, "name"));
		if (argc == 4 && name && !strcmp(name, argv[2]))
			slow_row(row, 1 + atof(argv[3]) / 100);
		else if (argc == 2)
			make_old(row);
	}
	if (argc == 2) {
		json_object_set_new(root, "version", json_integer(1));
		json_object_del(root, "noise");
	}
	return json_dumpf(root, stdout, JSON_INDENT(2)) ? 1 : 0;
}
