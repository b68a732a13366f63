// SPDX-License-Identifier: GPL-2.0
/* The columns of a heat map, and its file; lat_heatmap_svg.c draws it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "lat_heatmap.h"
#include "lat_heatmap_svg.h"

int heatmap_open(struct heatmap *map, const char *path, unsigned int interval)
{
	struct stat old;
	int fd = -1;

	*map = (struct heatmap){ .path = path, .width = interval };
	/* A rename would put a file in the place of a device or a link. */
	if (!lstat(path, &old) && !S_ISREG(old.st_mode)) {
		cli_error("cannot write %s: it is there and is no file", path);
		return CLI_USAGE;
	}
	if (asprintf(&map->temporary, "%s.XXXXXX", path) < 0)
		map->temporary = NULL;
	else
		fd = mkstemp(map->temporary);
	if (fd >= 0)
		map->file = fdopen(fd, "w");
	map->columns = calloc(HEATMAP_COLUMNS, sizeof(*map->columns));
	if (map->file && map->columns)
		return CLI_OK;
	cli_error("cannot write %s: %s", path, strerror(errno));
	return CLI_USAGE;
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

int heatmap_add(struct heatmap *map, const struct lat_cells *cells, double seconds)
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
	return CLI_OK;
}

int heatmap_write(struct heatmap *map, const struct lat_format *format)
{
	mode_t mask = umask(0);
	int err;

	umask(mask);
	heatmap_svg(map, format, map->file);
	err = fflush(map->file) || ferror(map->file) || fsync(fileno(map->file)) ||
	      fchmod(fileno(map->file), 0666 & ~mask) || rename(map->temporary, map->path);
	if (err) {
		cli_error("cannot write %s: %s", map->path, strerror(errno));
		return CLI_CANNOT;
	}
	free(map->temporary);
	map->temporary = NULL;
	return CLI_OK;
}

void heatmap_close(struct heatmap *map)
{
	if (map->file)
		fclose(map->file);
	if (map->temporary)
		unlink(map->temporary);
	free(map->temporary);
	free(map->columns);
}
