// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve lat: how long KVM's host/guest SVE switches take, counted in the kernel.
 * Here is the run of the command, from the first report to the last.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "bpf/load.h"
#include "lat_heatmap_svg.h"
#include "lat_options.h"
#include "lat_print.h"
#include "lat_source.h"
#include "lat_stats.h"
#include "lat_top.h"
#include "lib/cli/atomic_file.h"
#include "lib/cli/cli.h"
#include "lib/host.h"

#define HEATMAP_SECONDS 1 /* of a column, without --interval */

struct lat {
	struct lat_options options;
	struct lat_format format;
	struct host host;
	struct lat_source source;
	struct timespec mark; /* where the report that comes next begins */
	struct lat_report report;
	struct lat_cells latest; /* read and not yet in the report */
	struct heatmap heatmap;
};

/* 0: read once, at the end. */
static unsigned long seconds_to_read(const struct lat_options *options)
{
	if (options->stats)
		return LAT_STATS_SECONDS;
	return options->heatmap && !options->interval ? HEATMAP_SECONDS : options->interval;
}

static double seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - then->tv_sec + (now.tv_nsec - then->tv_nsec) / 1e9;
}

/* Since the epoch. */
static double epoch_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Read what was counted and add it to the report. */
static int collect(struct lat *lat, bool last)
{
	struct lat_cells *cells = &lat->report.cells;
	double seconds = seconds_since(&lat->mark);
	int ret = lat_source_read(&lat->source, last, &lat->latest);
	size_t i;

	clock_gettime(CLOCK_MONOTONIC, &lat->mark);
	lat->report.seconds += seconds;
	lat->report.last = last;
	lat->report.missed = lat_source_missed(&lat->source);
	lat->report.missed_restores = lat_source_missed_restores(&lat->source);
	if (ret == CLI_OK && lat->options.heatmap)
		heatmap_add(&lat->heatmap, &lat->latest, seconds);
	for (i = 0; i < lat->latest.n && ret == CLI_OK; i++)
		if (lat_cells_add(cells, &lat->latest.cells[i].key, &lat->latest.cells[i].hist))
			ret = bpf_report_error("read the counts of", -ENOMEM);
	lat_cells_merge(cells);
	return ret;
}

/* The report, which the next one continues, and replaces in a file. */
static int print_metrics(struct lat *lat)
{
	const struct lat_metrics metrics = { &lat->format, &lat->report };
	int ret = out_start(&lat->options.out);

	if (ret != CLI_OK)
		return ret;
	lat_metrics(stdout, &metrics);
	return out_finish(&lat->options.out, cli_flush());
}

/* Print the report, of which the next one has nothing. */
static int print_report(struct lat *lat)
{
	struct lat_totals sum = lat_cells_totals(&lat->report.cells);
	int ret;

	lat_totals_add(&lat->report.total, &sum);
	if (lat->options.top)
		ret = lat_top(&lat->format, &lat->report);
	else if (lat->options.out.format == OUT_JSON)
		ret = cli_json_print(lat_json(&lat->format, &lat->report), !lat->options.interval);
	else
		ret = lat_text(&lat->format, &lat->report);
	lat_cells_clear(&lat->report.cells);
	lat->report.seconds = 0;
	return ret;
}

static int print(struct lat *lat)
{
	int ret;

	if (lat->options.out.format == OUT_OPENMETRICS)
		return print_metrics(lat);
	ret = print_report(lat);
	lat->options.out.whole = ret == CLI_OK && lat->report.last;
	return ret;
}

/* Is @a before @b? */
static bool before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

/* With an interval of its own, the next report is due when that many reads were made. */
static unsigned long reads_of_report(const struct lat_options *options)
{
	return options->interval ? options->interval / seconds_to_read(options) : 0;
}

/* Read at intervals until the time is up, a signal came or the command ended. */
static int follow(struct lat *lat)
{
	unsigned long interval = seconds_to_read(&lat->options);
	struct watch *watch = &lat->options.watch;
	struct timespec next = watch->end, now;
	unsigned long reads = 0;
	int ret = CLI_OK;

	/* From the same moment as the duration, so that both end at once. */
	next.tv_sec -= watch->duration;
	while (ret == CLI_OK) {
		const struct timespec *until = watch->duration ? &watch->end : NULL;

		next.tv_sec += interval;
		if (interval && (!until || before(&next, until)))
			until = &next;
		if (watch_wait(watch, -1, until) == WATCH_GONE)
			return cli_output_lost(EPIPE);

		clock_gettime(CLOCK_MONOTONIC, &now);
		if (watch->ended || cli_stop || (watch->duration && !before(&now, &watch->end)))
			break;
		ret = collect(lat, false);
		if (ret == CLI_OK && ++reads == reads_of_report(&lat->options)) {
			ret = print(lat);
			reads = 0;
		}
	}
	return ret;
}

