// SPDX-License-Identifier: GPL-2.0
/* Reports of kvm-sve lat as JSON. */
#include <stdio.h>
#include <time.h>

#include "lat_print.h"
#include "lib/cli/cli.h"
#include "lib/cli/host_json.h"
#include "lib/cli/iso_time.h"
#include "lib/cli/pid_text.h"
#include "lib/vls.h"

static void set_int(json_t *object, const char *name, uint64_t value)
{
	json_object_set_new(object, name, json_integer(value));
}

/* null if it is not known. */
static void set_known(json_t *object, const char *name, bool known, uint64_t value)
{
	json_object_set_new(object, name, known ? json_integer(value) : json_null());
}

static json_t *json_slots(const struct lat_format *format, unsigned int phase,
			  const struct lat_hist *hist)
{
	const struct lat_slots *slots = lat_source_slots(format->source, phase);
	json_t *array = json_array(), *slot;
	unsigned int i;

	for (i = 0; i < LAT_SLOTS; i++) {
		uint64_t from, to;

		if (!hist->slots[i])
			continue;
		lat_slot_ns(format, phase, slots, hist, i, &from, &to);
		slot = json_object();
		set_int(slot, "from", from);
		set_int(slot, "to", to);
		set_int(slot, "count", hist->slots[i]);
		json_array_append_new(array, slot);
	}
	return array;
}

static json_t *json_percentiles(const struct lat_format *format, unsigned int phase,
				const struct lat_hist *hist)
{
	json_t *object = json_object();
	unsigned int i;

	for (i = 0; i < LAT_NR_PERCENTILES; i++) {
		double ns = lat_at_most_ns(format, phase, hist, lat_percentiles[i].permille);

		json_object_set_new(object, lat_percentiles[i].name, json_real(ns));
	}
	return object;
}

/* min, mean and max of a phase that did not happen are null, not 0. */
static json_t *json_phase(const struct lat_format *format, unsigned int phase,
			  const struct lat_hist *hist)
{
	static const struct lat_hist none;
	json_t *object = json_object();
	bool sums = lat_source_has_sums(format->source);
	uint64_t count;

	if (!hist)
		hist = &none;
	count = lat_hist_count(hist);
#define NS(ticks) (count && sums ? json_real(lat_ns(format, phase, ticks)) : json_null())
	set_int(object, "count", count);
	set_known(object, "sum_ticks", sums, hist->sum);
	json_object_set_new(object, "min_ns", NS(~hist->not_min));
	json_object_set_new(object, "mean_ns", NS((double)hist->sum / count));
	json_object_set_new(object, "max_ns", NS(hist->max));
#undef NS
	json_object_set_new(object, "at_most_ns",
			    count ? json_percentiles(format, phase, hist) : json_null());
	json_object_set_new(object, "below_resolution",
			    json_boolean(lat_below_resolution(format, phase, hist)));
	json_object_set_new(object, "slots", json_slots(format, phase, hist));
	return object;
}

/* Without the module nobody sees restores. */
static json_t *json_totals(const struct lat_format *format, const struct lat_totals *totals)
{
	bool seen = lat_source_has_evicted(format->source);
	json_t *object = json_object();

	set_int(object, "events", totals->events);
	set_known(object, "restores", lat_source_has_restores(format->source), totals->restores);
	set_known(object, "early", seen, totals->early);
	set_known(object, "evicted", seen, totals->evicted);
	set_known(object, "kept", seen, totals->kept);
	return object;
}

/* A VL in bits; null for no SVE, and for one beyond those that have a row. */
static void set_vl(json_t *object, const char *name, unsigned int row)
{
	set_known(object, name, row != LAT_ROW_FPSIMD && row < LAT_ROW_OTHER, row * VLS_VQ_BITS);
}

