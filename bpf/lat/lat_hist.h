/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Histograms of kvm-sve lat as they are read: what a slot holds, percentiles, and
 * a list of histograms by key. No BPF, no output.
 */
#ifndef KVM_SVE_BPF_LAT_LAT_HIST_H
#define KVM_SVE_BPF_LAT_LAT_HIST_H

#include <stddef.h>
#include <stdint.h>

#include "lat.h"

struct lat_slots {
	enum lat_scale scale;
	uint64_t width; /* ticks of a linear slot */
};

/* The first value of a slot, in ticks; that of the next one ends it. */
uint64_t lat_slot_from(const struct lat_slots *slots, unsigned int slot);

uint64_t lat_hist_count(const struct lat_hist *hist);

void lat_hist_add(struct lat_hist *to, const struct lat_hist *from);

/*
 * In ticks, the least value known to be at or above the nearest-rank percentile
 * @permille: the end of the slot that holds that, or the largest value. 0 without one.
 */
uint64_t lat_hist_percentile(const struct lat_slots *slots, const struct lat_hist *hist,
			     unsigned int permille);

struct lat_cell {
	struct lat_key key;
	struct lat_hist hist;
};

struct lat_cells {
	struct lat_cell *cells;
	size_t n, room;
};

/* Append a histogram. Return: 0 or -ENOMEM. */
int lat_cells_add(struct lat_cells *cells, const struct lat_key *key,
		  const struct lat_hist *hist);

/*
 * Add it to the one with the same key, if there is one; made for few keys and many
 * histograms. Return: 0 or -ENOMEM.
 */
int lat_cells_add_to(struct lat_cells *cells, const struct lat_key *key,
		     const struct lat_hist *hist);

/* In the order of VM, vcpu, CPU, row and phase, and one cell for each key. */
void lat_cells_merge(struct lat_cells *cells);

/* Are two cells of the same VM, vcpu and CPU? */
int lat_same_group(const struct lat_key *a, const struct lat_key *b);

void lat_cells_clear(struct lat_cells *cells);
void lat_cells_free(struct lat_cells *cells);

/* One row of a group: its phases, NULL for one that never was. */
struct lat_row_view {
	const struct lat_key *key;
	const struct lat_hist *phase[LAT_NR_COUNTS];
};

/*
 * The row that begins at cell @at of merged @cells, @at < n. Return: where the
 * next one begins.
 */
size_t lat_next_row(const struct lat_cells *cells, size_t at, struct lat_row_view *row);

struct lat_totals {
	uint64_t events;
	uint64_t restores;
	uint64_t early; /* of them, before the guest's trap */
	uint64_t evicted;
	uint64_t kept; /* loads that needed no restore */
};

void lat_totals_add(struct lat_totals *sum, const struct lat_totals *totals);

struct lat_totals lat_row_totals(const struct lat_row_view *row);
struct lat_totals lat_cells_totals(const struct lat_cells *cells);

#endif /* KVM_SVE_BPF_LAT_LAT_HIST_H */
