// SPDX-License-Identifier: GPL-2.0
/*
 * A chart of the phases: for each case the medians of what the switch takes, one
 * upon the other. The time that the guest has its registers is no part of that.
 */
#include <math.h>
#include <string.h>

#include "svg.h"

#define LEGEND_BOX	12	/* and the space after it */
#define LEGEND_SPACE	8	/* after an entry */
#define LEGEND_CHAR	8	/* at most, also in the larger letters on a phone */

static const enum kvm_sve_phase stack[] = {
	KVM_SVE_HOST_SAVE, KVM_SVE_GUEST_RESTORE, KVM_SVE_GUEST_SAVE,
};

#define NR_STACK	(sizeof(stack) / sizeof(stack[0]))

static double total(const struct result *r)
{
	double sum = 0;

	for (size_t i = 0; i < NR_STACK; i++)
		sum += r->metric[METRIC_PHASE + stack[i]].p50;
	return sum;
}

static void draw_stack(FILE *out, const struct svg_scale *scale, const struct svg_column *column)
{
	double from = 0;

	for (size_t i = 0; i < NR_STACK; i++) {
		double val = column->r->metric[METRIC_PHASE + stack[i]].p50;
		double top = svg_y(scale, from + val);

		if (val <= 0)
			continue;
		fprintf(out, "<rect class=\"p%zu\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
			"height=\"%.1f\"><title>", i, column->x + column->width * 0.1, top,
			column->width * 0.8, svg_y(scale, from) - top);
		html_text(out, column->r->name);
		fprintf(out, ": %s %.10g ns</title></rect>\n", phase_name(stack[i]), val);
		from += val;
	}
}

static int legend_width(size_t i)
{
	return LEGEND_BOX + LEGEND_CHAR * strlen(phase_name(stack[i])) + LEGEND_SPACE;
}

/* To the right of the title. */
static void draw_legend(FILE *out)
{
	int x = SVG_WIDTH;

	for (size_t i = 0; i < NR_STACK; i++)
		x -= legend_width(i);
	for (size_t i = 0; i < NR_STACK; x += legend_width(i++)) {
		fprintf(out, "<rect class=\"p%zu\" x=\"%d\" y=\"7\" width=\"9\" height=\"9\"/>"
			"<text x=\"%d\" y=\"15\">%s</text>\n", i, x, x + LEGEND_BOX, phase_name(stack[i]));
	}
}

void svg_phases(FILE *out, const struct svg_panel *panel)
{
	struct svg_column column = { 0 };
	struct svg_scale scale;
	double high = 0;

	while (svg_column_next(panel, METRIC_NS, &column))
		high = fmax(high, total(column.r));
	scale = svg_scale(0, high > 0 ? high : 1, false);
	svg_begin(out, "ns in each phase", panel->first->exit, SVG_HEIGHT);
	svg_axis(out, &scale);
	for (column = (struct svg_column){ 0 }; svg_column_next(panel, METRIC_NS, &column);)
		draw_stack(out, &scale, &column);
	draw_legend(out);
	svg_column_labels(out, panel, METRIC_NS);
	svg_finish(out);
}
