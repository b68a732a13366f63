// SPDX-License-Identifier: GPL-2.0
/* Histograms of kvm-sve lat as text, 80 columns wide, and as JSON. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "lat_print.h"
#include "vls.h"

#define NS_PER_S 1e9
#define BAR_MAX 34 /* asterisks of the fullest slot */

static const char *const phase_names[KVM_SVE_NR_PHASES] = {
	[KVM_SVE_HOST_SAVE] = "host_save",
	[KVM_SVE_GUEST_RESTORE] = "guest_restore",
	[KVM_SVE_RESIDENT] = "resident",
	[KVM_SVE_GUEST_SAVE] = "guest_save",
};

static double to_ns(const struct lat_format *format, double ticks)
{
	return ticks * NS_PER_S / format->cntfrq;
}

/* The first whole nanosecond of a slot; that of the next one ends it. */
static uint64_t slot_from(const struct lat_format *format, unsigned int slot)
{
	return slot ? ceil(to_ns(format, ldexp(1, slot))) : 0;
}

static uint64_t slot_to(const struct lat_format *format, unsigned int slot)
{
	return slot_from(format, slot + 1) - 1;
}

static uint64_t count_of(const struct lat_hist *hist)
{
	uint64_t count = 0;

	for (unsigned int i = 0; i < LAT_SLOTS; i++)
		count += hist->slots[i];
	return count;
}

/* On average less than a tick: the number says little. */
static bool below_resolution(const struct lat_hist *hist)
{
	return hist->sum < count_of(hist);
}

static struct lat_totals totals_of(const struct lat_row *row)
{
	uint64_t restores = count_of(&row->phase[KVM_SVE_GUEST_RESTORE]);

	return (struct lat_totals){
		.events = count_of(&row->phase[KVM_SVE_HOST_SAVE]),
		.restores = restores,
		.foreign = restores - count_of(&row->phase[KVM_SVE_GUEST_SAVE]),
	};
}

struct lat_totals lat_sum(const struct lat_report *report)
{
	struct lat_totals sum = { 0 };
	unsigned int i;

	for (i = 0; i < LAT_ROWS; i++) {
		struct lat_totals row = totals_of(&report->rows[i]);

		sum.events += row.events;
		sum.restores += row.restores;
		sum.foreign += row.foreign;
	}
	return sum;
}

/* Text */

static void row_title(char *buf, size_t size, unsigned int row)
{
	if (row == LAT_ROW_FPSIMD)
		snprintf(buf, size, "fpsimd (no SVE)");
	else if (row == LAT_ROW_OTHER)
		snprintf(buf, size, "other VL");
	else
		snprintf(buf, size, "VL %u", row * VLS_VQ_BITS);
}

static void print_slot(const struct lat_format *format, unsigned int slot, uint64_t count, uint64_t most)
{
	static const char stars[] = "**********************************";
	int bar = count * BAR_MAX / most;

	_Static_assert(sizeof(stars) == BAR_MAX + 1, "as many stars as the bar is long");
	printf("%12" PRIu64 " -> %-12" PRIu64 " : %-10" PRIu64 "|%-*.*s|\n",
	       slot_from(format, slot), slot_to(format, slot), count, BAR_MAX, bar, stars);
}

static void print_hist(const struct lat_format *format, const struct lat_hist *hist)
{
	unsigned int i, first = LAT_SLOTS, last = 0;
	uint64_t most = 1;

	for (i = 0; i < LAT_SLOTS; i++) {
		if (!hist->slots[i])
			continue;
		if (first == LAT_SLOTS)
			first = i;
		last = i;
		if (hist->slots[i] > most)
			most = hist->slots[i];
	}
	printf("%12s    %-12s : %-10s distribution\n", "ns", "", "count");
	for (i = first; i <= last; i++)
		print_slot(format, i, hist->slots[i], most);
}

static void print_phase(const struct lat_format *format, const char *title, unsigned int phase,
			const struct lat_hist *hist)
{
	uint64_t count = count_of(hist);

	if (!count)
		return;
	printf("\n%s, %s: count %" PRIu64 ", ns min %.0f mean %.1f max %.0f\n", title,
	       phase_names[phase], count, to_ns(format, ~hist->not_min),
	       to_ns(format, (double)hist->sum / count), to_ns(format, hist->max));
	if (below_resolution(hist))
		printf("(below the resolution of the clock)\n");
	print_hist(format, hist);
}

static void print_row(const struct lat_format *format, unsigned int i, const struct lat_row *row)
{
	struct lat_totals totals = totals_of(row);
	unsigned int phase;
	char title[32];

	if (!totals.events)
		return;
	row_title(title, sizeof(title), i);
	printf("\n%s: events %" PRIu64 "  restores %" PRIu64 "  foreign %" PRIu64 "\n", title,
	       totals.events, totals.restores, totals.foreign);
	for (phase = 0; phase < KVM_SVE_NR_PHASES; phase++)
		print_phase(format, title, phase, &row->phase[phase]);
}

static void print_totals(const char *what, const struct lat_totals *totals)
{
	printf("%s events %" PRIu64 "  restores %" PRIu64 "  foreign %" PRIu64 "\n", what,
	       totals->events, totals->restores, totals->foreign);
}

