// SPDX-License-Identifier: GPL-2.0
/* What a comparison found, on the page: charts of ratios and the numbers behind them. */
#include "html_compare.h"
#include "svg.h"

static void compared_row(FILE *out, const struct comparison *c, const struct compared *pair)
{
	const char *verdict = verdict_name(pair->verdict);

	fprintf(out, "<tr class=\"%s\"><td>", verdict);
	html_text(out, pair->baseline->name);
	fprintf(out, "</td><td>%.10g</td><td>%.10g</td><td>%.4f</td><td>%.4f to %.4f</td>"
		"<td>%.2g</td><td>%.2f%%</td><td>%s</td></tr>\n",
		pair->baseline->metric[c->metric].p50, pair->candidate->metric[c->metric].p50,
		pair->ratio, pair->low, pair->high, pair->p, pair->noise * 100, verdict);
}

static void numbers(FILE *out, const struct comparison *c)
{
	fputs("<details><summary>Numbers</summary><div class=\"wide\">"
	      "<table><thead><tr><th>case</th>"
	      "<th>old</th><th>new</th><th>ratio</th><th>95% interval</th><th>p</th><th>noise</th>"
	      "<th>verdict</th></tr></thead>\n", out);
	for (size_t i = 0; i < c->n; i++)
		compared_row(out, c, &c->cases[i]);
	fputs("</table></div></details>\n", out);
}

/* A chart with all cases of the round trip, or of a phase; closed where nothing changed. */
static void compared_by(FILE *out, const struct comparison *c)
{
	fprintf(out, "<details%s><summary><b>%s</b>: %zu slower, %zu faster of %zu cases</summary>\n",
		c->slower || c->faster ? " open=\"open\"" : "", metric_name(c->metric), c->slower,
		c->faster, c->n);
	if (c->untested)
		fprintf(out, "<p>%zu more cases have fewer than %d rounds: not compared.</p>",
			c->untested, COMPARE_ROUNDS_MIN);
	if (c->blind)
		fprintf(out, "<p>%zu of the cases have too few rounds to show any change.</p>",
			c->blind);
	svg_ratios(out, c);
	numbers(out, c);
	fputs("</details>\n", out);
}

static void differences_table(FILE *out, const struct context_differences *differences)
{
	const struct context_difference *it;

	if (!differences->n)
		return;
	fputs("<table class=\"record\"><thead><tr><th>differs</th><th>old</th><th>new</th></tr></thead>\n",
	      out);
	for (it = differences->of; it < differences->of + differences->n; it++) {
		fputs("<tr><th>", out);
		html_text(out, it->name);
		fputs("</th><td>", out);
		html_text(out, it->baseline);
		fputs("</td><td>", out);
		html_text(out, it->candidate);
		fputs("</td></tr>\n", out);
	}
	fputs("</table>\n", out);
}

void html_compare(FILE *out, const struct comparisons *c)
{
	fprintf(out, "<h2>Comparison</h2>\n<p>New over old, the median of all pairs of rounds: of the round trip, and of each "
		"phase. A change is past %.4g%% and past noise.", c->by[0].threshold * 100);
	if (c->only_baseline || c->only_candidate)
		fprintf(out, " Not compared: %zu cases of the old one alone, %zu of the new one.",
			c->only_baseline, c->only_candidate);
	if (c->setup_baseline) {
		fputs(" Measured interleaved, and tested by the pairs of rounds; old: ", out);
		html_text(out, c->setup_baseline);
		fputs("; new: ", out);
		html_text(out, c->setup_candidate);
	}
	fputs("</p>\n", out);
	differences_table(out, &c->differences);
	fputs("<div class=\"charts\">\n", out);
	for (size_t i = 0; i < c->n; i++)
		compared_by(out, &c->by[i]);
	fputs("</div>\n", out);
}
