// SPDX-License-Identifier: GPL-2.0
/* Scales and axes of charts in SVG; see svg_axis.h. */
#include <math.h>

#include "printable.h"
#include "svg_axis.h"

#define TICKS		5
#define LOG_RANGE_MAX	1e9	/* what is smaller is drawn at the lower end */
#define NARROW		1e-9	/* a range that is so small a part of its end has no steps */
#define SLACK		1e-3	/* of a step, that a tick may lie beyond an end by rounding */
#define LABEL_LEFT	5	/* between a label and the plot */
#define LABEL_DOWN	4	/* from the middle of a line of text to its base */
#define LABEL_BELOW	16

/* The round number, 1, 2 or 5 times a power of ten, from @val on. */
static double round_up(double val)
{
	double power = pow(10, floor(log10(val)));

	if (val <= power)
		return power;
	return val <= 2 * power ? 2 * power : val <= 5 * power ? 5 * power : 10 * power;
}

static double round_down(double val)
{
	double power = pow(10, floor(log10(val)));

	return val >= 5 * power ? 5 * power : val >= 2 * power ? 2 * power : power;
}

/* A round number that @range has some five times. */
static double step_of(double range)
{
	return round_up(range / TICKS);
}

/* Scales of one value alone have room above and below it. */
static void widen(struct svg_scale *scale)
{
	double room = 1 + fabs(scale->high) / TICKS;

	if (scale->high - scale->low > fabs(scale->high) * NARROW)
		return;
	scale->low -= room;
	scale->high += room;
}

struct svg_scale svg_scale(double low, double high, bool log)
{
	struct svg_scale scale = { low, high, 0, log && low > 0 };

	/* Between ticks, as a narrow range has none within. */
	if (scale.log) {
		scale.low = round_down(fmax(low, high / LOG_RANGE_MAX));
		scale.high = round_up(fmax(high, scale.low * 1.1));
		return scale;
	}
	widen(&scale);
	scale.step = step_of(scale.high - scale.low);
	scale.low = floor(scale.low / scale.step) * scale.step;
	scale.high = ceil(scale.high / scale.step) * scale.step;
	return scale;
}

struct svg_scale svg_scale_exact(double low, double high, double least)
{
	struct svg_scale scale = { low, high, 0, false };

	widen(&scale);
	scale.step = fmax(step_of(scale.high - scale.low), least);
	return scale;
}

static double part_of(const struct svg_scale *scale, double val)
{
	if (scale->log)
		return log(fmax(val, scale->low) / scale->low) / log(scale->high / scale->low);
	return (val - scale->low) / (scale->high - scale->low);
}

double svg_x_at(const struct svg_plot *plot, const struct svg_scale *scale, double val)
{
	return plot->left + part_of(scale, val) * (plot->right - plot->left);
}

double svg_y_at(const struct svg_plot *plot, const struct svg_scale *scale, double val)
{
	return plot->bottom - part_of(scale, val) * (plot->bottom - plot->top);
}

void svg_label_number(FILE *out, double val, const void *context)
{
	(void)context;
	if (fabs(val) >= 1e6)
		fprintf(out, "%.6gM", val / 1e6);
	else if (fabs(val) >= 1e4)
		fprintf(out, "%.6gk", val / 1e3);
	else
		fprintf(out, "%.6g", val);
}

/* How one axis draws a tick. */
struct axis {
	FILE *out;
	const struct svg_plot *plot;
	const struct svg_scale *scale;
	svg_label *label;
	const void *context;
	void (*tick)(const struct axis *axis, double val);
};

static void tick_y(const struct axis *axis, double val)
{
	double y = svg_y_at(axis->plot, axis->scale, val);

	fprintf(axis->out, "<path class=\"g\" d=\"M%.5g %.1fH%.5g\"/>"
		"<text class=\"n\" x=\"%.5g\" y=\"%.1f\">", axis->plot->left, y,
		axis->plot->right, axis->plot->left - LABEL_LEFT, y + LABEL_DOWN);
	axis->label(axis->out, val, axis->context);
	fputs("</text>\n", axis->out);
}

static void tick_x(const struct axis *axis, double val)
{
	fprintf(axis->out, "<text class=\"m\" x=\"%.1f\" y=\"%.5g\">",
		svg_x_at(axis->plot, axis->scale, val), axis->plot->bottom + LABEL_BELOW);
	axis->label(axis->out, val, axis->context);
	fputs("</text>\n", axis->out);
}

static void log_ticks(const struct axis *axis)
{
	static const double in_decade[] = { 1, 2, 5 };
	const struct svg_scale *scale = axis->scale;
	size_t each = scale->high / scale->low > 200 ? 1 : 3;

	for (double ten = pow(10, floor(log10(scale->low))); ten <= scale->high * (1 + SLACK); ten *= 10)
		for (size_t i = 0; i < each; i++)
			if (ten * in_decade[i] >= scale->low * (1 - SLACK) &&
			    ten * in_decade[i] <= scale->high * (1 + SLACK))
				axis->tick(axis, ten * in_decade[i]);
}

static void ticks(const struct axis *axis)
{
	const struct svg_scale *scale = axis->scale;
	double first = ceil(scale->low / scale->step - SLACK) * scale->step;

	if (scale->log) {
		log_ticks(axis);
		return;
	}
	for (int i = 0; first + i * scale->step <= scale->high + scale->step * SLACK; i++)
		axis->tick(axis, first + i * scale->step);
}

void svg_axis_y(FILE *out, const struct svg_plot *plot, const struct svg_scale *scale,
		svg_label *label, const void *context)
{
	ticks(&(struct axis){ out, plot, scale, label, context, tick_y });
}

void svg_axis_x(FILE *out, const struct svg_plot *plot, const struct svg_scale *scale,
		svg_label *label, const void *context)
{
	ticks(&(struct axis){ out, plot, scale, label, context, tick_x });
}

/* What stands for @c in HTML, or NULL: @c itself. */
static const char *entity_of(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void html_text(FILE *out, const char *text)
{
	while (*text) {
		size_t len = printable_char(text);
		const char *instead = len ? entity_of(*text) : "?";

		if (instead)
			fputs(instead, out);
		else
			fwrite(text, 1, len, out);
		text += len ? len : 1;
	}
}

void svg_open(FILE *out, const char *title, double width, double height)
{
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.5g %.5g\" "
		"role=\"img\"><title>", width, height);
	html_text(out, title);
	fputs("</title>\n", out);
}

void svg_end(FILE *out)
{
	fputs("</svg>\n", out);
}
