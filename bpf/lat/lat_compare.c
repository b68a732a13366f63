// SPDX-License-Identifier: GPL-2.0
/* Two runs of kvm-sve lat side by side; lat_compare.h is the manual. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lat_compare.h"
#include "lat_print.h"
#include "lib/cli/cli.h"
#include "lib/quantile.h"
#include "lib/vls.h"

/* Reading */

/* Slots with one end are one, so that there are no more of them than a scale has. */
static int add_slot(struct lat_past_phase *phase, uint64_t to, uint64_t count)
{
	struct lat_past_slot *more;
	size_t i;

	for (i = 0; i < phase->n; i++) {
		if (phase->slots[i].to != to)
			continue;
		phase->slots[i].count += count;
		return 0;
	}
	more = reallocarray(phase->slots, phase->n + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	phase->slots = more;
	more[phase->n++] = (struct lat_past_slot){ .to = to, .count = count };
	return 0;
}

/* Return: NULL, or what is wrong. */
static const char *add_phase(struct lat_past_phase *phase, const json_t *from)
{
	json_t *count = json_object_get(from, "count"), *mean = json_object_get(from, "mean_ns");
	json_t *max = json_object_get(from, "max_ns"), *slots = json_object_get(from, "slots");
	json_t *slot;
	size_t i;

	if (!json_is_integer(count) || json_integer_value(count) < 0 || !json_is_array(slots))
		return "a phase without count or slots";
	if (!json_integer_value(count))
		return NULL;
	if (!json_is_number(mean) || !json_is_number(max))
		return "a phase without mean_ns or max_ns";
	phase->count += json_integer_value(count);
	phase->sum += json_number_value(mean) * json_integer_value(count);
	phase->max = fmax(phase->max, json_number_value(max));

	json_array_foreach(slots, i, slot) {
		json_t *to = json_object_get(slot, "to"), *n = json_object_get(slot, "count");

		if (!json_is_integer(to) || !json_is_integer(n))
			return "a slot without to or count";
		if (add_slot(phase, json_integer_value(to), json_integer_value(n)))
			return "too large";
	}
	return NULL;
}

/* Of a row of the file; negative if it is none. */
static int row_of(const json_t *row)
{
	const json_t *vl = json_object_get(row, "vl"), *sve = json_object_get(row, "sve");
	json_int_t bits = json_integer_value(vl);

	if (!json_is_boolean(sve) || (!json_is_null(vl) && !json_is_integer(vl)))
		return -EINVAL;
	if (!json_is_true(sve))
		return LAT_ROW_FPSIMD;
	if (json_is_null(vl))
		return LAT_ROW_OTHER;
	if (bits <= 0 || bits % VLS_VQ_BITS || bits / VLS_VQ_BITS >= LAT_ROW_OTHER)
		return -EINVAL;
	return bits / VLS_VQ_BITS;
}

static const char *add_row(struct lat_past *past, const json_t *row)
{
	const json_t *phases = json_object_get(row, "phases");
	const char *wrong = NULL;
	int i = row_of(row);
	unsigned int phase;

	if (i < 0)
		return "a row without a VL";
	if (!json_is_object(phases))
		return "a row without phases";
	for (phase = 0; phase < LAT_NR_PHASES && !wrong; phase++) {
		const json_t *from = json_object_get(phases, lat_phase_names[phase]);

		if (from)
			wrong = add_phase(&past->phase[i][phase], from);
	}
	return wrong;
}

const char *lat_past_add(struct lat_past *past, const json_t *root)
{
	const char *schema = json_string_value(json_object_get(root, "schema"));
	const char *source = json_string_value(json_object_get(root, "source"));
	const char *scale = json_string_value(json_object_get(root, "scale"));
	const json_t *rows = json_object_get(root, "rows");
	const char *wrong = NULL;
	const json_t *row;
	size_t i;

	if (!schema || strcmp(schema, "kvm-sve/lat"))
		return "not printed by kvm-sve lat --json";
	if (json_integer_value(json_object_get(root, "version")) != 1)
		return "of a version that this kvm-sve does not know";
	if (!json_is_array(rows))
		return "no rows";
	/* There was only the module at first. */
	snprintf(past->source, sizeof(past->source), "%s", source ? source : "module");
	snprintf(past->scale, sizeof(past->scale), "%s", scale ? scale : "log2");
	past->emulated = json_is_true(json_object_get(root, "emulated"));
	json_array_foreach(rows, i, row) {
		wrong = add_row(past, row);
		if (wrong)
			break;
	}
	return wrong;
}

/* All objects of @f. */
static const char *read_objects(struct lat_past *past, FILE *f, char *buf, size_t size)
{
	const char *wrong = NULL;
	unsigned int n = 0;
	json_error_t error;
	int c;

	while (!wrong) {
		json_t *root;

		while ((c = fgetc(f)) == '\n' || c == ' ')
			;
		if (c == EOF)
			break;
		ungetc(c, f);
		root = json_loadf(f, JSON_DISABLE_EOF_CHECK, &error);
		if (!root) {
			snprintf(buf, size, "not JSON, or cut off: %s", error.text);
			return buf;
		}
		wrong = lat_past_add(past, root);
		json_decref(root);
		n++;
	}
	return wrong || n ? wrong : "empty";
}

int lat_past_read(struct lat_past *past, const char *file)
{
	FILE *f = fopen(file, "re");
	char buf[JSON_ERROR_TEXT_LENGTH + 32];
	const char *wrong;

	if (!f) {
		cli_error("%s: %s", file, strerror(errno));
		return CLI_USAGE;
	}
	wrong = read_objects(past, f, buf, sizeof(buf));
	if (!wrong && ferror(f))
		wrong = strerror(errno);
	fclose(f);
	if (!wrong)
		return CLI_OK;
	cli_error("%s: %s", file, wrong);
	return CLI_USAGE;
}

void lat_past_free(struct lat_past *past)
{
	unsigned int row, phase;

	for (row = 0; row < LAT_ROWS; row++)
		for (phase = 0; phase < LAT_NR_PHASES; phase++)
			free(past->phase[row][phase].slots);
}

/* Comparing */

static int compare_slots(const void *a, const void *b)
{
	uint64_t x = ((const struct lat_past_slot *)a)->to;
	uint64_t y = ((const struct lat_past_slot *)b)->to;

	return (x > y) - (x < y);
}

/* As lat_hist_percentile(), but by the ends of slots in whole ns. */
static double at_most(struct lat_past_phase *phase, unsigned int permille)
{
	uint64_t rank = quantile_rank(phase->count, permille), seen = 0;
	size_t i;

	qsort(phase->slots, phase->n, sizeof(*phase->slots), compare_slots);
	for (i = 0; i < phase->n; i++) {
		seen += phase->slots[i].count;
		if (seen >= rank)
			return fmin(phase->slots[i].to, phase->max);
	}
	return phase->max;
}

static double mean_of(const struct lat_past_phase *phase)
{
	return phase->sum / phase->count;
}

/* Print @now as a multiple of @before, which may be 0. */
static void print_ratio(double before, double now)
{
	if (before > 0)
		printf(" %7.3f", now / before);
	else
		printf(" %7s", "-");
}

static void print_phase(unsigned int row, unsigned int phase, struct lat_past_phase *before,
			struct lat_past_phase *now)
{
	char title[LAT_TITLE_SIZE];

	lat_row_title(title, row);
	printf("%-15s %-13s %10.1f %10.1f", title, lat_phase_names[phase], mean_of(before),
	       mean_of(now));
	print_ratio(mean_of(before), mean_of(now));
	print_ratio(at_most(before, 500), at_most(now, 500));
	print_ratio(at_most(before, 990), at_most(now, 990));
	printf("\n");
}

void lat_compare_warn(const struct lat_past *before, const struct lat_past *now, const char *file)
{
	if (strcmp(before->source, now->source))
		cli_error("%s was measured by %s, this by %s: their times do not compare", file,
			  before->source, now->source);
	if (before->emulated != now->emulated)
		cli_error("only one of %s and this run is emulated: their times do not compare",
			  file);
	if (strcmp(before->scale, now->scale))
		cli_error("the slots of %s are %s, those of this run %s: percentiles do not compare",
			  file, before->scale, now->scale);
}

int lat_compare_text(struct lat_past *before, struct lat_past *now, const char *file)
{
	unsigned int row, phase;

	printf("\nAgainst %s\nMeans in ns; mean, p50 and p99 as multiples of those before\n", file);
	printf("%-15s %-13s %10s %10s %7s %7s %7s\n", "", "", "before", "now", "mean", "p50",
	       "p99");
	for (row = 0; row < LAT_ROWS; row++)
		for (phase = 0; phase < LAT_NR_PHASES; phase++)
			if (before->phase[row][phase].count && now->phase[row][phase].count)
				print_phase(row, phase, &before->phase[row][phase],
					    &now->phase[row][phase]);
	return cli_flush();
}

static json_t *json_side(struct lat_past_phase *phase)
{
	json_t *side = json_object(), *percentiles = json_object();
	unsigned int i;

	for (i = 0; i < LAT_NR_PERCENTILES; i++)
		json_object_set_new(percentiles, lat_percentiles[i].name,
				    json_real(at_most(phase, lat_percentiles[i].permille)));
	json_object_set_new(side, "count", json_integer(phase->count));
	json_object_set_new(side, "mean_ns", json_real(mean_of(phase)));
	json_object_set_new(side, "at_most_ns", percentiles);
	return side;
}

static json_t *json_phase(unsigned int row, unsigned int phase, struct lat_past_phase *before,
			  struct lat_past_phase *now)
{
	json_t *object = json_object();

	json_object_set_new(object, "sve", json_boolean(row != LAT_ROW_FPSIMD));
	json_object_set_new(object, "vl",
			    row == LAT_ROW_FPSIMD || row == LAT_ROW_OTHER ?
				    json_null() :
				    json_integer(row * VLS_VQ_BITS));
	json_object_set_new(object, "phase", json_string(lat_phase_names[phase]));
	json_object_set_new(object, "before", json_side(before));
	json_object_set_new(object, "now", json_side(now));
	json_object_set_new(object, "mean_ratio",
			    before->sum > 0 ? json_real(mean_of(now) / mean_of(before)) :
					      json_null());
	return object;
}

json_t *lat_compare_json(struct lat_past *before, struct lat_past *now)
{
	json_t *array = json_array();
	unsigned int row, phase;

	for (row = 0; row < LAT_ROWS; row++)
		for (phase = 0; phase < LAT_NR_PHASES; phase++)
			if (before->phase[row][phase].count && now->phase[row][phase].count)
				json_array_append_new(
					array, json_phase(row, phase, &before->phase[row][phase],
							  &now->phase[row][phase]));
	return array;
}
