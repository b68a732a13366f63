// SPDX-License-Identifier: GPL-2.0
/*
 * The answer on one screen: which machine it was, then a row for each VL. The machine takes two
 * lines, the set-up two, the head of the table three and 16 VLs 16; so 7 are left for notes.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/results/summary.h"
#include "lib/cli/wrapped.h"
#include "report.h"
#include "text.h"

#define LINES		30
#define MORE_LINES	2	/* the last ones: where the rest is */
#define TRIP_WIDTH	7	/* columns of a round trip */
#define PART_WIDTH	6	/* and of what SVE adds */

/* The screen on its way: how many of its lines are full. */
struct screen {
	const struct result_set *set;
	enum metric metric;
	size_t lines, limit;
	size_t tables;
	size_t hidden;		/* notes that found no room */
};

static void __attribute__((format(printf, 2, 3)))
note(struct screen *screen, const char *fmt, ...)
{
	char text[TEXT_LINE];
	va_list args;
	size_t lines;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	lines = wrapped_print(NULL, WRAPPED_WIDTH, "", 2, text);
	if (screen->lines + lines > screen->limit) {
		screen->hidden++;
		return;
	}
	screen->lines += wrapped_print(stdout, WRAPPED_WIDTH, "", 2, text);
}

static void print_set_up(struct screen *screen)
{
	const struct host *host = &screen->set->host;
	char text[TEXT_LINE], size[TEXT_CELL];

	if (screen->set->time > 0)
		snprintf(size, sizeof(size), "%g s a row", screen->set->time);
	else
		snprintf(size, sizeof(size), "n %zu", screen->set->n);
	snprintf(text, sizeof(text), "Linux %.40s, KVM %.16s, module %.16s; CPU %d of %d, "
		 "governor %.16s; %s, rounds %zu", host_or_unknown(host->kernel),
		 host_or_unknown(host->kvm_mode), host_module_text(host), host->cpu, host->cpus,
		 or_none(host->governor), size,
		 screen->set->rounds * screen->set->repeat);
	screen->lines += wrapped_print(stdout, WRAPPED_WIDTH, "", 0, text);
}

/* The median of a round trip, or "-". */
static void print_trip(const struct stats *s)
{
	char cell[TEXT_CELL];

	printf(" %*s", TRIP_WIDTH, s ? text_number(cell, TRIP_WIDTH, s->p50) : "-");
}

static void print_part(int width, int64_t value)
{
	char cell[TEXT_CELL];

	printf(" %*s", width, text_number(cell, PART_WIDTH, value));
}

/* A phase of @r; one shorter than a step of the clock may be 0. */
static void print_phase(const struct screen *screen, const struct result *r,
			enum kvm_sve_phase phase, int width, int64_t value)
{
	char cell[TEXT_CELL];

	if (screen->metric != METRIC_NS ||
	    !results_below_resolution(screen->set, r->metric[METRIC_PHASE + phase].p50)) {
		print_part(width, value);
		return;
	}
	snprintf(cell, sizeof(cell), "<%.0f", screen->set->resolution_ns);
	printf(" %*s", width, cell);
}

/* The parts of what SVE adds, which are all there or none. */
static void print_parts(const struct screen *screen, const struct summary_row *row)
{
	bool exact = screen->metric == METRIC_INSTRUCTIONS;
	const struct breakdown *b = &row->parts;

	if (!row->has_parts) {
		printf("%s %9s %9s %7s %6s", exact ? "      -" : "", "-", "-", "-", "-");
		return;
	}
	if (exact)
		print_part(PART_WIDTH, b->guest);
	print_part(9, b->host_save);
	print_part(9, b->rest);
	print_phase(screen, row->sve, KVM_SVE_GUEST_RESTORE, 7, b->guest_restore);
	print_phase(screen, row->sve, KVM_SVE_GUEST_SAVE, 6, b->guest_save);
}

static void print_row(struct screen *screen, const struct summary_row *row)
{
	char cell[TEXT_CELL];

	printf("%4s", text_vl(cell, row->of));
	for (int guest = 0; guest < NR_SUMMARY_GUESTS; guest++)
		print_trip(row->trip[guest]);
	printf("  %*s", PART_WIDTH,
	       row->has_added ? text_number(cell, PART_WIDTH, row->added) : "-");
	if (breakdown_fits(row->of))
		print_parts(screen, row);
	printf("\n");
	screen->lines++;
}

