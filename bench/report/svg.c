// SPDX-License-Identifier: GPL-2.0
/* What the charts of the HTML page share: scales, axes, columns; see svg.h. */
#include <math.h>
#include <string.h>

#include "lib/cli/printable.h"
#include "svg.h"

#define TICKS		5
#define LOG_RANGE_MAX	1e9	/* what is smaller is drawn at the lower end */
#define NARROW		1e-9	/* a range that is so small a part of its end has no steps */
#define GROUP_GAP	0.8	/* between two guests, in columns */
#define LABEL_ROOM	17	/* for a VL, turned */

void html_text(FILE *out, const char *text)
{
	for (size_t len; *text; text += len ? len : 1) {
		len = printable_char(text);
		switch (*text) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			fprintf(out, "%.*s", len ? (int)len : 1, len ? text : "?");
		}
	}
}

const struct result *svg_next(const struct svg_panel *panel, const struct result *r)
{
	const struct result *end = panel->set->results + panel->set->nr_results;

	for (; r < end; r++)
		if (!strcmp(r->exit, panel->first->exit) &&
		    !strcmp(r->host_state, panel->first->host_state))
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

/* 1, 2 or 5 times a power of ten, that @range has some five times. */
static double step_of(double range)
{
	double step = range / TICKS, power = pow(10, floor(log10(step)));

	if (step <= power)
		return power;
	return step <= 2 * power ? 2 * power : step <= 5 * power ? 5 * power : 10 * power;
}

struct svg_scale svg_scale(double low, double high, bool log)
{
	struct svg_scale scale = { low, high, 0, log && low > 0 };

	if (scale.log) {
		scale.low = fmax(low, high / LOG_RANGE_MAX) / 1.1;
		scale.high *= 1.1;
		return scale;
	}
	if (high - low <= fabs(high) * NARROW) {
		scale.low -= 1 + fabs(high) / TICKS;
		scale.high += 1 + fabs(high) / TICKS;
	}
	scale.step = step_of(scale.high - scale.low);
	scale.low = floor(scale.low / scale.step) * scale.step;
	scale.high = ceil(scale.high / scale.step) * scale.step;
	return scale;
}

double svg_y(const struct svg_scale *scale, double val)
{
	double part;

	if (scale->log)
		part = log(fmax(val, scale->low) / scale->low) / log(scale->high / scale->low);
	else
		part = (val - scale->low) / (scale->high - scale->low);
	return SVG_BOTTOM - part * (SVG_BOTTOM - SVG_TOP);
}

void svg_begin(FILE *out, const char *title, const char *exit, int height)
{
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">"
		"<title>", SVG_WIDTH, height);
	html_text(out, title);
	fputs(", exit ", out);
	html_text(out, exit);
	fprintf(out, "</title>\n<text class=\"t\" x=\"4\" y=\"15\">");
	html_text(out, title);
	fputs("</text>\n", out);
}

void svg_end(FILE *out)
{
	fputs("</svg>\n", out);
}

/* "20000" as "20k": so numbers stay short. */
static void print_short(FILE *out, double val)
{
	if (fabs(val) >= 1e6)
		fprintf(out, "%.6gM", val / 1e6);
	else if (fabs(val) >= 1e4)
		fprintf(out, "%.6gk", val / 1e3);
	else
		fprintf(out, "%.6g", val);
}

static void grid_line(FILE *out, const struct svg_scale *scale, double val)
{
	double y = svg_y(scale, val);

	fprintf(out, "<path class=\"g\" d=\"M%d %.1fH%d\"/><text class=\"n\" x=\"%d\" y=\"%.1f\">",
		SVG_LEFT, y, SVG_RIGHT, SVG_LEFT - 5, y + 4);
	print_short(out, val);
	fputs("</text>\n", out);
}

static void log_axis(FILE *out, const struct svg_scale *scale)
{
	static const double in_decade[] = { 1, 2, 5 };
	size_t each = scale->high / scale->low > 200 ? 1 : 3;

	for (double ten = pow(10, floor(log10(scale->low))); ten <= scale->high; ten *= 10)
		for (size_t i = 0; i < each; i++)
			if (ten * in_decade[i] >= scale->low && ten * in_decade[i] <= scale->high)
				grid_line(out, scale, ten * in_decade[i]);
}

void svg_axis(FILE *out, const struct svg_scale *scale)
{
	if (scale->log)
		log_axis(out, scale);
	else
		for (int i = 0; scale->low + i * scale->step <= scale->high + scale->step / 2; i++)
			grid_line(out, scale, scale->low + i * scale->step);
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
	static const char *const known[] = { "none", "fpsimd", "sve" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(guest, known[i]))
			return known[i];
	return "none";
}
