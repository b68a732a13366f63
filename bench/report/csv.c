// SPDX-License-Identifier: GPL-2.0
/* The result of a benchmark as comma-separated values: a line for each case and metric. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/context.h"
#include "lib/cli/cli.h"
#include "report.h"

void csv_text(const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, stdout);
		return;
	}
	putchar('"');
	for (; *text; text++)
		printf(*text == '"' ? "\"\"" : "%c", *text);
	putchar('"');
}

/* Empty where the samples have no such percentile. */
static void print_tail(const struct stats *s, unsigned int permille, double val)
{
	if (stats_has(s, permille))
		printf(",%.10g", val);
	else
		printf(",");
}

/* The context, the same in each line, so that those of many files can be put together. */
struct columns {
	char *texts[CONTEXT_MAX];	/* NULL: an empty field */
	size_t n;
};

/* Print the names of the columns of @set and fill in @columns. */
static void begin_columns(struct columns *columns, const struct result_set *set)
{
	struct context_item items[CONTEXT_MAX];

	columns->n = context_items(items, set);
	for (size_t i = 0; i < columns->n; i++) {
		printf(",%s", items[i].key);
		columns->texts[i] = json_is_null(items[i].val) ? NULL : context_text(&items[i]);
	}
	context_free(items, columns->n);
}

static void print_columns(const struct columns *columns)
{
	for (size_t i = 0; i < columns->n; i++) {
		putchar(',');
		csv_text(columns->texts[i] ? columns->texts[i] : "");
	}
}

static void print_line(const struct result *r, enum metric metric,
		       const struct columns *context)
{
	const struct stats *s = &r->metric[metric];

	if (!s->n)
		return;
	csv_text(r->name);
	putchar(',');
	csv_text(r->guest);
	putchar(',');
	csv_text(r->exit);
	printf(",%u,", r->vl);
	csv_text(r->host_state);
	printf(",%u,%u,%s,%s", r->host_vl, r->peer_vl, metric_name(metric),
	       metric_unit(metric));
	printf(",%zu,%.10g,%.10g", s->n, s->min, s->p50);
	print_tail(s, 900, s->p90);
	print_tail(s, 990, s->p99);
	print_tail(s, 999, s->p999);
	print_tail(s, 1000, s->max);
	printf(",%.10g,%.10g,%.10g,%zu,%u", s->mean, s->mean_low, s->mean_high, s->outliers,
	       r->trips);
	print_columns(context);
	putchar('\n');
}

int report_csv(const struct result_set *set)
{
	struct columns context;

	printf("case,guest,exit,vl,host_state,host_vl,peer_vl,metric,unit,"
	       "n,min,p50,p90,p99,p999,max,mean,mean_low,mean_high,outliers,trips");
	begin_columns(&context, set);
	putchar('\n');
	for (size_t i = 0; i < set->nr_results; i++)
		for (int m = 0; m < NR_METRICS; m++)
			print_line(&set->results[i], m, &context);
	for (size_t i = 0; i < context.n; i++)
		free(context.texts[i]);
	return cli_flush();
}
