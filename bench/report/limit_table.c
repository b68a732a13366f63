// SPDX-License-Identifier: GPL-2.0
/* The table of physical limits; see limit_table.h. */
#include <string.h>

#include "bench/results/limit.h"
#include "lib/cli/svg_axis.h"
#include "lib/cli/wrapped.h"
#include "limit_table.h"
#include "text.h"

#define NR_CELLS	4	/* of a phase: bytes, least, measured, and how they relate */

static const enum kvm_sve_phase phases[] = {
	KVM_SVE_HOST_SAVE, KVM_SVE_GUEST_RESTORE, KVM_SVE_GUEST_SAVE,
};

#define NR_PHASES	(sizeof(phases) / sizeof(*phases))

struct limit_table {
	const struct result_set *set;
	const struct l1_bandwidth *core;
	bool ns;		/* in ns, not in cycles */
};

/* A guest that uses all that its vcpu has: others move the same. */
static bool is_row(const struct result_set *set, const struct result *r)
{
	struct limit limit;

	return !strcmp(r->guest, r->vl ? "sve" : "fpsimd") &&
	       limit_of(set, r, KVM_SVE_GUEST_SAVE, &limit);
}

/* False: no row. */
static bool begin(struct limit_table *table, const struct result_set *set)
{
	struct limit limit;

	*table = (struct limit_table){ .set = set, .core = limit_core(set) };
	for (size_t i = 0; i < set->nr_results; i++) {
		if (!is_row(set, &set->results[i]))
			continue;
		limit_of(set, &set->results[i], KVM_SVE_GUEST_SAVE, &limit);
		table->ns = metric_is_ns(limit.metric);
		return true;
	}
	return false;
}

/* What the table is, for people. */
static void describe(char text[TEXT_LINE], const struct limit_table *table)
{
	if (table->core)
		snprintf(text, TEXT_LINE, "The least that moving its bytes takes at the L1 "
			 "bandwidth of %s, modelled, in %s, and the measured median over that (%s)",
			 table->core->name, table->ns ? "ns" : "cycles", table->core->source);
	else if (hypervisor_may_emulate(&table->set->host.hypervisor))
		snprintf(text, TEXT_LINE, "The bytes that a phase moves, modelled; an emulated "
			 "core has no bandwidth");
	else
		snprintf(text, TEXT_LINE, "The bytes that a phase moves, modelled; the L1 "
			 "bandwidth of this core is not known here, so bytes per ns as measured, and %s",
			 table->ns ? "ns" : "cycles");
}

static const char *relation(const struct limit_table *table)
{
	return table->core ? "ratio" : "B/ns";
}

static void number(char cell[TEXT_CELL], double val, int digits)
{
	if (val > 0)
		snprintf(cell, TEXT_CELL, "%.*f", val < 1e3 ? digits : 0, val);
	else
		strcpy(cell, "-");
}

static void cells_of(const struct limit_table *table, const struct result *r,
		     enum kvm_sve_phase phase, char cells[NR_CELLS][TEXT_CELL])
{
	struct limit limit = { 0 };
	bool known = limit_of(table->set, r, phase, &limit);
	bool same_unit = known && metric_is_ns(limit.metric) == table->ns;

	number(cells[0], limit.bytes, 0);
	number(cells[1], same_unit ? limit.least : 0, 1);
	number(cells[2], same_unit ? limit.measured : 0, 0);
	number(cells[3], table->core ? limit.ratio : limit.bytes_per_ns, 1);
}

static void text_row(const struct limit_table *table, const struct result *r)
{
	char cells[NR_CELLS][TEXT_CELL], vl[TEXT_CELL];

	printf("%4s", text_vl(vl, r));
	for (size_t p = 0; p < NR_PHASES; p++) {
		cells_of(table, r, phases[p], cells);
		printf("  %6.6s %6.6s %8.8s %6.6s", cells[0], cells[1], cells[2], cells[3]);
	}
	printf("\n");
}

void limit_table_text(const struct result_set *set)
{
	struct limit_table table;
	char text[TEXT_LINE];

	if (!begin(&table, set))
		return;
	describe(text, &table);
	printf("\n");
	wrapped_print(stdout, TEXT_FULL_WIDTH, "", 0, text);
	printf("%4s", "");
	for (size_t p = 0; p < NR_PHASES; p++)
		printf("%31s", phase_name(phases[p]));
	printf("\n%4s", "VL");
	for (size_t p = 0; p < NR_PHASES; p++)
		printf("  %6s %6s %8s %6s", "bytes", "least", "measured", relation(&table));
	printf("\n");
	for (size_t i = 0; i < set->nr_results; i++)
		if (is_row(set, &set->results[i]))
			text_row(&table, &set->results[i]);
}

static void html_row(FILE *out, const struct limit_table *table, const struct result *r)
{
	char cells[NR_CELLS][TEXT_CELL], vl[TEXT_CELL];

	fprintf(out, "<tr><td>%s</td>", text_vl(vl, r));
	for (size_t p = 0; p < NR_PHASES; p++) {
		cells_of(table, r, phases[p], cells);
		for (size_t i = 0; i < NR_CELLS; i++)
			fprintf(out, "<td>%s</td>", cells[i]);
	}
	fputs("</tr>\n", out);
}

void limit_table_html(FILE *out, const struct result_set *set)
{
	struct limit_table table;
	char text[TEXT_LINE];

	if (!begin(&table, set))
		return;
	describe(text, &table);
	fputs("<h2>The physical limit (a model)</h2>\n<p>", out);
	html_text(out, text);
	fputs(".</p>\n<div class=\"wide\"><table><thead><tr><th></th>", out);
	for (size_t p = 0; p < NR_PHASES; p++)
		fprintf(out, "<th colspan=\"%d\">%s</th>", NR_CELLS, phase_name(phases[p]));
	fputs("</tr>\n<tr><th>VL</th>", out);
	for (size_t p = 0; p < NR_PHASES; p++)
		fprintf(out, "<th>bytes</th><th>least</th><th>measured</th><th>%s</th>",
			relation(&table));
	fputs("</tr></thead>\n", out);
	for (size_t i = 0; i < set->nr_results; i++)
		if (is_row(set, &set->results[i]))
			html_row(out, &table, &set->results[i]);
	fputs("</table></div>\n", out);
}
