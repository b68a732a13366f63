// SPDX-License-Identifier: GPL-2.0
/* A chart of a comparison: a line for each case, with new over old and its 95% interval. */
#include <math.h>

#include "svg.h"

#define LEFT	240	/* room for the names */
#define RIGHT	(SVG_WIDTH - 20) /* and for half of a label */
#define TOP	34
#define LINE	16
#define NAME_Y	4
#define LABEL	40	/* room for a label of the axis */

static double ratio_x(double half, double ratio)
{
	const struct svg_plot plot = { .left = LEFT, .right = RIGHT };
	const struct svg_scale scale = { .low = 1 - half, .high = 1 + half };

	return fmin(fmax(svg_x_at(&plot, &scale, ratio), LEFT), RIGHT);
}

/* How far from 1 the axis goes: to the farthest ratio, and past the threshold, in percent. */
static double half_of(const struct comparison *c)
{
	double half = fmax(c->threshold * 2, 0.01);

	for (size_t i = 0; i < c->n; i++)
		half = fmax(half, fabs(c->cases[i].ratio - 1) * 1.1);
	return fmin(ceil(half * 100) / 100, 1);
}

static void draw_case(FILE *out, const struct compared *pair, double half, double y)
{
	/* The colour of the guest "none" is one that says nothing. */
	const char *class = pair->verdict == VERDICT_SAME ? "none" : verdict_name(pair->verdict);

	fprintf(out, "<text class=\"n\" x=\"%d\" y=\"%.1f\">", LEFT - 8, y + NAME_Y);
	html_text(out, pair->baseline->name);
	fputs("</text>\n", out);
	fprintf(out, "<path class=\"i %s\" d=\"M%.1f %.1fH%.1f\"/>\n", class,
		ratio_x(half, pair->low), y, ratio_x(half, pair->high));
	fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\"><title>%.4f</title>"
		"</circle>\n", class, ratio_x(half, pair->ratio), y, pair->ratio);
}

/* A line, and its ratio under it if it is to be labelled. */
static void draw_mark(FILE *out, double half, double ratio, bool label, double bottom)
{
	double x = ratio_x(half, ratio);

	fprintf(out, "<path class=\"g\" d=\"M%.1f %dV%.1f\"/>\n", x, TOP - LINE / 2, bottom);
	if (label)
		fprintf(out, "<text class=\"m\" x=\"%.1f\" y=\"%.1f\">%.4g</text>\n", x,
			bottom + 14, ratio);
}

/* The threshold's are labelled where that does not run into those at 1 and at the ends. */
static void draw_axis(FILE *out, double half, double threshold, double bottom)
{
	double to_one = ratio_x(half, 1 + threshold) - ratio_x(half, 1);
	double to_end = RIGHT - ratio_x(half, 1 + threshold);
	bool label = to_one >= LABEL && to_end >= LABEL;

	draw_mark(out, half, 1, true, bottom);
	for (int sign = -1; sign <= 1; sign += 2) {
		draw_mark(out, half, 1 + sign * half, true, bottom);
		if (threshold > 0 && threshold < half)
			draw_mark(out, half, 1 + sign * threshold, label, bottom);
	}
}

void svg_ratios(FILE *out, const struct comparison *c)
{
	double half = half_of(c), bottom = TOP + LINE * (double)c->n;
	char title[64];

	snprintf(title, sizeof(title), "%s, new over old", metric_name(c->metric));
	svg_begin(out, title, "all", (int)bottom + 22);
	draw_axis(out, half, c->threshold, bottom);
	for (size_t i = 0; i < c->n; i++)
		draw_case(out, &c->cases[i], half, TOP + LINE * (i + 0.5));
	svg_finish(out);
}
