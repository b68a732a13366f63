// SPDX-License-Identifier: GPL-2.0
/* The columns of a heat map, and its file; lat_heatmap_svg.c draws it. */
#include <stdlib.h>
#include <string.h>

#include "lat_heatmap.h"
#include "lib/cli/cli.h"

int heatmap_open(struct heatmap *map, const char *path, unsigned int interval)
{
	*map = (struct heatmap){ .width = interval };
	map->columns = calloc(HEATMAP_COLUMNS, sizeof(*map->columns));
	if (map->columns)
		return atomic_file_start(&map->file, path);
	cli_error("out of memory");
	return CLI_CANNOT;
}

static void add_column(struct heatmap_column *to, const struct heatmap_column *from)
{
	unsigned int phase;

	to->seconds += from->seconds;
	for (phase = 0; phase < LAT_NR_PHASES; phase++)
		lat_hist_add(&to->phase[phase], &from->phase[phase]);
}

static void halve(struct heatmap *map)
{
	size_t i;

	for (i = 0; i < map->n / 2; i++) {
		if (i)
			map->columns[i] = map->columns[2 * i];
		add_column(&map->columns[i], &map->columns[2 * i + 1]);
	}
	map->n /= 2;
	map->width *= 2;
	memset(&map->columns[map->n], 0, (HEATMAP_COLUMNS - map->n) * sizeof(*map->columns));
}

void heatmap_add(struct heatmap *map, const struct lat_cells *cells, double seconds)
{
	struct heatmap_column *column;
	size_t i;

	/* A time is seldom a whole number of seconds: nearly full is full. */
	if (map->n && map->columns[map->n - 1].seconds + seconds / 2 < map->width)
		map->n--;
	else if (map->n == HEATMAP_COLUMNS)
		halve(map);
	column = &map->columns[map->n++];
	column->seconds += seconds;
	for (i = 0; i < cells->n; i++)
		if (cells->cells[i].key.phase < LAT_NR_PHASES)
			lat_hist_add(&column->phase[cells->cells[i].key.phase],
				     &cells->cells[i].hist);
}

void heatmap_close(struct heatmap *map)
{
	atomic_file_close(&map->file);
	free(map->columns);
}
