// SPDX-License-Identifier: GPL-2.0
/* Where and how it was measured, as a table of HTML; see html_env.h. */
#include <stdarg.h>

#include "html_env.h"
#include "html_page.h"
#include "report.h"
#include "svg.h"

static void line(FILE *out, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void line(FILE *out, const char *name, const char *fmt, ...)
{
	char text[2048];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	fputs("<tr><th>", out);
	html_text(out, name);
	fputs("</th><td>", out);
	html_text(out, text);
	fputs("</td></tr>\n", out);
}

static const char *const answers[] = { [NO] = "no", [YES] = "yes", [UNKNOWN] = "unknown" };

static void line_vls(FILE *out, const char *name, const struct vls *set)
{
	fprintf(out, "<tr><th>%s</th><td>", name);
	html_vls(out, set);
	fputs("</td></tr>\n", out);
}

static void line_cpu(FILE *out, const struct result_set *set)
{
	const struct host *host = &set->host;
	const struct env *env = &set->env;
	char cpu[CPU_TEXT_MAX];

	line(out, "machine", "%s", env->model[0] ? env->model : "unknown");
	line(out, "CPU", "%s", cpu_text(cpu, host));
	if (env->max_khz)
		line(out, "clock rate", "%.6g MHz at the start, at most %.6g MHz", env->khz / 1e3,
		     env->max_khz / 1e3);
	line(out, "governor", "%s", or_none(host->governor));
	line(out, "isolated", "%s", answers[env->isolated]);
	if (env->sibling_busy >= 0)
		line(out, "siblings", "%s, busy %.1f%% of the time", or_none(env->siblings),
		     env->sibling_busy * 100);
}

static void line_kernel(FILE *out, const struct result_set *set)
{
	const struct host *host = &set->host;
	const struct env *env = &set->env;
	char clock[CLOCK_TEXT_MAX];

	line(out, "kernel", "%s%s%s, series %s", host_or_unknown(host->kernel),
	     env->version[0] ? " " : "", env->version, answers[env->series]);
	if (env->cmdline[0])
		line(out, "command line", "%s", env->cmdline);
	line(out, "KVM mode", "%s", host_or_unknown(host->kvm_mode));
	line(out, "module", "%s", host_module_text(host));
	line(out, "clock", "%s", clock_text(clock, set));
	for (size_t i = 0; i < env->nr_mitigations; i++)
		line(out, "mitigation", "%s", env->mitigations[i]);
}

static void line_noise(FILE *out, const struct noise *noise)
{
	for (int m = 0; m < METRIC_PHASE_CYCLES; m++)
		if (noise->of[m] >= 0)
			line(out, "noise", "%s, %zu times: medians of %s within %.2f%%",
			     noise->name, noise->runs, metric_name(m), noise->of[m] * 100);
}

void html_env(FILE *out, const struct result_set *set)
{
	fputs("<h2>Where and how</h2>\n<table class=\"record\">\n", out);
	line_cpu(out, set);
	line_kernel(out, set);
	line_vls(out, "host set", &set->host.vls);
	line_vls(out, "guest max", &set->guest_max);
	if (set->time > 0)
		line(out, "time", "%g s per case", set->time);
	else
		line(out, "n", "%zu round trips per case and part", set->n);
	if (set->warmup == SIZE_MAX)
		line(out, "warm-up", "until times are steady");
	else
		line(out, "warm-up", "%zu round trips", set->warmup);
	for (size_t i = 0; i < set->nr_results; i++)
		if (set->results[i].steady == NO)
			line(out, "not steady", "%s", set->results[i].name);
	if (set->rounds > 1)
		line(out, "rounds", "%zu", set->rounds);
	if (set->interleaved.id[0])
		line(out, "interleaved", "with another result, each batch after: %s",
		     set->interleaved.setup);
	if (set->repeat > 1)
		line(out, "repeat", "%zu times", set->repeat);
	for (size_t i = 0; i < set->nr_noise; i++)
		line_noise(out, &set->noise[i]);
	for (int m = METRIC_CYCLES; m <= METRIC_PHASE; m++)
		if (set->why[m][0])
			line(out, m == METRIC_PHASE ? "no phases" : "no counter", "%s: %s",
			     m == METRIC_PHASE ? "phases" : metric_name(m), set->why[m]);
	for (size_t i = 0; i < set->nr_skips; i++)
		line(out, "left out", "%s: %s", set->skips[i].name, set->skips[i].why);
	fputs("</table>\n", out);
}
