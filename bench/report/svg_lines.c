// SPDX-License-Identifier: GPL-2.0
/* A chart of many results: a line for each, over the VL. */
#include <math.h>
#include <stdlib.h>

#include "bench/results/summary.h"
#include "html.h"
#include "svg.h"

#define HEIGHT		262
#define LABELS_MAX	16	/* lines that have room for a number at their end */
#define LABEL_ROOM	26
#define LABEL_STEP	12	/* between two of them */
#define MARGIN		12	/* between the axes and the first VL */
#define LEAST_RANGE	0.9	/* where an axis begins, at most, in parts of its end */
#define VL_ROOM		40

/* Where a line ends, and so its number stands. */
struct end {
	size_t number;
	double x, y;
};

struct chart {
	FILE *out;
	const struct svg_line *lines;
	size_t n;
	bool added;
	struct svg_plot plot;
	struct svg_scale vls, scale;
	unsigned int low_vl, high_vl;
	struct end ends[HTML_MANY_MAX];
	size_t nr_ends;
};

/* The next VL of @set that has a value. Other kinds of exit are not to be compared with these. */
static bool next_value(const struct chart *chart, const struct result_set *set,
		       struct summary_row *row, double *val)
{
	const struct result *first = summary_table(set);

	while (first && breakdown_fits(first) && summary_next(set, first, row)) {
		if (!row->of->vl || !(chart->added ? row->has_added : !!row->trip[SUMMARY_SVE]))
			continue;
		*val = chart->added ? row->added : row->trip[SUMMARY_SVE]->p50;
		return true;
	}
	return false;
}

static void add_vl(struct chart *chart, unsigned int vl)
{
	if (!chart->low_vl || vl < chart->low_vl)
		chart->low_vl = vl;
	if (vl > chart->high_vl)
		chart->high_vl = vl;
}

/* False: no result has a value to draw. */
static bool measure(struct chart *chart)
{
	double low = INFINITY, high = -INFINITY, val;

	for (size_t i = 0; i < chart->n; i++) {
		struct summary_row row = { 0 };

		while (next_value(chart, chart->lines[i].set, &row, &val)) {
			low = fmin(low, val);
			high = fmax(high, val);
			add_vl(chart, row.of->vl);
		}
	}
	if (!chart->high_vl)
		return false;
	/* A cost from 0. A whole round trip so that a difference is not drawn larger than it is. */
	low = fmin(low, chart->added ? 0 : high * LEAST_RANGE);
	chart->scale = svg_scale(low, high, false);
	chart->vls = svg_scale_exact(chart->low_vl, chart->high_vl, 0);
	chart->plot = svg_plot;
	chart->plot.left += MARGIN;
	chart->plot.right -= LABEL_ROOM + MARGIN;
	return true;
}

static double x_of(const struct chart *chart, const struct summary_row *row)
{
	return svg_x_at(&chart->plot, &chart->vls, row->of->vl);
}

static void draw_points(const struct chart *chart, const struct svg_line *line)
{
	struct summary_row row = { 0 };
	double val;

	while (next_value(chart, line->set, &row, &val)) {
		fprintf(chart->out, "<circle class=\"" SVG_LINE_CLASS "\" cx=\"%.1f\" cy=\"%.1f\" "
			"r=\"2.6\"><title>#%zu ", SVG_LINE_CLASS_OF(line->number),
			x_of(chart, &row), svg_y(&chart->scale, val), line->number);
		html_text(chart->out, line->set->context.host_name);
		fprintf(chart->out, ", VL %u: %.0f</title></circle>\n", row.of->vl, val);
	}
}

static void draw_line(struct chart *chart, const struct svg_line *line)
{
	struct summary_row row = { 0 };
	struct end end = { .number = line->number };
	bool any = false;
	double val;

	while (next_value(chart, line->set, &row, &val)) {
		double x = x_of(chart, &row), y = svg_y(&chart->scale, val);

		if (!any)
			fprintf(chart->out, "<path class=\"" SVG_LINE_CLASS "\" d=\"M",
				SVG_LINE_CLASS_OF(line->number));
		fprintf(chart->out, any ? "L%.1f %.1f" : "%.1f %.1f", x, y);
		if (!any || x > end.x) {
			end.x = x;
			end.y = y;
		}
		any = true;
	}
	if (!any)
		return;
	fputs("\"/>\n", chart->out);
	draw_points(chart, line);
	chart->ends[chart->nr_ends++] = end;
}

static int by_y(const void *a, const void *b)
{
	const struct end *first = a, *second = b;

	return (first->y > second->y) - (first->y < second->y);
}

/* The numbers at the ends of the lines, moved apart where they would overlap. */
static void draw_numbers(struct chart *chart)
{
	double last = SVG_TOP - LABEL_STEP, over;

	if (chart->nr_ends > LABELS_MAX)
		return;
	qsort(chart->ends, chart->nr_ends, sizeof(*chart->ends), by_y);
	for (struct end *end = chart->ends; end < chart->ends + chart->nr_ends; end++)
		last = end->y = fmax(end->y, last + LABEL_STEP);
	over = fmax(last - SVG_BOTTOM, 0);
	for (struct end *end = chart->ends; end < chart->ends + chart->nr_ends; end++)
		fprintf(chart->out, "<text x=\"%.1f\" y=\"%.1f\">#%zu</text>\n", end->x + 7,
			end->y - over + 4, end->number);
}

/* A label at each VL of any result, left out where it has no room. */
static void draw_vls(const struct chart *chart)
{
	double last = -VL_ROOM;

	for (unsigned int vl = chart->low_vl; vl <= chart->high_vl; vl += VLS_VQ_BITS) {
		double x = svg_x_at(&chart->plot, &chart->vls, vl);
		bool any = false;

		for (size_t i = 0; i < chart->n && !any; i++) {
			const struct result_set *set = chart->lines[i].set;

			for (size_t r = 0; r < set->nr_results && !any; r++)
				any = set->results[r].vl == vl;
		}
		if (!any || x < last + VL_ROOM)
			continue;
		last = x;
		fprintf(chart->out, "<text class=\"m\" x=\"%.1f\" y=\"%d\">%u</text>\n", x,
			SVG_BOTTOM + 16, vl);
	}
	fprintf(chart->out, "<text class=\"n\" x=\"%d\" y=\"%d\">VL in bits</text>\n", SVG_RIGHT,
		SVG_BOTTOM + 32);
}

void svg_lines(FILE *out, const struct svg_line *lines, size_t n, bool added)
{
	struct chart chart = { .out = out, .lines = lines, .n = n, .added = added };
	char title[64];

	if (!measure(&chart))
		return;
	snprintf(title, sizeof(title), added ? "What SVE adds to a round trip, in %s" :
		 "A round trip with SVE, in %s", metric_name(summary_metric(lines->set)));
	svg_begin(out, title, "mmio", HEIGHT);
	svg_axis(out, &chart.scale);
	for (size_t i = 0; i < n; i++)
		draw_line(&chart, &lines[i]);
	draw_numbers(&chart);
	draw_vls(&chart);
	svg_finish(out);
}
