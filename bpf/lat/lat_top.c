// SPDX-License-Identifier: GPL-2.0
/* The vcpus that spend most time in SVE switching; see lat_top.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lat_top.h"
#include "lib/cli/cli.h"
#include "lib/cli/pid_text.h"
#include "lib/vls.h"

#define HEAD_LINES 5
#define LINES 24 /* of a terminal that does not say */
#define CLEAR "\033[H\033[2J"

/* A vcpu in an interval. */
struct line {
	const struct lat_key *key;
	struct lat_totals totals;
	uint64_t runs;
	double ns;	  /* in all phases but resident */
	uint64_t most;	  /* events of @row */
	unsigned int row; /* where most events were */
};

static void add_row(struct line *line, const struct lat_format *format,
		    const struct lat_row_view *row)
{
	struct lat_totals totals = lat_row_totals(row);
	unsigned int phase;

	lat_totals_add(&line->totals, &totals);
	if (row->phase[LAT_KVM_RUN])
		line->runs += lat_hist_count(row->phase[LAT_KVM_RUN]);
	for (phase = 0; phase < LAT_NR_PHASES; phase++)
		if (row->phase[phase] && phase != KVM_SVE_RESIDENT)
			line->ns += lat_ns(format, phase, row->phase[phase]->sum);
	if (totals.events > line->most) {
		line->most = totals.events;
		line->row = row->key->row;
	}
}

static int compare_lines(const void *a, const void *b)
{
	double x = ((const struct line *)a)->ns, y = ((const struct line *)b)->ns;

	return (x < y) - (x > y);
}

/* Return: how many. */
static size_t make_lines(const struct lat_format *format, const struct lat_cells *cells,
			 struct line *lines)
{
	struct lat_row_view row;
	size_t at = 0, n = 0;

	while (at < cells->n) {
		at = lat_next_row(cells, at, &row);
		if (!n || !lat_same_group(lines[n - 1].key, row.key))
			lines[n++] = (struct line){ .key = row.key };
		add_row(&lines[n - 1], format, &row);
	}
	qsort(lines, n, sizeof(*lines), compare_lines);
	return n;
}

/* How many vcpus the screen has room for. */
static size_t room(void)
{
	struct winsize size = { .ws_row = LINES };

	if (!isatty(STDOUT_FILENO))
		return SIZE_MAX;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row)
		size.ws_row = LINES;
	return size.ws_row > HEAD_LINES ? size.ws_row - HEAD_LINES : 1;
}

static void print_line(const struct lat_format *format, const struct line *line, double seconds)
{
	char comm[LAT_COMM_SIZE], pid[PID_TEXT_MAX], vl[LAT_TITLE_SIZE] = "-";

	lat_comm(comm, line->key->pid);
	if (line->row != LAT_ROW_FPSIMD && line->row != LAT_ROW_OTHER)
		snprintf(vl, sizeof(vl), "%u", line->row * VLS_VQ_BITS);
	printf("%7s %-15s %4" PRIu64 " %4u %5s %9.0f %8.0f", pid_text(pid, line->key->pid), comm,
	       (uint64_t)line->key->vm, line->key->vcpu, vl, line->totals.events / seconds,
	       line->runs / seconds);
	if (line->runs && format->source->origin == LAT_ORIGIN_MODULE)
		printf(" %9.2f", (double)(line->totals.restores - line->totals.early) / line->runs);
	else
		printf(" %9s", "-");
	printf(" %8.3f\n", line->ns / seconds / 1e9 * 100);
}

int lat_top(const struct lat_format *format, const struct lat_report *report)
{
	struct line *lines = calloc(report->cells.n + 1, sizeof(*lines));
	size_t n, i, most = room();
	char clock[LAT_CLOCK_SIZE], emulated[LAT_EMULATED_SIZE];

	if (!lines) {
		cli_error("out of memory");
		return CLI_CANNOT;
	}
	n = make_lines(format, &report->cells, lines);
	lat_clock(clock);
	if (isatty(STDOUT_FILENO))
		printf(CLEAR);
	printf("%s  %zu vcpus switched in %.1f s%s%s\n", clock, n, report->seconds,
	       hypervisor_may_emulate(format->hypervisor) ? "; " : "",
	       lat_emulated(emulated, format));
	printf("%7s %-15s %4s %4s %5s %9s %8s %9s %8s\n", "PID", "COMMAND", "VM", "VCPU", "VL",
	       "SWITCH/s", "RUN/s", "TRAPS/RUN", "%CPU-SVE");
	for (i = 0; i < n && i < most; i++)
		print_line(format, &lines[i], report->seconds);
	if (i < n)
		printf("%zu more\n", n - i);
	printf("\n");
	free(lines);
	return cli_flush();
}
