// SPDX-License-Identifier: GPL-2.0
/* Names and units that the outputs of kvm-sve lat share. */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "lat_print.h"
#include "lib/host.h"
#include "lib/vls.h"

const char *const lat_phase_names[LAT_NR_PHASES] = {
	[KVM_SVE_HOST_SAVE] = "host_save",
	[KVM_SVE_GUEST_RESTORE] = "guest_restore",
	[KVM_SVE_RESIDENT] = "resident",
	[KVM_SVE_GUEST_SAVE] = "guest_save",
	[LAT_HOST_RESTORE] = "host_restore",
};

const char *const lat_origin_names[LAT_NR_ORIGINS] = {
	[LAT_ORIGIN_MODULE] = "module",
	[LAT_ORIGIN_FENTRY] = "fentry",
	[LAT_ORIGIN_KPROBES] = "kprobes",
	[LAT_ORIGIN_STATS] = "stats",
};

const struct lat_percentile lat_percentiles[LAT_NR_PERCENTILES] = {
	{ "p50", 500 },
	{ "p90", 900 },
	{ "p99", 990 },
	{ "p99.9", 999 },
};

double lat_ns(const struct lat_format *format, unsigned int phase, double ticks)
{
	return ticks * 1e9 / lat_source_hz(format->source, phase);
}

void lat_clock(char buf[LAT_CLOCK_SIZE])
{
	time_t now = time(NULL);

	strftime(buf, LAT_CLOCK_SIZE, "%H:%M:%S", localtime(&now));
}

/* Up to what JSON can say; the last slots of ticks are of more ns. */
static uint64_t whole_ns(double ns)
{
	return ns < (double)INT64_MAX ? ceil(ns) : INT64_MAX;
}

void lat_slot_ns(const struct lat_format *format, unsigned int phase, const struct lat_slots *slots,
		 const struct lat_hist *hist, unsigned int slot, uint64_t *from, uint64_t *to)
{
	*from = whole_ns(lat_ns(format, phase, lat_slot_from(slots, slot)));
	if (slot == LAT_SLOTS - 1)
		*to = whole_ns(lat_ns(format, phase, hist->max));
	else
		*to = whole_ns(lat_ns(format, phase, lat_slot_from(slots, slot + 1))) - 1;
}

const char *lat_emulated(char buf[LAT_EMULATED_SIZE], const struct lat_format *format)
{
	bool sure = format->hypervisor->kind == HYPERVISOR_EMULATOR;

	buf[0] = '\0';
	if (hypervisor_may_emulate(format->hypervisor))
		snprintf(buf, LAT_EMULATED_SIZE, "%s by %s", sure ? "EMULATED" : "perhaps EMULATED",
			 host_or_unknown(format->hypervisor->name));
	return buf;
}

void lat_row_title(char buf[LAT_TITLE_SIZE], unsigned int row)
{
	if (row == LAT_ROW_FPSIMD)
		snprintf(buf, LAT_TITLE_SIZE, "fpsimd (no SVE)");
	else if (row == LAT_ROW_ALL)
		snprintf(buf, LAT_TITLE_SIZE, "all VLs");
	else if (row == LAT_ROW_OTHER)
		snprintf(buf, LAT_TITLE_SIZE, "other VL");
	else
		snprintf(buf, LAT_TITLE_SIZE, "VL %u", row * VLS_VQ_BITS);
}

uint64_t lat_step(const struct lat_format *format, unsigned int phase)
{
	uint64_t step = format->cntstep ? format->cntstep : 1;

	if (phase == LAT_HOST_RESTORE)
		return 1;
	if (format->source->origin == LAT_ORIGIN_STATS) /* ns of the same counter */
		return ceil(step * 1e9 / format->cntfrq);
	return format->source->origin == LAT_ORIGIN_MODULE ? step : 1;
}

double lat_resolution_ns(const struct lat_format *format, unsigned int phase)
{
	return lat_ns(format, phase, lat_step(format, phase));
}

double lat_at_most_ns(const struct lat_format *format, unsigned int phase,
		      const struct lat_hist *hist, unsigned int permille)
{
	uint64_t step = lat_step(format, phase);
	uint64_t ticks = lat_hist_percentile(lat_source_slots(format->source, phase), hist, permille);

	return lat_ns(format, phase, ticks < step ? step : ticks);
}

bool lat_below_resolution(const struct lat_format *format, unsigned int phase,
			  const struct lat_hist *hist)
{
	return lat_source_has_sums(format->source) &&
	       hist->sum < lat_hist_count(hist) * lat_step(format, phase);
}
