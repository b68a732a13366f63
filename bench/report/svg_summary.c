// SPDX-License-Identifier: GPL-2.0
/*
 * The chart that the page opens with: for each VL a bar of what a round trip takes. It stands on
 * the bare exit, that of a guest without FP; what SVE adds is upon that, in parts.
 */
#include <math.h>

#include "bench/results/summary.h"
#include "svg.h"

#define HEIGHT		318
#define LEGEND_Y	280
#define LEGEND_LINE	16
#define LEGEND_STEP	152
#define LEGEND_COLUMNS	3
#define TOTALS_MAX	8	/* bars that have room for their total above them */
#define WIDEST		64	/* a bar */
#define VL_ROOM		30	/* for a VL in one line */

enum part { BARE, HOST_SAVE, GUEST, REST, RESTORE, SAVE, ADDED, NR_PARTS };

static const struct {
	const char *name, *class;
} parts[NR_PARTS] = {
	[BARE] = { "exit without FP", "p5" },
	[HOST_SAVE] = { "host save", "p0" },
	[GUEST] = { "guest's own code", "p4" },
	[REST] = { "trap and rest", "p3" },
	[RESTORE] = { "restore", "p1" },
	[SAVE] = { "save", "p2" },
	[ADDED] = { "SVE adds", "p6" },
};

struct chart {
	FILE *out;
	const struct result_set *set;
	const struct result *first;
	bool added;		/* only what SVE adds */
	struct svg_scale scale;
	size_t n;		/* bars */
	bool has[NR_PARTS], has_fpsimd, below_0;
};

static void values_of(const struct chart *chart, const struct summary_row *row,
		      double values[NR_PARTS])
{
	const struct breakdown *b = &row->parts;

	for (int i = 0; i < NR_PARTS; i++)
		values[i] = 0;
	if (!chart->added && row->trip[SUMMARY_NONE])
		values[BARE] = row->trip[SUMMARY_NONE]->p50;
	if (row->has_parts) {
		values[HOST_SAVE] = b->host_save;
		values[GUEST] = b->guest;
		values[REST] = b->rest;
		values[RESTORE] = b->guest_restore;
		values[SAVE] = b->guest_save;
	} else if (row->has_added) {
		values[ADDED] = row->added;
	}
}

/* Find which parts any bar has, and how high the highest bar is. */
static void measure(struct chart *chart)
{
	struct summary_row row = { 0 };
	double values[NR_PARTS], high = 0;

	while (summary_next(chart->set, chart->first, &row)) {
		const struct stats *fpsimd = chart->added ? NULL : row.trip[SUMMARY_FPSIMD];
		double total = 0;

		values_of(chart, &row, values);
		for (int i = 0; i < NR_PARTS; i++) {
			chart->has[i] |= values[i] > 0;
			chart->below_0 |= values[i] < 0;
			total += fmax(values[i], 0);
		}
		if (fpsimd)
			total = fmax(total, fpsimd->p50);
		chart->has_fpsimd |= !!fpsimd;
		high = fmax(high, total);
		chart->n++;
	}
	chart->scale = svg_scale(0, high > 0 ? high : 1, false);
}

static double bar_width(const struct chart *chart)
{
	return (SVG_RIGHT - SVG_LEFT) / (double)chart->n;
}

static void draw_total(const struct chart *chart, double x, double total)
{
	if (chart->n > TOTALS_MAX || total <= 0)
		return;
	fprintf(chart->out, "<text class=\"m\" x=\"%.1f\" y=\"%.1f\">", x,
		svg_y(&chart->scale, total) - 4);
	svg_label_number(chart->out, total, NULL);
	fputs("</text>\n", chart->out);
}

/* Around @x. */
static void draw_bar(const struct chart *chart, const struct summary_row *row, double x)
{
	double values[NR_PARTS], from = 0, half = fmin(bar_width(chart) * 0.38, WIDEST / 2.0);
	const struct stats *fpsimd = chart->added ? NULL : row->trip[SUMMARY_FPSIMD];

	values_of(chart, row, values);
	for (int i = 0; i < NR_PARTS; i++) {
		double top = svg_y(&chart->scale, from + fmax(values[i], 0));

		if (values[i] <= 0)
			continue;
		fprintf(chart->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
			"height=\"%.1f\"><title>VL %u: %s %.0f</title></rect>\n", parts[i].class,
			x - half, top, 2 * half, svg_y(&chart->scale, from) - top, row->of->vl,
			parts[i].name, values[i]);
		from += values[i];
	}
	draw_total(chart, x, from);
	if (fpsimd)
		fprintf(chart->out, "<path class=\"k\" d=\"M%.1f %.1fH%.1f\"><title>VL %u: "
			"FP/SIMD guest %.0f</title></path>\n", x - half,
			svg_y(&chart->scale, fpsimd->p50), x + half, row->of->vl, fpsimd->p50);
}

/* Where there is no room for it in one line a VL is turned, and some are left out. */
static void draw_vl(const struct chart *chart, unsigned int vl, size_t i, double x)
{
	size_t every = ceil(VL_ROOM / 2.0 / bar_width(chart));

	if (bar_width(chart) >= VL_ROOM)
		fprintf(chart->out, "<text class=\"m\" x=\"%.1f\" y=\"%d\">", x, SVG_BOTTOM + 16);
	else if (i % every == 0)
		fprintf(chart->out, "<text class=\"n\" transform=\"translate(%.1f %d) "
			"rotate(-60)\">", x + 4, SVG_BOTTOM + 11);
	else
		return;
	fprintf(chart->out, vl ? "%u</text>\n" : "-</text>\n", vl);
}

static void legend_item(FILE *out, size_t i, const char *class, const char *name)
{
	int x = 4 + LEGEND_STEP * (int)(i % LEGEND_COLUMNS);
	int y = LEGEND_Y + LEGEND_LINE * (int)(i / LEGEND_COLUMNS);

	if (class)
		fprintf(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"9\" height=\"9\"/>",
			class, x, y - 8);
	else
		fprintf(out, "<path class=\"k\" d=\"M%d %dh9\"/>", x, y - 4);
	fprintf(out, "<text x=\"%d\" y=\"%d\">%s</text>\n", x + 13, y, name);
}

static void draw_legend(const struct chart *chart)
{
	bool ns = summary_metric(chart->set) == METRIC_NS;
	size_t n = 0;

	for (int i = 0; i < NR_PARTS; i++)
		if (chart->has[i])
			legend_item(chart->out, n++, parts[i].class,
				    i == REST && ns ? "trap, guest, rest" : parts[i].name);
	if (chart->has_fpsimd)
		legend_item(chart->out, n, NULL, "FP/SIMD guest, in all");
}

bool svg_summary(FILE *out, const struct result_set *set, const struct result *first, bool added)
{
	struct chart chart = { .out = out, .set = set, .first = first, .added = added };
	const char *unit = metric_name(summary_metric(set));
	struct summary_row row = { 0 };
	char title[64];

	measure(&chart);
	snprintf(title, sizeof(title), added ? "What SVE adds to that, in %s" :
		 "A round trip by VL, in %s", unit);
	svg_begin(out, title, first->exit, HEIGHT);
	svg_axis(out, &chart.scale);
	for (size_t i = 0; summary_next(set, first, &row); i++) {
		double x = SVG_LEFT + bar_width(&chart) * (i + 0.5);

		draw_bar(&chart, &row, x);
		draw_vl(&chart, row.of->vl, i, x);
	}
	draw_legend(&chart);
	svg_finish(out);
	return !chart.below_0;
}
