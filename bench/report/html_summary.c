// SPDX-License-Identifier: GPL-2.0
/* What a page opens with; see html_summary.h. */
#include <inttypes.h>

#include "bench/results/summary.h"
#include "html_summary.h"
#include "svg.h"
#include "text.h"

/* The columns of the parts; in ns the guest's own code is in the rest. */
static void parts(FILE *out, const struct result_set *set, const struct summary_row *row)
{
	bool exact = summary_metric(set) == METRIC_INSTRUCTIONS;
	const struct breakdown *b = &row->parts;
	const int64_t values[] = {
		b->guest, b->host_save, b->rest, b->guest_restore, b->guest_save,
	};
	const int phases[] = { -1, -1, -1, KVM_SVE_GUEST_RESTORE, KVM_SVE_GUEST_SAVE };

	for (size_t i = !exact; i < sizeof(values) / sizeof(*values); i++) {
		bool short_phase = row->has_parts && !exact && phases[i] >= 0 &&
				   results_below_resolution(set, row->sve->metric[METRIC_PHASE +
									phases[i]].p50);

		if (short_phase)
			fprintf(out, "<td>&lt;%.0f</td>", set->resolution_ns);
		else if (row->has_parts)
			fprintf(out, "<td>%" PRId64 "</td>", values[i]);
		else
			fputs("<td>-</td>", out);
	}
}

static void row_of(FILE *out, const struct result_set *set, const struct summary_row *row)
{
	char vl[TEXT_CELL];

	fprintf(out, "<tr><td>%s</td>", text_vl(vl, row->of));
	for (int guest = 0; guest < NR_SUMMARY_GUESTS; guest++)
		if (row->trip[guest])
			fprintf(out, "<td>%.0f</td>", row->trip[guest]->p50);
		else
			fputs("<td>-</td>", out);
	if (row->has_added)
		fprintf(out, "<td><b>%" PRId64 "</b></td>", row->added);
	else
		fputs("<td>-</td>", out);
	if (breakdown_fits(row->of))
		parts(out, set, row);
	fputs("</tr>\n", out);
}

static void table(FILE *out, const struct result_set *set, const struct result *first)
{
	struct summary_row row = { 0 };

	fputs("<div class=\"wide\"><table><thead><tr><th>VL</th><th>no FP</th><th>FP/SIMD</th>"
	      "<th>SVE</th><th>SVE adds</th>", out);
	if (breakdown_fits(first))
		fprintf(out, "%s<th>host save</th><th>trap, rest</th><th>restore</th><th>save</th>",
			summary_metric(set) == METRIC_INSTRUCTIONS ? "<th>guest</th>" : "");
	fputs("</tr></thead>\n", out);
	while (summary_next(set, first, &row))
		row_of(out, set, &row);
	fputs("</table></div>\n", out);
}

/* Has any VL a round trip to draw, or, @added, one with and one without SVE? */
static bool has(const struct result_set *set, const struct result *first, bool added)
{
	struct summary_row row = { 0 };

	while (summary_next(set, first, &row))
		if (added ? row.has_added : row.trip[SUMMARY_NONE] || row.trip[SUMMARY_FPSIMD])
			return true;
	return false;
}

static void charts(FILE *out, const struct result_set *set, const struct result *first)
{
	bool whole = true;

	fputs("<div class=\"charts\">\n", out);
	for (int added = 0; added < 2; added++)
		if (has(set, first, added))
			whole &= svg_summary(out, set, first, added);
	fputs("</div>\n", out);
	if (!whole)
		fputs("<p>A part below 0, which noise or the cost of stamps can make, is not drawn: "
		      "so those bars are too high. The table has it.</p>\n", out);
}

void html_summary(FILE *out, const struct result_set *set)
{
	const struct result *first = summary_table(set);
	enum metric metric = summary_metric(set);

	if (!first)
		return;
	fprintf(out, "<p>Medians, in <b>%s</b>, of leaving the guest and coming back; exit ",
		metric_name(metric));
	html_text(out, first->exit);
	fputs(", host ", out);
	html_text(out, first->host_state);
	fputs(".</p>\n", out);
	if (has(set, first, false) || has(set, first, true)) {
		charts(out, set, first);
	} else {
		fprintf(out, "<p class=\"bar warning\">No %s: ", metric_name(metric));
		html_text(out, host_or_unknown(set->why[metric]));
		fputs("</p>\n", out);
	}
	table(out, set, first);
}