static void print_head(struct screen *screen, const struct result *of)
{
	bool exact = screen->metric == METRIC_INSTRUCTIONS;
	bool parts = breakdown_fits(of);
	char trips[TEXT_CELL] = "round trip";

	if (of->trips > 1)
		snprintf(trips, sizeof(trips), "trip, mean of %u", of->trips);
	printf("\nexit %s, host %s: %s per %s%s\n", of->exit, of->host_state,
	       metric_name(screen->metric), trips,
	       parts ? "; SVE over no FP, in parts" : "");
	printf("%4s %7s %7s %7s  %6s", "VL", "no FP", "FP/SIMD", "SVE", "adds");
	if (parts)
		printf("%s %9s %9s %7s %6s", exact ? "  guest" : "", "host save", "trap,rest",
		       "restore", "save");
	printf("\n");
	screen->lines += 3;
}

static void print_table(struct screen *screen, const struct result *first)
{
	struct summary_row row = { 0 };

	screen->tables++;
	print_head(screen, first);
	while (summary_next(screen->set, first, &row))
		print_row(screen, &row);
}

static bool has_guest(const struct result_set *set, const char *guest)
{
	for (size_t i = 0; i < set->nr_results; i++)
		if (!strcmp(set->results[i].guest, guest))
			return true;
	return false;
}

/* One table and the notes are one screen; more tables are not, whatever is left out. */
static void note_limit(struct screen *screen)
{
	screen->limit = screen->tables > 1 ? SIZE_MAX : LINES - MORE_LINES;
}

/* What the columns of the parts are. */
static void note_parts(struct screen *screen)
{
	const struct result *first = summary_table(screen->set);

	if (first && breakdown_fits(first))
		note(screen, "trap,rest: the trap to hyp, %sand what is in no phase",
		     screen->metric == METRIC_INSTRUCTIONS ? "" : "the guest's own code, ");
}

/* Why there is a "-". */
static void note_missing(struct screen *screen)
{
	const struct result_set *set = screen->set;

	if (!results_have(set, screen->metric))
		note(screen, "no %s: %s", metric_name(screen->metric),
		     host_or_unknown(set->why[screen->metric]));
	if (set->why[METRIC_PHASE][0])
		note(screen, "no parts: %s", set->why[METRIC_PHASE]);
	for (size_t i = 0; i < NR_SUMMARY_GUESTS; i++)
		if (set->nr_results && !has_guest(set, summary_guests[i]))
			note(screen, "no guest %s: not measured", summary_guests[i]);
}

static void note_warnings(struct screen *screen)
{
	const struct env *env = &screen->set->env;

	for (size_t i = 0; i < env->nr_warnings; i++)
		note(screen, "warning: %s", env->warnings[i]);
}

/* What the medians differ by for no reason. */
static void note_noise(struct screen *screen)
{
	const struct result_set *set = screen->set;

	for (size_t i = 0; i < set->nr_noise; i++)
		if (set->noise[i].of[screen->metric] >= 0)
			note(screen, "noise: %s against itself differs by %.2f%%",
			     set->noise[i].name, set->noise[i].of[screen->metric] * 100);
}

static void print_notes(struct screen *screen)
{
	const struct result_set *set = screen->set;

	printf("\n");
	screen->lines++;
	note_limit(screen);
	if (set->partial)
		note(screen, "partial: stopped before the last case, %zu of %zu are there",
		     set->nr_results, set->planned);
	note_missing(screen);
	note_parts(screen);
	for (size_t i = 0, n = 0; i < set->nr_results; i++)
		if (set->results[i].steady == NO && !n++)
			note(screen, "times were not steady before each batch: %s",
			     set->results[i].name);
	if (set->nr_skips)
		note(screen, "left out, %zu cases: %s", set->nr_skips, set->skips[0].why);
	note_warnings(screen);
	note_noise(screen);
	if (set->interleaved.id[0])
		note(screen, "interleaved with another result, each batch after: %s",
		     set->interleaved.setup);
	if (screen->hidden)
		printf("%zu more notes: --full\n", screen->hidden);
}

void text_screen(const struct result_set *set)
{
	struct screen screen = { .set = set, .metric = summary_metric(set) };

	screen.lines = text_machine(set, WRAPPED_WIDTH);
	print_set_up(&screen);
	for (size_t i = 0; i < set->nr_results; i++)
		if (results_begins_table(set, i))
			print_table(&screen, &set->results[i]);
	print_notes(&screen);
	printf("all numbers: --full, --json; charts: --report FILE.html; more cases: --exit all\n");
}
