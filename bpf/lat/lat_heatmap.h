/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A picture of time and latency: for each phase, columns of an interval each, and
 * how often each latency was. One self-contained SVG.
 */
#ifndef KVM_SVE_BPF_LAT_LAT_HEATMAP_H
#define KVM_SVE_BPF_LAT_LAT_HEATMAP_H

#include <stdint.h>
#include <stdio.h>

#include "lat_hist.h"
#include "lib/cli/atomic_file.h"

/* When there are as many columns each two become one. */
#define HEATMAP_COLUMNS 480

struct heatmap_column {
	double seconds;
	struct lat_hist phase[LAT_NR_PHASES];
};

struct heatmap {
	struct atomic_file file;
	struct heatmap_column *columns;
	size_t n;
	double width; /* seconds of a column: one is full when it has that */
};

/*
 * Make sure that @path can be written, without touching what is there. Return:
 * CLI_OK, or another with a message. heatmap_close() in any case.
 */
int heatmap_open(struct heatmap *map, const char *path, unsigned int interval);

/* Add what was counted in @seconds. */
void heatmap_add(struct heatmap *map, const struct lat_cells *cells, double seconds);

void heatmap_close(struct heatmap *map);

#endif /* KVM_SVE_BPF_LAT_LAT_HEATMAP_H */
