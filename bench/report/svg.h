/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The charts of the HTML page, each an SVG of its own, and what they share. A
 * chart is narrow, so that its text can be read on a phone.
 */
#ifndef KVM_SVE_BENCH_REPORT_SVG_H
#define KVM_SVE_BENCH_REPORT_SVG_H

#include <stdio.h>

#include "bench/results/compare.h"
#include "lib/cli/svg_axis.h"

#define SVG_WIDTH	480
#define SVG_HEIGHT	284
#define SVG_LEFT	58	/* of the plot: room for the numbers of the y axis */
#define SVG_RIGHT	468
#define SVG_TOP		30
#define SVG_BOTTOM	226

/* The cases of one kind of exit and state of the host, which share their charts. */
struct svg_panel {
	const struct result_set *set;
	const struct result *first;
};

/* The case at or after @r that is of @panel, or NULL. Begin with panel->first. */
const struct result *svg_next(const struct svg_panel *panel, const struct result *r);

/* Has any case of @panel this metric? */
bool svg_has(const struct svg_panel *panel, enum metric metric);

/* The plot of a chart of that size. */
extern const struct svg_plot svg_plot;

static inline double svg_y(const struct svg_scale *scale, double val)
{
	return svg_y_at(&svg_plot, scale, val);
}

/* A chart's place on the page and <svg>, with the title as it is shown and read out. */
void svg_begin(FILE *out, const char *title, const char *exit, int height);
void svg_finish(FILE *out);
void svg_axis(FILE *out, const struct svg_scale *scale);

/* A case has a column of its own in some charts, those of a guest next to each other. */
struct svg_column {
	const struct result *r;
	double x, width;
};

/* The next column of @panel; begin with all 0. False: no more. */
bool svg_column_next(const struct svg_panel *panel, enum metric metric, struct svg_column *column);

/* Below the columns: the guests and their VLs. */
void svg_column_labels(FILE *out, const struct svg_panel *panel, enum metric metric);

/* The class of CSS that colours a guest: known names alone. */
const char *svg_guest_class(const char *guest);

/*
 * The summary, a bar for each VL: what a round trip takes, from the bare exit up; or, @added,
 * only what SVE adds. Return: false if a part below 0 could not be drawn.
 */
bool svg_summary(FILE *out, const struct result_set *set, const struct result *first, bool added);

/* A result that has a line of its own, and the number that it is known by on the page. */
struct svg_line {
	const struct result_set *set;
	size_t number;
};

/* Of @number the n-th, from 1: the classes of CSS that distinguish it. */
#define SVG_LINE_CLASS		"l%zu d%zu"
#define SVG_LINE_CLASS_OF(number) ((number) - 1) % 8, ((number) - 1) / 8 % 8

/*
 * What SVE adds to a round trip over the VL, or, not @added, the whole round trip with SVE: a
 * line for each result. All are counted in the same unit. Nothing is drawn where none has any.
 */
void svg_lines(FILE *out, const struct svg_line *lines, size_t n, bool added);

/* Medians over the VL, with 95% intervals and the fit. */
void svg_over_vl(FILE *out, const struct svg_panel *panel, enum metric metric);
/* The phases of a case, one upon the other. */
void svg_phases(FILE *out, const struct svg_panel *panel);
/* Quartiles, percentiles and the extremes of each case. */
void svg_spread(FILE *out, const struct svg_panel *panel, enum metric metric);
/* New over old with its interval, a line for each case. */
void svg_ratios(FILE *out, const struct comparison *c);

#endif /* KVM_SVE_BENCH_REPORT_SVG_H */
