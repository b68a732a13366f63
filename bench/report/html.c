// SPDX-License-Identifier: GPL-2.0
/* A result as one page of HTML; see html.h. The text around the charts. */
#include <inttypes.h>
#include <math.h>

#include "bench/results/summary.h"
#include "bench/results/vl_fit.h"
#include "html.h"
#include "html_compare.h"
#include "html_env.h"
#include "html_page.h"
#include "html_summary.h"
#include "limit_table.h"
#include "svg.h"

static const char how_to_read[] =
	"<h2>How to read it</h2>\n<ul>\n"
	"<li>A case is a guest (none: no FP register, fpsimd: V registers, sve: all of Z, P and "
	"FFR), a kind of exit, the largest VL of its vcpu, and what the host has in its own "
	"registers.</li>\n"
	"<li><b>The first charts:</b> a bar stands on what the exit costs a guest without FP. Upon "
	"that is what SVE adds: the host's state saved, the trap with all that is in no phase, the "
	"guest's state restored and saved. They are differences of medians.</li>\n"
	"<li><b>Over the VL:</b> a point is the median, the bar through it its 95% interval, by "
	"Student's t over the rounds; the dashed line is the fit a + b * VQ, where VQ is VL / 128. Mind "
	"where the axis begins.</li>\n"
	"<li><b>Phases:</b> the medians of what the switch takes: the host's state saved, the "
	"guest's loaded and saved again. The time in between, resident, is the guest's own "
	"and stands in the table.</li>\n"
	"<li><b>Distribution:</b> the box is between the quartiles, the bar in it the median, the "
	"line from the least to the 99th percentile, the point the largest. No sample is "
	"dropped.</li>\n"
	"<li>Two medians that differ by less than the noise, how far one unchanged case differs "
	"from itself, do not differ.</li>\n</ul>\n";

/* What was measured, in one line. */
static void summary(FILE *out, const struct result_set *set)
{
	const struct host *host = &set->host;

	fprintf(out, "<p>%zu cases on ", set->nr_results);
	html_text(out, host->cpu_name[0] ? host->cpu_name : "a CPU of unknown type");
	fputs(", kernel ", out);
	html_text(out, host_or_unknown(host->kernel));
	fputs(", KVM mode ", out);
	html_text(out, host_or_unknown(host->kvm_mode));
	fputs(", module ", out);
	html_text(out, host_module_text(host));
	fputs(".</p>\n", out);
}

static void chart(FILE *out, const struct svg_panel *panel, enum metric metric,
		  void (*draw)(FILE *, const struct svg_panel *, enum metric))
{
	if (svg_has(panel, metric))
		draw(out, panel, metric);
}

static bool has_phases(const struct svg_panel *panel)
{
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++)
		if (p != KVM_SVE_RESIDENT && svg_has(panel, METRIC_PHASE + p))
			return true;
	return false;
}

static void median(FILE *out, const struct stats *s)
{
	fprintf(out, s->n ? "<td>%.0f</td>" : "<td>-</td>", s->p50);
}

static void tail(FILE *out, const struct stats *s, unsigned int permille, double val)
{
	if (stats_has(s, permille))
		fprintf(out, "<td>%.0f</td>", val);
	else
		fputs("<td>-</td>", out);
}

static void row(FILE *out, const struct result_set *set, const struct result *r)
{
	const struct stats *t = &r->metric[METRIC_NS];

	fputs("<tr><td>", out);
	html_text(out, r->guest);
	fprintf(out, r->vl ? "</td><td>%u</td>" : "</td><td>-</td>", r->vl);
	fprintf(out, "<td>%zu</td><td>%.0f</td><td>%.0f</td>", r->n, t->min, t->p50);
	tail(out, t, 900, t->p90);
	tail(out, t, 990, t->p99);
	tail(out, t, 999, t->p999);
	tail(out, t, 1000, t->max);
	fprintf(out, "<td>%.0f to %.0f</td>", t->mean_low, t->mean_high);
	median(out, &r->metric[METRIC_CYCLES]);
	median(out, &r->metric[METRIC_INSTRUCTIONS]);
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++) {
		const struct stats *s = &r->metric[METRIC_PHASE + p];

		if (s->n && results_below_resolution(set, s->p50))
			fprintf(out, "<td>&lt;%.0f</td>", set->resolution_ns);
		else
			median(out, s);
	}
	fputs("</tr>\n", out);
}

static void table(FILE *out, const struct svg_panel *panel)
{
	fputs("<details><summary>Numbers</summary><div class=\"wide\"><table>"
	      "<thead><tr><th>guest</th><th>VL</th><th>n</th>"
	      "<th>min ns</th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th>"
	      "<th>mean, 95%</th><th>cycles</th><th>instr</th><th>host save</th><th>restore</th>"
	      "<th>resident</th><th>save</th></tr></thead>\n", out);
	for (const struct result *r = panel->first; (r = svg_next(panel, r)); r++)
		row(out, panel->set, r);
	fputs("</table></div></details>\n", out);
}

