// SPDX-License-Identifier: GPL-2.0
/* Many results on one page; see html.h. */
#include <inttypes.h>
#include <string.h>

#include "bench/results/summary.h"
#include "html.h"
#include "html_env.h"
#include "html_page.h"
#include "html_summary.h"
#include "limit_table.h"
#include "svg.h"

#define VQS	(VLS_VQ_ARCH_MAX + 1)

/* Results that are counted in the same, and so can share an axis. */
struct group {
	const char *const *names;
	struct svg_line lines[HTML_MANY_MAX];
	size_t n;
	bool vq[VQS];		/* any result has it */
};

static void cell(FILE *out, const char *text)
{
	fputs("<td>", out);
	html_text(out, host_or_unknown(text));
	fputs("</td>", out);
}

/* The last part of a path. */
static const char *file_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void find_vqs(struct group *group, const struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		group->vq[set->results[i].vl / VLS_VQ_BITS] |= breakdown_fits(&set->results[i]);
}

static void added_cells(FILE *out, const struct group *group, const struct result_set *set)
{
	const struct result *first = summary_table(set);
	struct summary_row row = { 0 };
	int64_t added[VQS] = { 0 };
	bool has[VQS] = { 0 };

	while (first && breakdown_fits(first) && summary_next(set, first, &row)) {
		has[row.of->vl / VLS_VQ_BITS] = row.has_added;
		added[row.of->vl / VLS_VQ_BITS] = row.added;
	}
	for (size_t vq = 1; vq < VQS; vq++)
		if (group->vq[vq] && has[vq])
			fprintf(out, "<td>%" PRId64 "</td>", added[vq]);
		else if (group->vq[vq])
			fputs("<td>-</td>", out);
}

static void row_of(FILE *out, const struct group *group, const struct svg_line *line)
{
	const struct result_set *set = line->set;
	const struct host *host = &set->host;
	char text[HYPERVISOR_TEXT_MAX];

	fprintf(out, "<tr><td><svg class=\"key\" viewBox=\"0 0 26 8\"><path class=\""
		SVG_LINE_CLASS "\" d=\"M0 4H26\"/></svg><a href=\"#r%zu\">#%zu</a></td>",
		SVG_LINE_CLASS_OF(line->number), line->number, line->number);
	cell(out, set->context.host_name);
	cell(out, set->context.date);
	cell(out, file_of(group->names[line->number - 1]));
	cell(out, host->cpu_name);
	hypervisor_format(text, &host->hypervisor);
	cell(out, text);
	cell(out, host->kvm_mode);
	cell(out, host->kernel);
	cell(out, host_module_text(host));
	fputs("<td>", out);
	html_vls(out, &set->guest_max);
	fputs("</td>", out);
	added_cells(out, group, set);
	fputs("</tr>\n", out);
}

static void table(FILE *out, const struct group *group)
{
	fputs("<div class=\"wide\"><table class=\"many\"><thead><tr><th>#</th><th>host</th>"
	      "<th>date</th><th>file</th><th>CPU type</th><th>runs on</th><th>KVM mode</th><th>kernel</th>"
	      "<th>module</th><th>VLs</th>", out);
	for (size_t vq = 1; vq < VQS; vq++)
		if (group->vq[vq])
			fprintf(out, "<th>%zu</th>", vq * VLS_VQ_BITS);
	fputs("</tr></thead>\n", out);
	for (size_t i = 0; i < group->n; i++)
		row_of(out, group, &group->lines[i]);
	fputs("</table></div>\n", out);
}

static void group_of(FILE *out, const struct group *group, bool emulated)
{
	if (!group->n)
		return;
	fprintf(out, emulated ? "<h2>Emulated: %zu, in instructions</h2>\n" :
		"<h2>Hardware: %zu, in ns</h2>\n", group->n);
	if (emulated)
		fputs("<p class=\"bar emulated\">EMULATED, or perhaps: no time of these hosts says "
		      "anything about hardware, and none is shown here.</p>\n", out);
	fprintf(out, "<p>What SVE adds to leaving the guest and coming back, for each VL: the "
		"median of guest sve less that of guest none, in <b>%s</b>; exit mmio, host clean.</p>\n",
		emulated ? "instructions" : "ns");
	table(out, group);
	fputs("<div class=\"charts\">\n", out);
	svg_lines(out, group->lines, group->n, true);
	svg_lines(out, group->lines, group->n, false);
	fputs("</div>\n", out);
}

/* One result in short. */
static void section(FILE *out, const struct result_set *set, const char *name, size_t number)
{
	fprintf(out, "<h2 id=\"r%zu\">#%zu: ", number, number);
	html_text(out, host_or_unknown(set->context.host_name));
	fputs(", ", out);
	html_text(out, set->context.date[0] ? set->context.date : "date unknown");
	fputs(", ", out);
	html_text(out, file_of(name));
	fputs("</h2>\n", out);
	html_banner(out, set);
	html_summary(out, set);
	fputs("<details><summary>Limits, where and how</summary>\n", out);
	limit_table_html(out, set);
	html_env(out, set);
	fputs("</details>\n", out);
}

void report_html_many(const struct result_set *sets, const char *const *names, size_t n, FILE *out)
{
	struct group groups[2] = { { .names = names }, { .names = names } };

	for (size_t i = 0; i < n; i++) {
		bool emulated = summary_metric(&sets[i]) == METRIC_INSTRUCTIONS;
		struct group *group = &groups[emulated];

		group->lines[group->n++] = (struct svg_line){ &sets[i], i + 1 };
		find_vqs(group, &sets[i]);
	}
	html_begin(out);
	fprintf(out, "<p>%zu results: %zu of hardware, %zu of hosts that are or may be "
		"emulated.</p>\n", n, groups[0].n, groups[1].n);
	for (int emulated = 0; emulated < 2; emulated++)
		group_of(out, &groups[emulated], emulated);
	for (size_t i = 0; i < n; i++)
		section(out, &sets[i], names[i], i + 1);
	html_end(out);
}
