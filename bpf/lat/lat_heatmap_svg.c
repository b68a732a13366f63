// SPDX-License-Identifier: GPL-2.0
/*
 * Draws a heat map: a panel for each phase that there was, time to the right,
 * latency upwards on the scale of its slots, and a cell the darker the more often
 * that latency was, by the logarithm of the count.
 */
#include <inttypes.h>
#include <math.h>

#include "lat_heatmap_svg.h"

#define LEFT 90
#define TOP 76
#define WIDTH 860 /* of the columns */
#define RIGHT 30
#define HEIGHT 170 /* of a panel */
#define GAP 58
#define TIME_TICKS 6
#define SLOT_TICKS 5

/* The slots of a phase that any column has. */
struct range {
	unsigned int first, end;
	uint64_t most;
};

struct panel {
	const struct heatmap *map;
	const struct lat_format *format;
	unsigned int phase;
	struct range range;
	int top;
};

static struct range range_of(const struct heatmap *map, unsigned int phase)
{
	struct range range = { .first = LAT_SLOTS };
	size_t column;
	unsigned int i;

	for (column = 0; column < map->n; column++)
		for (i = 0; i < LAT_SLOTS; i++) {
			uint64_t count = map->columns[column].phase[phase].slots[i];

			if (!count)
				continue;
			range.first = i < range.first ? i : range.first;
			range.end = i + 1 > range.end ? i + 1 : range.end;
			range.most = count > range.most ? count : range.most;
		}
	return range;
}

static double seconds_of(const struct heatmap *map)
{
	double seconds = 0;
	size_t i;

	for (i = 0; i < map->n; i++)
		seconds += map->columns[i].seconds;
	return seconds;
}

static double slot_height(const struct panel *panel)
{
	return (double)HEIGHT / (panel->range.end - panel->range.first);
}

/* Where a slot begins, from the top of the picture: the low ones are below. */
static double slot_y(const struct panel *panel, unsigned int slot)
{
	return panel->top + HEIGHT - (slot - panel->range.first) * slot_height(panel);
}

static double slot_ns(const struct panel *panel, unsigned int slot)
{
	const struct lat_slots *slots = lat_source_slots(panel->format->source, panel->phase);

	return lat_ns(panel->format, panel->phase, lat_slot_from(slots, slot));
}

/* "1.5 us" */
static void print_ns(FILE *out, double ns)
{
	if (ns < 1e3)
		fprintf(out, "%.3g ns", ns);
	else if (ns < 1e6)
		fprintf(out, "%.3g us", ns / 1e3);
	else if (ns < 1e9)
		fprintf(out, "%.3g ms", ns / 1e6);
	else
		fprintf(out, "%.3g s", ns / 1e9);
}

static void draw_column(const struct panel *panel, FILE *out, const struct heatmap_column *column,
			double x, double width, double from)
{
	unsigned int i;

	for (i = panel->range.first; i < panel->range.end; i++) {
		uint64_t count = column->phase[panel->phase].slots[i];
		double dark = log1p(count) / log1p(panel->range.most);

		if (!count)
			continue;
		fprintf(out,
			"<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill-opacity=\"%.2f\"><title>%.1f s: ",
			x, slot_y(panel, i + 1), width, slot_height(panel), 0.12 + 0.88 * dark, from);
		print_ns(out, slot_ns(panel, i));
		if (i == LAT_SLOTS - 1) {
			fprintf(out, " or more");
		} else {
			fprintf(out, " to ");
			print_ns(out, slot_ns(panel, i + 1));
		}
		fprintf(out, ", %" PRIu64 " times</title></rect>\n", count);
	}
}

static void draw_columns(const struct panel *panel, FILE *out)
{
	double scale = WIDTH / seconds_of(panel->map), from = 0;
	size_t i;

	fprintf(out, "<g fill=\"#7a0c2e\">\n");
	for (i = 0; i < panel->map->n; i++) {
		const struct heatmap_column *column = &panel->map->columns[i];

		draw_column(panel, out, column, LEFT + from * scale, column->seconds * scale, from);
		from += column->seconds;
	}
	fprintf(out, "</g>\n");
}

static void draw_axes(const struct panel *panel, FILE *out)
{
	unsigned int slots = panel->range.end - panel->range.first, i;
	unsigned int step = (slots + SLOT_TICKS - 1) / SLOT_TICKS;
	double seconds = seconds_of(panel->map);

	fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888\"/>\n",
		LEFT, panel->top, WIDTH, HEIGHT);
	for (i = panel->range.first; i <= panel->range.end; i += step) {
		fprintf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 6,
			slot_y(panel, i) + 4);
		print_ns(out, slot_ns(panel, i));
		fprintf(out, "</text>\n");
	}
	for (i = 0; i <= TIME_TICKS; i++)
		fprintf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.3g s</text>\n",
			LEFT + (double)WIDTH * i / TIME_TICKS, panel->top + HEIGHT + 16,
			seconds * i / TIME_TICKS);
}

static void draw_panel(const struct panel *panel, FILE *out)
{
	fprintf(out,
		"<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>"
		"<text x=\"%d\" y=\"%d\" text-anchor=\"end\">darkest: %" PRIu64 " in a cell</text>\n",
		LEFT, panel->top - 8, lat_phase_names[panel->phase], LEFT + WIDTH, panel->top - 8,
		panel->range.most);
	draw_columns(panel, out);
	draw_axes(panel, out);
}

static void draw_head(const struct heatmap *map, const struct lat_format *format, FILE *out)
{
	char emulated[LAT_EMULATED_SIZE];

	fprintf(out,
		"<text x=\"%d\" y=\"24\" font-size=\"16\" font-weight=\"bold\">SVE switches of KVM: latency over time</text>\n",
		LEFT);
	fprintf(out, "<text x=\"%d\" y=\"44\">", LEFT);
	if (hypervisor_may_emulate(format->hypervisor))
		fprintf(out, "%s: no time here says anything about hardware. ",
			lat_emulated(emulated, format));
	fprintf(out, "A column is %.3g s; point at a cell for its count.</text>\n", map->width);
}

static void draw(const struct heatmap *map, const struct lat_format *format, FILE *out)
{
	struct panel panels[LAT_NR_PHASES];
	unsigned int phase, n = 0, i;
	int height;

	for (phase = 0; phase < LAT_NR_PHASES; phase++) {
		struct range range = range_of(map, phase);

		if (!range.most)
			continue;
		panels[n] = (struct panel){ map, format, phase, range,
					    TOP + (int)n * (HEIGHT + GAP) };
		n++;
	}
	height = TOP + (n ? n : 1) * (HEIGHT + GAP);
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		LEFT + WIDTH + RIGHT, height);
	draw_head(map, format, out);
	for (i = 0; i < n; i++)
		draw_panel(&panels[i], out);
	if (!n)
		fprintf(out, "<text x=\"%d\" y=\"%d\">No vcpu was switched.</text>\n", LEFT, TOP + 40);
	fprintf(out, "</svg>\n");
}

int heatmap_write(struct heatmap *map, const struct lat_format *format)
{
	draw(map, format, map->file.file);
	return atomic_file_finish(&map->file);
}
