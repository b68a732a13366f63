// SPDX-License-Identifier: GPL-2.0
/* What the charts of the HTML page share: their size, and columns; see svg.h. */
#include <math.h>
#include <string.h>

#include "bench/results/summary.h"
#include "svg.h"

#define GROUP_GAP	0.8	/* between two guests, in columns */
#define LABEL_ROOM	17	/* for a VL, turned */

const struct svg_plot svg_plot = {
	.left = SVG_LEFT, .right = SVG_RIGHT, .top = SVG_TOP, .bottom = SVG_BOTTOM,
};

const struct result *svg_next(const struct svg_panel *panel, const struct result *r)
{
	const struct result *end = panel->set->results + panel->set->nr_results;

	for (; r < end; r++)
		if (results_same_table(r, panel->first))
			return r;
	return NULL;
}

bool svg_has(const struct svg_panel *panel, enum metric metric)
{
	for (const struct result *r = panel->first; (r = svg_next(panel, r)); r++)
		if (r->metric[metric].n)
			return true;
	return false;
}

void svg_begin(FILE *out, const char *title, const char *exit, int height)
{
	char spoken[96];

	snprintf(spoken, sizeof(spoken), "%s, exit %s", title, exit);
	fputs("<div class=\"chart\">", out);
	svg_open(out, spoken, SVG_WIDTH, height);
	fprintf(out, "<text class=\"t\" x=\"4\" y=\"15\">");
	html_text(out, title);
	fputs("</text>\n", out);
}

void svg_finish(FILE *out)
{
	svg_end(out);
	fputs("</div>\n", out);
}

void svg_axis(FILE *out, const struct svg_scale *scale)
{
	svg_axis_y(out, &svg_plot, scale, svg_label_number, NULL);
}

/* How many columns, and between how many guests. */
static double count_columns(const struct svg_panel *panel, enum metric metric)
{
	const struct result *before = NULL;
	double n = 0;

	for (const struct result *r = panel->first; (r = svg_next(panel, r)); r++) {
		if (!r->metric[metric].n)
			continue;
		if (before && strcmp(before->guest, r->guest))
			n += GROUP_GAP;
		before = r;
		n++;
	}
	return n;
}

bool svg_column_next(const struct svg_panel *panel, enum metric metric, struct svg_column *column)
{
	const struct result *before = column->r;
	const struct result *r = before ? before + 1 : panel->first;

	while ((r = svg_next(panel, r)) && !r->metric[metric].n)
		r++;
	if (!r)
		return false;
	if (!before) {
		column->width = (SVG_RIGHT - SVG_LEFT) / fmax(count_columns(panel, metric), 1);
		column->x = SVG_LEFT;
	} else {
		column->x += column->width;
		if (strcmp(before->guest, r->guest))
			column->x += column->width * GROUP_GAP;
	}
	column->r = r;
	return true;
}

static void guest_label(FILE *out, const char *guest, double from, double to)
{
	fprintf(out, "<text class=\"m\" x=\"%.1f\" y=\"%d\">guest ", (from + to) / 2,
		SVG_HEIGHT - 5);
	html_text(out, guest);
	fputs("</text>\n", out);
}

void svg_column_labels(FILE *out, const struct svg_panel *panel, enum metric metric)
{
	struct svg_column column = { 0 };
	const char *guest = NULL;
	double from = 0, to = 0, last = -SVG_WIDTH;

	while (svg_column_next(panel, metric, &column)) {
		double x = column.x + column.width / 2;

		if (!guest || strcmp(guest, column.r->guest)) {
			if (guest)
				guest_label(out, guest, from, to);
			guest = column.r->guest;
			from = column.x;
		}
		to = column.x + column.width;
		if (x - last < LABEL_ROOM)
			continue;
		last = x;
		fprintf(out, "<text class=\"n\" transform=\"translate(%.1f %d) rotate(-60)\">",
			x + 4, SVG_BOTTOM + 11);
		fprintf(out, column.r->vl ? "%u</text>\n" : "-</text>\n", column.r->vl);
	}
	if (guest)
		guest_label(out, guest, from, to);
}

const char *svg_guest_class(const char *guest)
{
	for (size_t i = 0; i < NR_SUMMARY_GUESTS; i++)
		if (!strcmp(guest, summary_guests[i]))
			return summary_guests[i];
	return "none";
}