static int print_text(const struct lat_format *format, const struct lat_report *report)
{
	struct lat_totals sum = lat_sum(report);
	time_t now = time(NULL);
	unsigned int i;
	char clock[16];

	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	printf("\n");
	print_totals(clock, &sum);
	for (i = 0; i < LAT_ROWS; i++)
		print_row(format, i, &report->rows[i]);
	if (report->last && format->lines) {
		printf("\n");
		print_totals("total", &report->total);
	}
	return cli_flush();
}

/* JSON */

static void set_int(json_t *object, const char *name, uint64_t value)
{
	json_object_set_new(object, name, json_integer(value));
}

static json_t *json_slots(const struct lat_format *format, const struct lat_hist *hist)
{
	json_t *slots = json_array(), *slot;
	unsigned int i;

	for (i = 0; i < LAT_SLOTS; i++) {
		if (!hist->slots[i])
			continue;
		slot = json_object();
		set_int(slot, "from", slot_from(format, i));
		set_int(slot, "to", slot_to(format, i));
		set_int(slot, "count", hist->slots[i]);
		json_array_append_new(slots, slot);
	}
	return slots;
}

/* min, mean and max of a phase that did not happen are null, not 0. */
static void set_ns(json_t *object, const char *name, const struct lat_format *format,
		   const struct lat_hist *hist, double ticks)
{
	json_object_set_new(object, name,
			    count_of(hist) ? json_real(to_ns(format, ticks)) : json_null());
}

static json_t *json_phase(const struct lat_format *format, const struct lat_hist *hist)
{
	json_t *phase = json_object();

	set_int(phase, "count", count_of(hist));
	set_int(phase, "sum_ticks", hist->sum);
	set_ns(phase, "min_ns", format, hist, ~hist->not_min);
	set_ns(phase, "mean_ns", format, hist, (double)hist->sum / count_of(hist));
	set_ns(phase, "max_ns", format, hist, hist->max);
	json_object_set_new(phase, "below_resolution", json_boolean(below_resolution(hist)));
	json_object_set_new(phase, "slots", json_slots(format, hist));
	return phase;
}

static json_t *json_totals(const struct lat_totals *totals)
{
	json_t *object = json_object();

	set_int(object, "events", totals->events);
	set_int(object, "restores", totals->restores);
	set_int(object, "foreign", totals->foreign);
	return object;
}

static json_t *json_row(const struct lat_format *format, unsigned int i, const struct lat_row *row)
{
	const struct lat_totals totals = totals_of(row);
	json_t *object = json_object(), *phases = json_object();
	unsigned int phase;

	json_object_set_new(object, "sve", json_boolean(i != LAT_ROW_FPSIMD));
	if (i == LAT_ROW_FPSIMD || i == LAT_ROW_OTHER)
		json_object_set_new(object, "vl", json_null());
	else
		set_int(object, "vl", i * VLS_VQ_BITS);
	json_object_update_new(object, json_totals(&totals));
	for (phase = 0; phase < KVM_SVE_NR_PHASES; phase++)
		json_object_set_new(phases, phase_names[phase],
				    json_phase(format, &row->phase[phase]));
	json_object_set_new(object, "phases", phases);
	return object;
}

static json_t *json_time(void)
{
	time_t now = time(NULL);
	char buf[32];

	strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	return json_string(buf);
}

static int print_json(const struct lat_format *format, const struct lat_report *report)
{
	json_t *root = cli_json_new("lat", 1), *rows = json_array();
	struct lat_totals sum = lat_sum(report);
	unsigned int i;

	for (i = 0; i < LAT_ROWS; i++)
		if (totals_of(&report->rows[i]).events)
			json_array_append_new(rows, json_row(format, i, &report->rows[i]));

	json_object_set_new(root, "time", json_time());
	json_object_set_new(root, "seconds", json_real(report->seconds));
	json_object_set_new(root, "last", json_boolean(report->last));
	json_object_set_new(root, "emulated", json_boolean(format->emulated_by));
	json_object_set_new(root, "pid", format->pid ? json_integer(format->pid) : json_null());
	set_int(root, "cntfrq_hz", format->cntfrq);
	json_object_set_new(root, "resolution_ns", json_real(to_ns(format, 1)));
	json_object_update_new(root, json_totals(&sum));
	set_int(root, "missed", report->missed);
	json_object_set_new(root, "total", json_totals(&report->total));
	json_object_set_new(root, "rows", rows);
	return cli_json_print(root, !format->lines);
}

int lat_print_head(const struct lat_format *format)
{
	if (format->json)
		return CLI_OK;
	if (format->emulated_by)
		printf("EMULATED by %s: no time here says anything about hardware\n",
		       format->emulated_by);
	printf("SVE switches of KVM by VL and phase; clock resolution %.4g ns\n", to_ns(format, 1));
	return cli_flush();
}

int lat_print(const struct lat_format *format, const struct lat_report *report)
{
	if (report->missed && report->last)
		cli_error("the kernel missed %" PRIu64 " events: all counts are too low",
			  report->missed);
	return format->json ? print_json(format, report) : print_text(format, report);
}
