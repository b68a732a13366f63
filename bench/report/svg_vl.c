// SPDX-License-Identifier: GPL-2.0
/*
 * A chart of a metric over the VL: for each guest its medians, the 95% interval
 * of each over the rounds, and the line of the fit.
 */
#include <math.h>
#include <string.h>

#include "bench/results/vl_fit.h"
#include "svg.h"

#define MARGIN		14	/* between the axes and the first VL */
#define LEGEND_Y	(SVG_HEIGHT - 14)
#define LEGEND_STEP	96
#define VL_TICKS	8

/* The chart's x axis and those of the values. */
struct chart {
	const struct svg_panel *panel;
	enum metric metric;
	struct svg_scale scale;
	unsigned int low_vl, high_vl;
};

static struct chart chart_of(const struct svg_panel *panel, enum metric metric)
{
	struct chart chart = { .panel = panel, .metric = metric };
	double low = INFINITY, high = -INFINITY;

	for (const struct result *r = panel->first; (r = svg_next(panel, r)); r++) {
		const struct stats *s = &r->metric[metric];

		if (!s->n)
			continue;
		low = fmin(low, s->p50_low);
		high = fmax(high, s->p50_high);
		if (!chart.low_vl || (r->vl && r->vl < chart.low_vl))
			chart.low_vl = r->vl;
		chart.high_vl = r->vl > chart.high_vl ? r->vl : chart.high_vl;
	}
	/* From 0, unless all that can be seen is the difference. */
	chart.scale = svg_scale(low > 0 && low > high / 2 ? low : fmin(low, 0), high, false);
	return chart;
}

static double vl_x(const struct chart *chart, double vl)
{
	const struct svg_plot inner = { .left = SVG_LEFT + MARGIN, .right = SVG_RIGHT - MARGIN };
	const struct svg_scale scale = {
		.low = chart->low_vl,
		.high = chart->high_vl > chart->low_vl ? chart->high_vl : chart->low_vl + 1,
	};

	/* A vcpu without SVE is left of all. */
	if (vl < chart->low_vl)
		return SVG_LEFT + MARGIN / 3.0;
	return svg_x_at(&inner, &scale, vl);
}

static void draw_fit(FILE *out, const struct chart *chart)
{
	const struct result *first = chart->panel->first;
	struct vl_fit fit;

	for (struct vl_fit_iter i = { 0 }; vl_fit_next(chart->panel->set, &i, &fit);) {
		const struct fit *line = &fit.line;

		if (fit.metric != chart->metric || !results_same_table(fit.first, first))
			continue;
		fprintf(out, "<path class=\"f %s\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n",
			svg_guest_class(fit.first->guest), vl_x(chart, chart->low_vl),
			svg_y(&chart->scale, line->a + line->b * chart->low_vl / VLS_VQ_BITS),
			vl_x(chart, chart->high_vl),
			svg_y(&chart->scale, line->a + line->b * chart->high_vl / VLS_VQ_BITS));
	}
}

static void draw_point(FILE *out, const struct chart *chart, const struct result *r)
{
	const struct stats *s = &r->metric[chart->metric];
	const char *class = svg_guest_class(r->guest);
	double x = vl_x(chart, r->vl);

	fprintf(out, "<path class=\"i %s\" d=\"M%.1f %.1fV%.1f\"/>\n", class, x,
		svg_y(&chart->scale, s->p50_low), svg_y(&chart->scale, s->p50_high));
	fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\"><title>", class, x,
		svg_y(&chart->scale, s->p50));
	html_text(out, r->name);
	fprintf(out, ": %.10g</title></circle>\n", s->p50);
}

static void draw_vls(FILE *out, const struct chart *chart)
{
	double room = (SVG_RIGHT - SVG_LEFT) / (double)VL_TICKS, last = -SVG_WIDTH;

	for (const struct result *r = chart->panel->first; (r = svg_next(chart->panel, r)); r++) {
		double x = vl_x(chart, r->vl);

		if (!r->vl || x < last + room * 0.9)
			continue;
		last = x;
		fprintf(out, "<text class=\"m\" x=\"%.1f\" y=\"%d\">%u</text>\n", x,
			SVG_BOTTOM + 16, r->vl);
	}
}

static void draw_legend(FILE *out, const struct chart *chart)
{
	const char *guest = NULL;
	int x = SVG_LEFT;

	for (const struct result *r = chart->panel->first; (r = svg_next(chart->panel, r)); r++) {
		if (guest && !strcmp(guest, r->guest))
			continue;
		guest = r->guest;
		fprintf(out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"4\"/>"
			"<text x=\"%d\" y=\"%d\">",
			svg_guest_class(guest), x, LEGEND_Y - 4, x + 9, LEGEND_Y);
		html_text(out, guest);
		fputs("</text>\n", out);
		x += LEGEND_STEP;
	}
	fprintf(out, "<text class=\"n\" x=\"%d\" y=\"%d\">VL in bits</text>\n", SVG_RIGHT,
		LEGEND_Y);
}

void svg_over_vl(FILE *out, const struct svg_panel *panel, enum metric metric)
{
	struct chart chart = chart_of(panel, metric);
	char title[64];

	snprintf(title, sizeof(title), "median %s per round trip, over the VL",
		 metric_name(metric));
	svg_begin(out, title, panel->first->exit, SVG_HEIGHT);
	svg_axis(out, &chart.scale);
	draw_fit(out, &chart);
	for (const struct result *r = panel->first; (r = svg_next(panel, r)); r++)
		if (r->metric[metric].n)
			draw_point(out, &chart, r);
	draw_vls(out, &chart);
	draw_legend(out, &chart);
	svg_finish(out);
}
