// SPDX-License-Identifier: GPL-2.0
/*
 * Reports of kvm-sve lat as metrics (openmetrics.h): histograms since its start,
 * since Prometheus takes the rates itself. A power of two of ticks is a bucket, the
 * same ones in every report, from FIRST_SLOT on up to a second or so.
 */
#include "lat_print.h"
#include "lib/cli/openmetrics.h"
#include "lib/cli/pid_text.h"
#include "lib/vls.h"

#define FAMILY	   "kvm_sve_switch_phase_seconds"
#define FIRST_SLOT 1	/* all that is less is in it */
#define LAST_S	   1.1	/* no bucket but the one of all ends later */

/* As lat_row_title(), in a word. */
static void label_row(struct om_labels *labels, const char *name, unsigned int row)
{
	if (row == LAT_ROW_FPSIMD)
		om_label(labels, name, "fpsimd");
	else if (row == LAT_ROW_OTHER)
		om_label(labels, name, "other");
	else
		om_labelf(labels, name, "%u", row * VLS_VQ_BITS);
}

static void label_group(struct om_labels *labels, enum lat_by by, const struct lat_key *key)
{
	char pid[PID_TEXT_MAX];

	if (by == LAT_BY_VCPU || by == LAT_BY_VM) {
		om_labelf(labels, "vm_id", "%llu", (unsigned long long)key->vm);
		om_label(labels, "pid", pid_text(pid, key->pid));
	}
	if (by == LAT_BY_VCPU)
		om_labelf(labels, "vcpu", "%u", key->vcpu);
	if (by == LAT_BY_GUEST_VL)
		label_row(labels, "guest_vl", key->guest_row);
	if (by == LAT_BY_CPU)
		om_labelf(labels, "cpu", "%u", key->cpu);
}

/* The last value of slot @slot. */
static double slot_end(const struct lat_format *format, unsigned int phase, unsigned int slot)
{
	const struct lat_slots *slots = lat_source_slots(format->source, phase);

	return (lat_slot_from(slots, slot + 1) - 1) / (double)lat_source_hz(format->source, phase);
}

static void print_bucket(FILE *out, const struct om_labels *labels, const char *le, uint64_t count)
{
	struct om_labels all = *labels;

	om_label(&all, "le", le);
	om_sample(out, FAMILY, "_bucket", &all, count);
}

static void print_hist(FILE *out, const struct lat_format *format, unsigned int phase,
		       const struct lat_hist *hist, const struct om_labels *labels)
{
	const double count = lat_hist_count(hist);
	uint64_t below = 0;
	char le[32];

	for (unsigned int i = 0; i < LAT_LOG2_SLOTS - 1; i++) {
		double end = slot_end(format, phase, i);

		below += hist->slots[i];
		if (end > LAST_S)
			break;
		if (i < FIRST_SLOT)
			continue;
		snprintf(le, sizeof(le), "%.9g", end);
		print_bucket(out, labels, le, below);
	}
	print_bucket(out, labels, "+Inf", count);
	om_sample(out, FAMILY, "_sum", labels, hist->sum / (double)lat_source_hz(format->source, phase));
	om_sample(out, FAMILY, "_count", labels, count);
}

static void print_row(FILE *out, const struct lat_format *format, const struct lat_row_view *row)
{
	for (unsigned int phase = 0; phase < LAT_NR_PHASES; phase++) {
		struct om_labels labels = { 0 };

		if (!row->phase[phase])
			continue;
		label_group(&labels, format->options->by, row->key);
		om_label(&labels, "phase", lat_phase_names[phase]);
		label_row(&labels, "vl", row->key->row);
		print_hist(out, format, phase, row->phase[phase], &labels);
	}
}

static void print_info(FILE *out, const struct lat_format *format)
{
	struct om_labels labels = { 0 };

	om_label(&labels, "source", lat_origin_names[format->source->origin]);
	if (format->hypervisor->kind != HYPERVISOR_UNKNOWN)
		om_label(&labels, "emulated",
			 format->hypervisor->kind == HYPERVISOR_EMULATOR ? "true" : "false");
	om_gauge(out, "kvm_sve_lat_info", NULL,
		 "What sees the switches; emulated: no time says anything about hardware.");
	om_sample(out, "kvm_sve_lat_info", "", &labels, 1);
}

void lat_metrics(FILE *out, const void *arg)
{
	const struct lat_metrics *metrics = arg;
	const struct lat_format *format = metrics->format;
	const struct lat_cells *cells = &metrics->report->cells;
	struct lat_row_view row;
	size_t at = 0;

	om_histogram(out, FAMILY, "seconds",
		     "How long the phases of KVM's SVE switches took, by VL of the guest in bits.");
	while (at < cells->n) {
		at = lat_next_row(cells, at, &row);
		print_row(out, format, &row);
	}
	print_info(out, format);
	om_value(out, "kvm_sve_lat_resolution_seconds", "seconds",
		 "What the clock moves by at a time; a shorter phase may be 0.",
		 lat_resolution_ns(format, 0) / 1e9);
	if (format->cost.known)
		om_value(out, "kvm_sve_lat_probes_shown_seconds", "seconds",
			 "What an empty pair of probes shows; the time of each phase includes it.",
			 format->cost.inside_ns / 1e9);
	om_value(out, "kvm_sve_lat_start_time_seconds", "seconds",
		 "When the counting began, since the epoch.", format->start);
	if (!metrics->report->missed.unknown)
		om_value(out, "kvm_sve_lat_missed_events", NULL,
			 "Switches since then that were not counted.", metrics->report->missed.n);
	om_end(out);
}