static void time_charts(FILE *out, const struct svg_panel *panel)
{
	chart(out, panel, METRIC_NS, svg_over_vl);
	if (has_phases(panel))
		svg_phases(out, panel);
	chart(out, panel, METRIC_NS, svg_spread);
}

static void panel_of(FILE *out, const struct result_set *set, const struct result *first)
{
	const struct svg_panel panel = { set, first };

	fputs("<h2>Exit ", out);
	html_text(out, first->exit);
	fputs(", host ", out);
	html_text(out, first->host_state);
	if (first->host_vl)
		fprintf(out, " VL %u", first->host_vl);
	fputs("</h2>\n<div class=\"charts\">\n", out);
	/* Times that mean nothing are for where there is nothing else. */
	if (summary_metric(set) == METRIC_INSTRUCTIONS && svg_has(&panel, METRIC_INSTRUCTIONS))
		chart(out, &panel, METRIC_INSTRUCTIONS, svg_over_vl);
	else
		time_charts(out, &panel);
	fputs("</div>\n", out);
	table(out, &panel);
}

static void panels(FILE *out, const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		if (results_begins_table(set, i))
			panel_of(out, set, &set->results[i]);
}

static void breakdown_row(FILE *out, const struct breakdown *s)
{
	fprintf(out, "<tr><td>%u</td><td>%" PRId64 "</td><td>in rest</td>", s->vl, s->total);
	fprintf(out, "<td>%" PRId64 "</td><td>%" PRId64 "</td><td>%" PRId64 "</td><td>%" PRId64
		"</td></tr>\n", s->host_save, s->guest_restore, s->guest_save, s->rest);
}

/* What SVE adds to a round trip in cycles; the page opens with what it adds in instructions. */
static void breakdown(FILE *out, const struct result_set *set)
{
	struct breakdown s;
	bool any = false;

	if (summary_metric(set) == METRIC_INSTRUCTIONS)
		return;
	for (size_t i = 0; i < set->nr_results; i++) {
		if (!breakdown_of(set, &set->results[i], &s))
			continue;
		if (!any)
			fprintf(out, "<h2>What SVE adds to a round trip</h2>\n<p>Guest sve over guest "
				"none, exit mmio: %s.</p>\n<div class=\"wide\"><table><thead><tr>"
				"<th>VL</th><th>total</th><th>guest</th><th>host save</th>"
				"<th>restore</th><th>save</th><th>trap and rest</th></tr></thead>\n",
				metric_name(s.metric));
		any = true;
		breakdown_row(out, &s);
	}
	if (any)
		fputs("</table></div>\n", out);
}

/* A cell "1.0 +- 0.1"; without an interval, where none is known. */
static void interval(FILE *out, double val, double half, int digits)
{
	fprintf(out, "</td><td>%.*f", digits, val);
	if (!isnan(half))
		fprintf(out, " +- %.*f", digits, half);
}

static void fits(FILE *out, const struct result_set *set)
{
	struct vl_fit fit;
	bool any = false;

	if (hypervisor_may_emulate(&set->host.hypervisor))
		return;
	for (struct vl_fit_iter i = { 0 }; vl_fit_next(set, &i, &fit); any = true) {
		if (!any)
			fputs("<h2>Fits: a + b * VQ</h2>\n<details><summary>Numbers</summary>"
			      "<div class=\"wide\"><table><thead><tr><th>guest</th>"
			      "<th>exit</th><th>host</th><th>of</th><th>a, 95%</th><th>b, 95%</th>"
			      "<th>residual</th></tr></thead>\n",
			      out);
		fputs("<tr><td>", out);
		html_text(out, fit.first->guest);
		fputs("</td><td>", out);
		html_text(out, fit.first->exit);
		fputs("</td><td>", out);
		html_text(out, fit.first->host_state);
		fprintf(out, "</td><td>%s", metric_name(fit.metric));
		interval(out, fit.line.a, fit.line.a_ci, 1);
		interval(out, fit.line.b, fit.line.b_ci, 2);
		fprintf(out, isnan(fit.line.residual) ? "</td><td>-" : "</td><td>%.1f",
			fit.line.residual);
		fputs("</td></tr>\n", out);
	}
	if (any)
		fputs("</table></div></details>\n", out);
}

void report_html(const struct result_set *set, const struct comparisons *c, FILE *out)
{
	html_begin(out);
	html_banner(out, set);
	summary(out, set);
	html_summary(out, set);
	if (c)
		html_compare(out, c);
	panels(out, set);
	breakdown(out, set);
	limit_table_html(out, set);
	fits(out, set);
	fputs(how_to_read, out);
	html_env(out, set);
	html_end(out);
}
