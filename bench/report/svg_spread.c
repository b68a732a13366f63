// SPDX-License-Identifier: GPL-2.0
/*
 * A chart of distributions: for each case a box between the quartiles, a bar at
 * the median, a line from the least to the 99th percentile, and a point for the
 * largest. By logarithm.
 */
#include <math.h>

#include "svg.h"

#define WIDEST	18	/* of a box */

/* Up to where the line above the box goes: the highest percentile that there is. */
static double whisker(const struct stats *s)
{
	if (stats_has(s, 990))
		return s->p99;
	return stats_has(s, 900) ? s->p90 : s->p75;
}

static void draw_max(FILE *out, const struct svg_scale *scale, const struct svg_column *column,
		     const struct stats *s)
{
	if (!stats_has(s, 1000))
		return;
	fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"1.8\"><title>",
		svg_guest_class(column->r->guest), column->x + column->width / 2,
		svg_y(scale, s->max));
	html_text(out, column->r->name);
	fprintf(out, ": at most %.10g</title></circle>\n", s->max);
}

static void draw_box(FILE *out, const struct svg_scale *scale, const struct svg_column *column,
		     const struct stats *s)
{
	const char *class = svg_guest_class(column->r->guest);
	double x = column->x + column->width / 2, half = fmin(column->width * 0.7, WIDEST) / 2;
	double low = svg_y(scale, s->p25), high = svg_y(scale, s->p75);

	fprintf(out, "<path class=\"i %s\" d=\"M%.1f %.1fV%.1f\"/>\n", class, x,
		svg_y(scale, s->min), svg_y(scale, whisker(s)));
	fprintf(out, "<rect class=\"b %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
		"height=\"%.1f\"/>\n", class, x - half, high, 2 * half, fmax(low - high, 1));
	fprintf(out, "<path class=\"i %s\" d=\"M%.1f %.1fH%.1f\"/>\n", class, x - half,
		svg_y(scale, s->p50), x + half);
	draw_max(out, scale, column, s);
}

void svg_spread(FILE *out, const struct svg_panel *panel, enum metric metric)
{
	struct svg_column column = { 0 };
	struct svg_scale scale;
	double low = INFINITY, high = -INFINITY;
	char title[64];

	while (svg_column_next(panel, metric, &column)) {
		const struct stats *s = &column.r->metric[metric];

		low = fmin(low, s->min);
		high = fmax(high, stats_has(s, 1000) ? s->max : whisker(s));
	}
	scale = svg_scale(low, high, true);
	snprintf(title, sizeof(title), "distribution of %s%s", metric_name(metric),
		 scale.log ? ", by logarithm" : "");
	svg_begin(out, title, panel->first->exit, SVG_HEIGHT);
	svg_axis(out, &scale);
	for (column = (struct svg_column){ 0 }; svg_column_next(panel, metric, &column);)
		draw_box(out, &scale, &column, &column.r->metric[metric]);
	svg_column_labels(out, panel, metric);
	svg_finish(out);
}