/* KVM's statistics do not name the VM. */
static void set_group(json_t *object, const struct lat_format *format, const struct lat_key *key)
{
	enum lat_by by = format->options->by;

	if (by == LAT_BY_VCPU || by == LAT_BY_VM) {
		set_known(object, "vm", format->source->origin != LAT_ORIGIN_STATS, key->vm);
		json_object_set_new(object, "pid", pid_json(key->pid));
	}
	if (by == LAT_BY_VCPU)
		set_int(object, "vcpu", key->vcpu);
	if (by == LAT_BY_CPU)
		set_int(object, "cpu", key->cpu);
	if (by == LAT_BY_GUEST_VL)
		set_vl(object, "guest_vl", key->guest_row);
}

static bool phase_is_asked_for(const struct lat_format *format, unsigned int phase)
{
	if (phase == LAT_HOST_RESTORE)
		return format->options->host_restore;
	return lat_source_has_restores(format->source) || phase == KVM_SVE_HOST_SAVE ||
	       phase == KVM_SVE_GUEST_SAVE;
}

static json_t *json_row(const struct lat_format *format, const struct lat_row_view *row)
{
	const struct lat_totals totals = lat_row_totals(row);
	json_t *object = json_object(), *phases = json_object();
	unsigned int phase, i = row->key->row;

	set_group(object, format, row->key);
	json_object_set_new(object, "sve", i == LAT_ROW_ALL ? json_null() :
						json_boolean(i != LAT_ROW_FPSIMD));
	set_vl(object, "vl", i);
	json_object_update_new(object, json_totals(format, &totals));
	for (phase = 0; phase < LAT_NR_PHASES; phase++)
		if (phase_is_asked_for(format, phase))
			json_object_set_new(phases, lat_phase_names[phase],
					    json_phase(format, phase, row->phase[phase]));
	json_object_set_new(object, "phases", phases);
	return object;
}

static json_t *json_rows(const struct lat_format *format, const struct lat_cells *cells)
{
	json_t *rows = json_array();
	struct lat_row_view row;
	size_t at = 0;

	while (at < cells->n) {
		at = lat_next_row(cells, at, &row);
		json_array_append_new(rows, json_row(format, &row));
	}
	return rows;
}

static void set_source(json_t *root, const struct lat_format *format)
{
	static const char *const scales[] = {
		[LAT_LOG2] = "log2",
		[LAT_FINE] = "fine",
		[LAT_LINEAR] = "linear",
	};
	const struct lat_options *options = format->options;

	json_object_set_new(root, "source", json_string(lat_origin_names[format->source->origin]));
	json_object_set_new(root, "probe_cost", probe_cost_json(&format->cost));
	json_object_set_new(root, "by", json_string(lat_by_names[options->by]));
	json_object_set_new(root, "scale", json_string(scales[options->scale]));
	set_known(root, "pid", options->pid, options->pid);
	set_int(root, "cntfrq_hz", format->cntfrq);
	json_object_set_new(root, "resolution_ns",
			    json_real(lat_resolution_ns(format, KVM_SVE_HOST_SAVE)));
}

json_t *lat_json(const struct lat_format *format, const struct lat_report *report)
{
	json_t *root = cli_json_new("lat", 1);
	struct lat_totals sum = lat_cells_totals(&report->cells);
	char utc[ISO_TIME_MAX];

	iso_time(utc, time(NULL));
	json_object_set_new(root, "time", json_string(utc));
	json_object_set_new(root, "seconds", json_real(report->seconds));
	json_object_set_new(root, "last", json_boolean(report->last));
	json_object_set_new(root, "emulated", json_from_emulated(format->hypervisor));
	set_source(root, format);
	json_object_update_new(root, json_totals(format, &sum));
	json_object_set_new(root, "missed", bpf_missed_json(&report->missed));
	if (format->options->host_restore)
		json_object_set_new(root, "missed_host_restores",
				    bpf_missed_json(&report->missed_restores));
	json_object_set_new(root, "total", json_totals(format, &report->total));
	json_object_set_new(root, "rows", json_rows(format, &report->cells));
	return root;
}