/* What was lost. Return: CLI_CANNOT if a count of KVM's events is not whole. */
static int report_missed(const struct lat *lat)
{
	const struct lat_report *report = &lat->report;

	bpf_report_unknown(&report->missed, "events", "counts may be too low");
	if (report->missed.n)
		cli_error("%" PRIu64
			  " events were missed: all counts are too low; make room with --keys, choose VMs with --pid, or do without --fine and --linear",
			  report->missed.n);
	if (report->missed_restores.n)
		cli_error(
			"up to %" PRIu64
			" restores of host state were not timed: the count of host_restore is too low, its times are right",
			report->missed_restores.n);
	return report->missed.n ? CLI_CANNOT : CLI_OK;
}

static void report_nothing_seen(const struct lat *lat)
{
	const struct lat_report *report = &lat->report;

	if (report->total.events || report->cells.n || report->missed.n)
		return;
	if (watch_only_command(&lat->options.watch))
		cli_error("the command ran no vcpu while it was watched");
	else if (lat->options.pid && !lat_stats_reported(lat->source.stats))
		cli_error("process %d ran no vcpu while it was watched", lat->options.pid);
}

/* The last report, and what is made of all of them. */
static int finish(struct lat *lat)
{
	int ret, lost;

	lat_source_detach(&lat->source);
	ret = collect(lat, true);
	if (ret != CLI_OK)
		return ret;
	lost = report_missed(lat);
	ret = print(lat);
	report_nothing_seen(lat);
	if (ret == CLI_OK && lat->options.heatmap)
		ret = heatmap_write(&lat->heatmap, &lat->format);
	return ret == CLI_OK ? lost : ret;
}

/* The last report is printed whatever ended the watch, unless printing itself failed. */
static int watch(struct lat *lat)
{
	int ret, command_ret;

	if (lat->source.origin == LAT_ORIGIN_FENTRY || lat->source.origin == LAT_ORIGIN_KPROBES)
		lat->format.cost = probe_cost_measure(lat->source.kprobes);
	if (lat->options.out.format == OUT_TEXT && !lat->options.top) {
		ret = lat_text_head(&lat->format);
		if (ret != CLI_OK)
			return ret;
	}
	/* The head may take its time, with the programs attached. */
	ret = lat_source_read(&lat->source, false, &lat->latest);
	if (ret != CLI_OK)
		return ret;
	lat->format.start = epoch_seconds();
	clock_gettime(CLOCK_MONOTONIC, &lat->mark);
	ret = watch_start(&lat->options.watch);
	if (ret != CLI_OK)
		return ret;
	ret = follow(lat);
	command_ret = watch_end(&lat->options.watch);
	if (ret == CLI_OK)
		ret = finish(lat);
	return ret == CLI_OK ? command_ret : ret;
}

static int run(struct lat *lat)
{
	struct lat_options *options = &lat->options;
	int ret;

	/* A file of metrics is replaced at each report. */
	if (options->watch.silent)
		ret = atomic_file_try(options->out.path);
	else
		ret = out_start(&options->out);
	if (ret == CLI_OK && options->heatmap)
		ret = heatmap_open(&lat->heatmap, options->heatmap, seconds_to_read(options));
	if (ret == CLI_OK)
		ret = lat_source_open(&lat->source, options, &lat->host);
	if (ret == CLI_OK)
		ret = watch(lat);
	return ret;
}

int cmd_lat(int argc, char **argv)
{
	static struct lat lat; /* its histograms are too large for the stack */
	int ret;

	lat_parse(argc, argv, &lat.options);
	host_read(&lat.host, 0);
	if (!lat.host.cntfrq) {
		cli_error("the system counter has no frequency (CNTFRQ_EL0 is 0)");
		return CLI_CANNOT;
	}
	lat.host.cntstep = host_cntstep();
	lat.format = (struct lat_format){
		.options = &lat.options,
		.source = &lat.source,
		.cntfrq = lat.host.cntfrq,
		.cntstep = lat.host.cntstep,
		.hypervisor = &lat.host.hypervisor,
	};

	bpf_quiet();
	cli_catch_signals();
	ret = out_finish(&lat.options.out, run(&lat));
	lat_source_close(&lat.source);
	heatmap_close(&lat.heatmap);
	lat_cells_free(&lat.report.cells);
	lat_cells_free(&lat.latest);
	return ret;
}
