// SPDX-License-Identifier: GPL-2.0
/* What a comparison found; see comparison.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "comparison.h"
#include "lib/cli/cli.h"
#include "lib/cli/printable.h"
#include "lib/cli/wrapped.h"
#include "report.h"
#include "text.h"

#define SCHEMA_VERSION	1
#define NAME_WIDTH	32
#define RATIO_LARGE	10

static double p50(const struct comparison *c, const struct result *r)
{
	return r->metric[c->metric].p50;
}

/* A ratio in at most 6 columns. */
static const char *ratio_text(char cell[TEXT_CELL], double ratio)
{
	if (!(ratio < RATIO_LARGE))
		return text_number(cell, 6, ratio);
	snprintf(cell, TEXT_CELL, "%.4f", ratio);
	return cell;
}

static void print_case(const struct comparison *c, const struct compared *pair, bool full)
{
	char old[TEXT_CELL], new[TEXT_CELL], ratio[TEXT_CELL], low[TEXT_CELL], high[TEXT_CELL];
	char interval[2 * TEXT_CELL + 3];

	/* No name of ours is longer, but that of a file may be. */
	printf("%-*s", NAME_WIDTH, pair->baseline->name);
	if (strlen(pair->baseline->name) > NAME_WIDTH)
		printf("\n%*s", NAME_WIDTH, "");
	snprintf(interval, sizeof(interval), "%s..%s", ratio_text(low, pair->low),
		 ratio_text(high, pair->high));
	printf(" %7s %7s %7s  %-14s", text_number(old, 7, p50(c, pair->baseline)),
	       text_number(new, 7, p50(c, pair->candidate)), ratio_text(ratio, pair->ratio),
	       interval);
	if (full)
		printf(" %8.2g %7.2f%% ", pair->p, pair->noise * 100);
	if (pair->verdict != VERDICT_SAME)
		printf(" %s", verdict_name(pair->verdict));
	printf("\n");
}

static void print_head(bool full)
{
	printf("%-*s %7s %7s %7s  %-14s", NAME_WIDTH, "case", "old", "new", "ratio",
	       "95% interval");
	printf(full ? " %8s %8s\n" : "\n", "p", "noise");
}

static void print_range(const struct comparison *c)
{
	double low = c->cases[0].ratio, high = low;

	for (size_t i = 1; i < c->n; i++) {
		low = fmin(low, c->cases[i].ratio);
		high = fmax(high, c->cases[i].ratio);
	}
	printf("%zu cases: %zu slower, %zu faster; ratios from %.4f to %.4f\n", c->n, c->slower,
	       c->faster, low, high);
}

/* What "0 slower" is worth. */
static void print_detectable(const struct comparison *c)
{
	double most = 0;

	for (size_t i = 0; i < c->n; i++)
		most = fmax(most, c->cases[i].detectable);
	if (isfinite(most))
		printf("19 of 20 such comparisons would find a change of %.2g%%\n", most * 100);
}

static void print_metric(const struct comparison *c, bool all, bool full)
{
	printf("\n%s\n", metric_name(c->metric));
	if (all || c->slower || c->faster)
		print_head(full);
	for (size_t i = 0; i < c->n; i++)
		if (all || c->cases[i].verdict != VERDICT_SAME)
			print_case(c, &c->cases[i], full);
	print_range(c);
	if (c->untested)
		printf("%zu more cases have fewer than %d rounds: not compared\n", c->untested,
		       COMPARE_ROUNDS_MIN);
	if (c->blind)
		printf("%zu of the cases have too few rounds to show any change: no verdict\n",
		       c->blind);
	else
		print_detectable(c);
}

/* What else may be why they differ. */
static void print_differences(const struct context_differences *differences)
{
	const struct context_difference *it;
	char text[TEXT_LINE];

	for (it = differences->of; it < differences->of + differences->n; it++) {
		snprintf(text, sizeof(text), "%s, old %s, new %s", it->name, it->baseline,
			 it->candidate);
		wrapped_print(stdout, WRAPPED_WIDTH, "differs: ", 9, text);
	}
}

