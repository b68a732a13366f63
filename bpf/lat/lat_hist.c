// SPDX-License-Identifier: GPL-2.0
/* Histograms of kvm-sve lat as they are read; see lat_hist.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lat_hist.h"
#include "lib/quantile.h"

uint64_t lat_slot_from(const struct lat_slots *slots, unsigned int slot)
{
	unsigned int shift;

	if (slots->scale == LAT_LINEAR)
		return slot * slots->width;
	if (slots->scale == LAT_LOG2) {
		if (!slot)
			return 0;
		return slot < 64 ? UINT64_C(1) << slot : UINT64_MAX;
	}
	if (slot < LAT_STEPS)
		return slot;
	shift = slot / LAT_STEPS - 1;
	return (uint64_t)(LAT_STEPS + slot % LAT_STEPS) << shift;
}

/*
 * The last value that @slot of @hist may hold, in ticks: the end of the slot, or
 * the largest value there was.
 */
static uint64_t slot_to(const struct lat_slots *slots, const struct lat_hist *hist,
			unsigned int slot)
{
	uint64_t end;

	if (slot == LAT_SLOTS - 1)
		return hist->max;
	end = lat_slot_from(slots, slot + 1) - 1;
	return end < hist->max ? end : hist->max;
}

uint64_t lat_hist_count(const struct lat_hist *hist)
{
	uint64_t count = 0;

	for (unsigned int i = 0; i < LAT_SLOTS; i++)
		count += hist->slots[i];
	return count;
}

void lat_hist_add(struct lat_hist *to, const struct lat_hist *from)
{
	unsigned int i;

	if (from->not_min > to->not_min)
		to->not_min = from->not_min;
	if (from->max > to->max)
		to->max = from->max;
	to->sum += from->sum;
	for (i = 0; i < LAT_SLOTS; i++)
		to->slots[i] += from->slots[i];
}

uint64_t lat_hist_percentile(const struct lat_slots *slots, const struct lat_hist *hist,
			     unsigned int permille)
{
	uint64_t count = lat_hist_count(hist), rank = quantile_rank(count, permille), seen = 0;
	unsigned int i;

	if (!count)
		return 0;
	for (i = 0; i < LAT_SLOTS - 1; i++) {
		seen += hist->slots[i];
		if (seen >= rank)
			break;
	}
	return slot_to(slots, hist, i);
}

int lat_cells_add(struct lat_cells *cells, const struct lat_key *key, const struct lat_hist *hist)
{
	if (cells->n == cells->room) {
		size_t room = cells->room ? 2 * cells->room : 64;
		struct lat_cell *more = reallocarray(cells->cells, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		cells->cells = more;
		cells->room = room;
	}
	cells->cells[cells->n].key = *key;
	cells->cells[cells->n].hist = *hist;
	cells->n++;
	return 0;
}

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_groups(const struct lat_key *a, const struct lat_key *b)
{
	int order = COMPARE(a->vm, b->vm);

	if (!order)
		order = COMPARE(a->vcpu, b->vcpu);
	if (!order)
		order = COMPARE(a->cpu, b->cpu);
	if (!order)
		order = COMPARE(a->guest_row, b->guest_row);
	return order;
}

int lat_same_group(const struct lat_key *a, const struct lat_key *b)
{
	return !compare_groups(a, b);
}

static int same_row(const struct lat_key *a, const struct lat_key *b)
{
	return lat_same_group(a, b) && a->row == b->row;
}

static int compare_cells(const void *a, const void *b)
{
	const struct lat_key *x = &((const struct lat_cell *)a)->key;
	const struct lat_key *y = &((const struct lat_cell *)b)->key;
	int order = compare_groups(x, y);

	if (!order)
		order = COMPARE(x->row, y->row);
	return order ? order : COMPARE(x->phase, y->phase);
}

int lat_cells_add_to(struct lat_cells *cells, const struct lat_key *key,
		     const struct lat_hist *hist)
{
	for (size_t i = 0; i < cells->n; i++) {
		const struct lat_key *known = &cells->cells[i].key;

		if (same_row(known, key) && known->phase == key->phase) {
			lat_hist_add(&cells->cells[i].hist, hist);
			return 0;
		}
	}
	return lat_cells_add(cells, key, hist);
}

void lat_cells_merge(struct lat_cells *cells)
{
	size_t from, to = 0;

	if (!cells->n)
		return;
	qsort(cells->cells, cells->n, sizeof(*cells->cells), compare_cells);
	for (from = 1; from < cells->n; from++) {
		if (!compare_cells(&cells->cells[to], &cells->cells[from]))
			lat_hist_add(&cells->cells[to].hist, &cells->cells[from].hist);
		else if (++to != from)
			cells->cells[to] = cells->cells[from];
	}
	cells->n = to + 1;
}

void lat_cells_clear(struct lat_cells *cells)
{
	cells->n = 0;
}

void lat_cells_free(struct lat_cells *cells)
{
	free(cells->cells);
	*cells = (struct lat_cells){ 0 };
}

size_t lat_next_row(const struct lat_cells *cells, size_t at, struct lat_row_view *row)
{
	memset(row, 0, sizeof(*row));
	row->key = &cells->cells[at].key;
	for (; at < cells->n && same_row(&cells->cells[at].key, row->key); at++)
		if (cells->cells[at].key.phase < LAT_NR_COUNTS)
			row->phase[cells->cells[at].key.phase] = &cells->cells[at].hist;
	return at;
}

static uint64_t count_of(const struct lat_row_view *row, unsigned int phase)
{
	return row->phase[phase] ? lat_hist_count(row->phase[phase]) : 0;
}

struct lat_totals lat_row_totals(const struct lat_row_view *row)
{
	uint64_t restores = count_of(row, KVM_SVE_GUEST_RESTORE);
	uint64_t kept = count_of(row, LAT_KEPT);

	return (struct lat_totals){
		.events = count_of(row, KVM_SVE_HOST_SAVE),
		.restores = restores,
		.early = count_of(row, LAT_EARLY),
		.evicted = restores + kept - count_of(row, KVM_SVE_GUEST_SAVE),
		.kept = kept,
	};
}

void lat_totals_add(struct lat_totals *sum, const struct lat_totals *totals)
{
	sum->events += totals->events;
	sum->restores += totals->restores;
	sum->early += totals->early;
	sum->evicted += totals->evicted;
	sum->kept += totals->kept;
}

struct lat_totals lat_cells_totals(const struct lat_cells *cells)
{
	struct lat_totals sum = { 0 };
	struct lat_row_view row;
	size_t at = 0;

	while (at < cells->n) {
		struct lat_totals totals;

		at = lat_next_row(cells, at, &row);
		totals = lat_row_totals(&row);
		lat_totals_add(&sum, &totals);
	}
	return sum;
}
