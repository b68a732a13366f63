// SPDX-License-Identifier: GPL-2.0
/* Histograms of kvm-sve lat as text, 80 columns wide, and as JSON. */
#include <inttypes.h>
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

static uint64_t slot_from(unsigned int slot)
{
	return slot ? 1ULL << slot : 0;
}

/* Its last nanosecond; not for the last slot, which has no end. */
static uint64_t slot_to(unsigned int slot)
{
	return (2ULL << slot) - 1;
}

/* On average less than a tick: the number says little. */
static bool below_resolution(const struct lat_hist *hist)
{
	return hist->sum < hist->count;
}

struct lat_totals lat_sum(const struct lat_report *report)
{
	struct lat_totals sum = { 0 };
	unsigned int i;

	for (i = 0; i < LAT_ROWS; i++) {
		sum.events += report->rows[i].events;
		sum.restores += report->rows[i].restores;
		sum.foreign += report->rows[i].foreign;
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

static void print_slot(unsigned int slot, uint64_t count, uint64_t most)
{
	static const char stars[] = "**********************************";
	int bar = count * BAR_MAX / most;

	_Static_assert(sizeof(stars) == BAR_MAX + 1, "as many stars as the bar is long");
	if (slot == LAT_SLOTS - 1)
		printf("%12" PRIu64 " -> %-12s", slot_from(slot), "");
	else
		printf("%12" PRIu64 " -> %-12" PRIu64, slot_from(slot), slot_to(slot));
	printf(" : %-10" PRIu64 "|%-*.*s|\n", count, BAR_MAX, bar, stars);
}

static void print_hist(const struct lat_hist *hist)
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
		print_slot(i, hist->slots[i], most);
}

static void print_phase(const struct lat_format *format, const char *title, unsigned int phase,
			const struct lat_hist *hist)
{
	if (!hist->count)
		return;
	printf("\n%s, %s: count %" PRIu64 ", ns min %.0f mean %.1f max %.0f\n", title,
	       phase_names[phase], (uint64_t)hist->count, to_ns(format, hist->min),
	       to_ns(format, (double)hist->sum / hist->count), to_ns(format, hist->max));
	if (below_resolution(hist))
		printf("(below the resolution of the clock)\n");
	print_hist(hist);
}

static void print_row(const struct lat_format *format, unsigned int i, const struct lat_row *row)
{
	unsigned int phase;
	char title[32];

	if (!row->events)
		return;
	row_title(title, sizeof(title), i);
	printf("\n%s: events %" PRIu64 "  restores %" PRIu64 "  foreign %" PRIu64 "\n", title,
	       (uint64_t)row->events, (uint64_t)row->restores, (uint64_t)row->foreign);
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

static json_t *json_slots(const struct lat_hist *hist)
{
	json_t *slots = json_array(), *slot;
	unsigned int i;

	for (i = 0; i < LAT_SLOTS; i++) {
		if (!hist->slots[i])
			continue;
		slot = json_object();
		set_int(slot, "from", slot_from(i));
		if (i == LAT_SLOTS - 1)
			json_object_set_new(slot, "to", json_null());
		else
			set_int(slot, "to", slot_to(i));
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
			    hist->count ? json_real(to_ns(format, ticks)) : json_null());
}

static json_t *json_phase(const struct lat_format *format, const struct lat_hist *hist)
{
	json_t *phase = json_object();

	set_int(phase, "count", hist->count);
	set_int(phase, "sum_ticks", hist->sum);
	set_ns(phase, "min_ns", format, hist, hist->min);
	set_ns(phase, "mean_ns", format, hist, (double)hist->sum / hist->count);
	set_ns(phase, "max_ns", format, hist, hist->max);
	json_object_set_new(phase, "below_resolution", json_boolean(below_resolution(hist)));
	json_object_set_new(phase, "slots", json_slots(hist));
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
	const struct lat_totals totals = { row->events, row->restores, row->foreign };
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
		if (report->rows[i].events)
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
