// SPDX-License-Identifier: GPL-2.0
/*
 * Draws a heat map: a panel for each phase that there was, time to the right,
 * latency upwards on the scale of its slots, and a cell the darker the more often
 * that latency was, by the logarithm of the count.
 */
#include <inttypes.h>
#include <math.h>

#include "lat_heatmap_svg.h"
#include "lib/cli/svg_axis.h"

#define LEFT 90
#define TOP 76
#define WIDTH 860 /* of the columns */
#define RIGHT 30
#define HEIGHT 170 /* of a panel */
#define GAP 58

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
	struct svg_plot plot;
	struct svg_scale time, slots;
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

/* Where slot number @slot begins. */
static void label_slot(FILE *out, double slot, const void *panel)
{
	print_ns(out, slot_ns(panel, slot));
}

static void label_seconds(FILE *out, double seconds, const void *panel)
{
	(void)panel;
	fprintf(out, "%.3g s", seconds);
}

static void draw_cell(const struct panel *panel, FILE *out, unsigned int slot, uint64_t count,
		      double from, double seconds)
{
	double dark = log1p(count) / log1p(panel->range.most);
	double x = svg_x_at(&panel->plot, &panel->time, from);
	double y = svg_y_at(&panel->plot, &panel->slots, slot + 1);

	fprintf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" "
		"fill-opacity=\"%.2f\"><title>%.1f s: ", x, y,
		svg_x_at(&panel->plot, &panel->time, from + seconds) - x,
		svg_y_at(&panel->plot, &panel->slots, slot) - y, 0.12 + 0.88 * dark, from);
	print_ns(out, slot_ns(panel, slot));
	if (slot == LAT_SLOTS - 1) {
		fprintf(out, " or more");
	} else {
		fprintf(out, " to ");
		print_ns(out, slot_ns(panel, slot + 1));
	}
	fprintf(out, ", %" PRIu64 " times</title></rect>\n", count);
}

static void draw_columns(const struct panel *panel, FILE *out)
{
	double from = 0;

	fprintf(out, "<g fill=\"#7a0c2e\">\n");
	for (size_t i = 0; i < panel->map->n; i++) {
		const struct heatmap_column *column = &panel->map->columns[i];
		const __u64 *counts = column->phase[panel->phase].slots;

		for (unsigned int slot = panel->range.first; slot < panel->range.end; slot++)
			if (counts[slot])
				draw_cell(panel, out, slot, counts[slot], from, column->seconds);
		from += column->seconds;
	}
	fprintf(out, "</g>\n");
}

static void draw_panel(const struct panel *panel, FILE *out)
{
	const struct svg_plot *plot = &panel->plot;

	fprintf(out, "<text class=\"t\" x=\"%d\" y=\"%.0f\">%s</text>"
		"<text class=\"n\" x=\"%d\" y=\"%.0f\">darkest: %" PRIu64 " in a cell</text>\n",
		LEFT, plot->top - 8, lat_phase_names[panel->phase], LEFT + WIDTH, plot->top - 8,
		panel->range.most);
	svg_axis_y(out, plot, &panel->slots, label_slot, panel);
	svg_axis_x(out, plot, &panel->time, label_seconds, panel);
	draw_columns(panel, out);
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

/* The next panel of a picture that has @n of them. */
static struct panel panel_of(const struct heatmap *map, const struct lat_format *format,
			     unsigned int phase, unsigned int n)
{
	struct panel panel = { .map = map, .format = format, .phase = phase };

	panel.range = range_of(map, phase);
	panel.plot = (struct svg_plot){ .left = LEFT, .right = LEFT + WIDTH };
	panel.plot.top = TOP + n * (HEIGHT + GAP);
	panel.plot.bottom = panel.plot.top + HEIGHT;
	panel.time = svg_scale_exact(0, seconds_of(map), 0);
	panel.slots = svg_scale_exact(panel.range.first, panel.range.end, 1);
	return panel;
}

static void draw(const struct heatmap *map, const struct lat_format *format, FILE *out)
{
	struct panel panels[LAT_NR_PHASES];
	unsigned int phase, n = 0, i;

	for (phase = 0; phase < LAT_NR_PHASES; phase++) {
		panels[n] = panel_of(map, format, phase, n);
		n += !!panels[n].range.most;
	}
	svg_open(out, "SVE switches of KVM: latency over time", LEFT + WIDTH + RIGHT,
		 TOP + (n ? n : 1) * (HEIGHT + GAP));
	fprintf(out, "<style>svg{font:12px sans-serif}" SVG_AXIS_CSS "</style>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
	draw_head(map, format, out);
	for (i = 0; i < n; i++)
		draw_panel(&panels[i], out);
	if (!n)
		fprintf(out, "<text x=\"%d\" y=\"%d\">No vcpu was switched.</text>\n", LEFT,
			TOP + 40);
	svg_end(out);
}

int heatmap_write(struct heatmap *map, const struct lat_format *format)
{
	draw(map, format, map->file.file);
	return atomic_file_finish(&map->file);
}
