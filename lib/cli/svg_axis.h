/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every chart in SVG needs: where its plot is in the picture, scales from values to places
 * in it, and the lines and labels of its axes. A picture that is a file of its own also needs
 * the rules of SVG_AXIS_CSS.
 */
#ifndef KVM_SVE_LIB_CLI_SVG_AXIS_H
#define KVM_SVE_LIB_CLI_SVG_AXIS_H

#include <stdbool.h>
#include <stdio.h>

/* .t: a title; .n and .m: text that ends at, or is centred on, its place; .g: lines of a grid. */
#define SVG_AXIS_CSS									\
	"svg .t{font-weight:bold}svg .n{text-anchor:end}svg .m{text-anchor:middle}\n"	\
	"svg .g{stroke:#dde3e9;fill:none}"

/* The part of the picture that holds the data; y grows downwards. */
struct svg_plot {
	double left, right, top, bottom;
};

/* From @low to @high, by logarithm or not. */
struct svg_scale {
	double low, high;
	double step;	/* between two ticks; none by logarithm */
	bool log;
};

/* With round numbers at both ends. */
struct svg_scale svg_scale(double low, double high, bool log);
/* From @low to @high and no further; two ticks are at least @least apart. */
struct svg_scale svg_scale_exact(double low, double high, double least);

/* Where in the picture @val is. */
double svg_x_at(const struct svg_plot *plot, const struct svg_scale *scale, double val);
double svg_y_at(const struct svg_plot *plot, const struct svg_scale *scale, double val);

/* Prints what stands at a tick; @context is the caller's. */
typedef void svg_label(FILE *out, double val, const void *context);

/* "20000" as "20k", so that numbers stay short. */
svg_label svg_label_number;

/* At each tick a line through the plot, and its label left of it. */
void svg_axis_y(FILE *out, const struct svg_plot *plot, const struct svg_scale *scale,
		svg_label *label, const void *context);
/* At each tick a label below the plot. */
void svg_axis_x(FILE *out, const struct svg_plot *plot, const struct svg_scale *scale,
		svg_label *label, const void *context);

/* @text with what is special in HTML and XML escaped; what is not printable becomes "?". */
void html_text(FILE *out, const char *text);

/* <svg> of @width by @height with its title, as it is shown and read out; then svg_end(). */
void svg_open(FILE *out, const char *title, double width, double height);
void svg_end(FILE *out);

#endif /* KVM_SVE_LIB_CLI_SVG_AXIS_H */
