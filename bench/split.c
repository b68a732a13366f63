// SPDX-License-Identifier: GPL-2.0
/* Where an SVE guest's round trip goes; split.h is the manual. */
#include <string.h>

#include "split.h"

/* The row that differs from @sve in the guest alone. */
static const struct bench_row *row_without_fp(const struct bench_report *report,
					      const struct bench_row *sve)
{
	for (size_t i = 0; i < report->nr_rows; i++) {
		const struct bench_row *row = &report->rows[i];

		if (!strcmp(row->guest, "none") && !strcmp(row->exit, sve->exit) &&
		    row->vl == sve->vl)
			return row;
	}
	return NULL;
}

static bool have_cycles(const struct bench_row *row, enum kvm_sve_phase phase)
{
	return row->phase_cycles[phase].n;
}

bool split_of(const struct bench_report *report, const struct bench_row *sve, struct split *split)
{
	const struct bench_row *none = row_without_fp(report, sve);
	enum counter counter = COUNTER_INSTRUCTIONS;

	if (strcmp(sve->guest, "sve") || !none)
		return false;
	if (!sve->counter[counter].n || !report->host.emulated)
		counter = COUNTER_CYCLES;
	if (!sve->counter[counter].n || !none->counter[counter].n ||
	    !have_cycles(sve, KVM_SVE_HOST_SAVE) || !have_cycles(none, KVM_SVE_HOST_SAVE) ||
	    !have_cycles(sve, KVM_SVE_GUEST_RESTORE) || !have_cycles(sve, KVM_SVE_GUEST_SAVE))
		return false;

	*split = (struct split){
		.vl = sve->vl,
		.instructions = counter == COUNTER_INSTRUCTIONS,
		.total = (int64_t)sve->counter[counter].p50 - (int64_t)none->counter[counter].p50,
		.host_save = (int64_t)sve->phase_cycles[KVM_SVE_HOST_SAVE].p50 -
			     (int64_t)none->phase_cycles[KVM_SVE_HOST_SAVE].p50,
		.guest_restore = sve->phase_cycles[KVM_SVE_GUEST_RESTORE].p50,
		.guest_save = sve->phase_cycles[KVM_SVE_GUEST_SAVE].p50,
	};
	if (split->instructions)
		split->guest = (int64_t)sve->guest_instructions -
			       (int64_t)none->guest_instructions;
	split->rest = split->total - split->guest - split->host_save - split->guest_restore -
		      split->guest_save;
	return true;
}