int report_compare_text(const struct comparisons *c, bool full)
{
	char change[TEXT_LINE];

	snprintf(change, sizeof(change), "new over old: the median of all pairs of rounds; a change "
		 "exceeds %.4g%% and noise", c->by[0].threshold * 100);
	wrapped_print(stdout, WRAPPED_WIDTH, "", 0, change);
	if (c->setup_baseline) {
		printf("interleaved, tested by the pairs of rounds\n");
		wrapped_print(stdout, WRAPPED_WIDTH, "old: ", 5, c->setup_baseline);
		wrapped_print(stdout, WRAPPED_WIDTH, "new: ", 5, c->setup_candidate);
	}
	print_differences(&c->differences);
	for (size_t i = 0; i < c->n; i++)
		print_metric(&c->by[i], !i || full, full);
	if (c->only_baseline || c->only_candidate)
		printf("\nnot compared: %zu cases of the old one alone, %zu of the new one\n",
		       c->only_baseline, c->only_candidate);
	return cli_flush();
}

static json_t *case_json(const struct comparison *c, const struct compared *pair)
{
	json_t *json = json_pack("{s:s, s:f, s:f, s:f, s:s}", "name", pair->baseline->name,
				 "old", p50(c, pair->baseline), "new", p50(c, pair->candidate),
				 "ratio", pair->ratio, "verdict", verdict_name(pair->verdict));

	json_object_set_new(json, "noise", json_real(pair->noise));
	json_object_set_new(json, "low", json_real(pair->low));
	json_object_set_new(json, "high", json_real(pair->high));
	json_object_set_new(json, "p", json_real(pair->p));
	json_object_set_new(json, "detectable", isfinite(pair->detectable) ?
			    json_real(pair->detectable) : json_null());
	return json;
}

static json_t *metric_json(const struct comparison *c)
{
	json_t *cases = json_array();

	for (size_t i = 0; i < c->n; i++)
		json_array_append_new(cases, case_json(c, &c->cases[i]));
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:o}", "metric", metric_name(c->metric), "slower",
			 (json_int_t)c->slower, "faster", (json_int_t)c->faster, "untested",
			 (json_int_t)c->untested, "blind", (json_int_t)c->blind, "cases", cases);
}

static json_t *differences_json(const struct context_differences *differences)
{
	const struct context_difference *it;
	json_t *array = json_array();

	for (it = differences->of; it < differences->of + differences->n; it++)
		json_array_append_new(array, json_pack("{s:s, s:s, s:s, s:b}", "what", it->name,
						       "old", it->baseline, "new", it->candidate,
						       "unlike_hosts", it->of_host));
	return array;
}

int report_compare_json(const struct comparisons *c)
{
	json_t *json = cli_json_new("bench-compare", SCHEMA_VERSION), *by = json_array();

	for (size_t i = 0; i < c->n; i++)
		json_array_append_new(by, metric_json(&c->by[i]));
	json_object_set_new(json, "setup_old",
			    c->setup_baseline ? printable_json(c->setup_baseline) : json_null());
	json_object_set_new(json, "setup_new",
			    c->setup_candidate ? printable_json(c->setup_candidate) : json_null());
	json_object_set_new(json, "threshold", json_real(c->by[0].threshold));
	json_object_set_new(json, "slower", json_integer(compare_slower(c)));
	json_object_set_new(json, "differences", differences_json(&c->differences));
	json_object_set_new(json, "only_old", json_integer(c->only_baseline));
	json_object_set_new(json, "only_new", json_integer(c->only_candidate));
	json_object_set_new(json, "by", by);
	return cli_json_print(json, true);
}

static void print_csv(const struct comparison *c, const struct compared *pair)
{
	csv_text(pair->baseline->name);
	printf(",%s,%.10g,%.10g,%.6g", metric_name(c->metric), p50(c, pair->baseline),
	       p50(c, pair->candidate), pair->ratio);
	printf(",%.6g,%.6g,%.3g,%.6g,%s\n", pair->low, pair->high, pair->p, pair->noise,
	       verdict_name(pair->verdict));
}

int report_compare_csv(const struct comparisons *c)
{
	printf("case,metric,baseline,new,ratio,low,high,p,noise,verdict\n");
	for (size_t m = 0; m < c->n; m++)
		for (size_t i = 0; i < c->by[m].n; i++)
			print_csv(&c->by[m], &c->by[m].cases[i]);
	return cli_flush();
}
