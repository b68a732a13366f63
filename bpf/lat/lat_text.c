// SPDX-License-Identifier: GPL-2.0
/* Reports of kvm-sve lat as text, 80 columns wide. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lat_print.h"
#include "lib/cli/cli.h"
#include "lib/cli/pid_text.h"

#define BAR_MAX 34   /* asterisks of the fullest slot */
#define GAP_SLOTS 3  /* as many empty slots and more are shown as one line */

/* The slots of a fine histogram that a line of text holds: a power of two. */
static struct lat_slots text_slots(const struct lat_slots *slots)
{
	struct lat_slots text = *slots;

	if (text.scale == LAT_FINE)
		text.scale = LAT_LOG2;
	return text;
}

/* @hist with the slots that text has, the same unless it is fine. */
static const struct lat_hist *text_hist(const struct lat_slots *slots, const struct lat_hist *hist)
{
	static struct lat_hist coarse;
	unsigned int i;

	if (slots->scale != LAT_FINE)
		return hist;
	coarse = (struct lat_hist){ .sum = hist->sum, .not_min = hist->not_min, .max = hist->max };
	for (i = 0; i < LAT_SLOTS; i++) {
		uint64_t from = lat_slot_from(slots, i);

		coarse.slots[from ? 63 - __builtin_clzll(from) : 0] += hist->slots[i];
	}
	return &coarse;
}

static void print_slot(const struct lat_format *format, unsigned int phase,
		       const struct lat_slots *slots, const struct lat_hist *hist,
		       unsigned int slot, uint64_t most)
{
	static const char stars[] = "**********************************";
	int bar = hist->slots[slot] * BAR_MAX / most;
	uint64_t from, to;

	_Static_assert(sizeof(stars) == BAR_MAX + 1, "as many stars as the bar is long");
	lat_slot_ns(format, phase, slots, hist, slot, &from, &to);
	printf("%12" PRIu64 " -> %-12" PRIu64 " : %-10" PRIu64 "|%-*.*s|\n", from, to,
	       (uint64_t)hist->slots[slot], BAR_MAX, bar, stars);
}

/* How many slots from @slot to before @end are empty? */
static unsigned int empty_slots(const struct lat_hist *hist, unsigned int slot, unsigned int end)
{
	unsigned int n = 0;

	while (slot + n < end && !hist->slots[slot + n])
		n++;
	return n;
}

static void print_hist(const struct lat_format *format, unsigned int phase,
		       const struct lat_hist *exact)
{
	const struct lat_slots *kept = lat_source_slots(format->source, phase);
	const struct lat_slots slots = text_slots(kept);
	const struct lat_hist *hist = text_hist(kept, exact);
	unsigned int i, first = LAT_SLOTS, end = 0;
	uint64_t most = 1;

	for (i = 0; i < LAT_SLOTS; i++) {
		if (!hist->slots[i])
			continue;
		if (first == LAT_SLOTS)
			first = i;
		end = i + 1;
		if (hist->slots[i] > most)
			most = hist->slots[i];
	}
	printf("%12s    %-12s : %-10s distribution\n", "ns", "", "count");
	for (i = first; i < end; i++) {
		unsigned int empty = empty_slots(hist, i, end);

		if (empty >= GAP_SLOTS) {
			printf("%12s\n", "...");
			i += empty - 1;
			continue;
		}
		print_slot(format, phase, &slots, hist, i, most);
	}
}

static void print_percentiles(const struct lat_format *format, unsigned int phase,
			      const struct lat_hist *hist)
{
	unsigned int i;

	printf("  at most:");
	for (i = 0; i < LAT_NR_PERCENTILES; i++)
		printf(" %s %.0f", lat_percentiles[i].name,
		       lat_at_most_ns(format, phase, hist, lat_percentiles[i].permille));
	printf("\n");
}

static void print_phase(const struct lat_format *format, const char *title, unsigned int phase,
			const struct lat_hist *hist)
{
	uint64_t count = lat_hist_count(hist);

	printf("\n%s, %s: count %" PRIu64, title, lat_phase_names[phase], count);
	if (lat_source_has_sums(format->source))
		printf(", ns min %.0f mean %.1f max %.0f", lat_ns(format, phase, ~hist->not_min),
		       lat_ns(format, phase, (double)hist->sum / count),
		       lat_ns(format, phase, hist->max));
	printf("\n");
	print_percentiles(format, phase, hist);
	if (lat_below_resolution(format, phase, hist))
		printf("(below the resolution of the clock)\n");
	print_hist(format, phase, hist);
}

static void print_group(const struct lat_format *format, const struct lat_key *key)
{
	char comm[LAT_COMM_SIZE], pid[PID_TEXT_MAX], title[LAT_TITLE_SIZE];

	switch (format->options->by) {
	case LAT_BY_VCPU:
		lat_comm(comm, key->pid);
		printf("\n== ");
		if (format->source->origin != LAT_ORIGIN_STATS)
			printf("vm %" PRIu64 " ", (uint64_t)key->vm);
		printf("vcpu %u, of pid %s (%s)\n", key->vcpu, pid_text(pid, key->pid), comm);
		break;
	case LAT_BY_VM:
		lat_comm(comm, key->pid);
		printf("\n== vm %" PRIu64 ", of pid %s (%s)\n", (uint64_t)key->vm,
		       pid_text(pid, key->pid), comm);
		break;
	case LAT_BY_CPU:
		printf("\n== cpu %u\n", key->cpu);
		break;
	case LAT_BY_GUEST_VL:
		lat_row_title(title, key->guest_row);
		printf("\n== guest at %s\n", title);
		break;
	default:
		break;
	}
}

/* Probes do not see the trap, so they know of no restores. */
static void print_totals(const struct lat_format *format, const char *what,
			 const struct lat_totals *totals)
{
	printf("%s events %" PRIu64, what, totals->events);
	if (lat_source_has_restores(format->source))
		printf("  restores %" PRIu64, totals->restores);
	if (lat_source_has_evicted(format->source))
		printf("  evicted %" PRIu64, totals->evicted);
	/* Only where kvm.fp_restore is on, or was. */
	if (totals->early || totals->kept)
		printf("  early %" PRIu64 "  kept %" PRIu64, totals->early, totals->kept);
	printf("\n");
}

static void print_row(const struct lat_format *format, const struct lat_row_view *row)
{
	struct lat_totals totals = lat_row_totals(row);
	char title[LAT_TITLE_SIZE], head[LAT_TITLE_SIZE + 1];
	unsigned int phase;

	lat_row_title(title, row->key->row);
	snprintf(head, sizeof(head), "%s:", title);
	printf("\n");
	print_totals(format, head, &totals);
	for (phase = 0; phase < LAT_NR_PHASES; phase++)
		if (row->phase[phase])
			print_phase(format, title, phase, row->phase[phase]);
}

static void print_rows(const struct lat_format *format, const struct lat_cells *cells)
{
	const struct lat_key *last = NULL;
	struct lat_row_view row;
	size_t at = 0;

	while (at < cells->n) {
		at = lat_next_row(cells, at, &row);
		if (!last || !lat_same_group(last, row.key))
			print_group(format, row.key);
		last = row.key;
		print_row(format, &row);
	}
}

int lat_text_head(const struct lat_format *format)
{
	static const char *const sources[] = {
		[LAT_ORIGIN_FENTRY] = "fentry and fexit",
		[LAT_ORIGIN_KPROBES] = "kprobes",
	};

	char emulated[LAT_EMULATED_SIZE];

	if (hypervisor_may_emulate(format->hypervisor))
		printf("%s: no time here says anything about hardware\n",
		       lat_emulated(emulated, format));
	if (format->source->origin == LAT_ORIGIN_MODULE) {
		printf("SVE switches of KVM by VL and phase; clock resolution %.4g ns\n",
		       lat_resolution_ns(format, KVM_SVE_HOST_SAVE));
	} else if (format->source->origin == LAT_ORIGIN_STATS) {
		printf("SVE switches of KVM by phase, of all VLs together, from KVM's statistics;\n"
		       "slots are powers of two, and sums are not known\n");
	} else {
		printf("Without the kvm_sve module: loads and puts of vcpus by VL, seen by\n"
		       "%s. host_save and guest_save are all of KVM's load and put with\n"
		       "the probes' own time in them; restores, resident and evicted are not seen.\n",
		       sources[format->source->origin]);
		probe_cost_print(stdout, &format->cost);
	}
	return cli_flush();
}

int lat_text(const struct lat_format *format, const struct lat_report *report)
{
	struct lat_totals sum = lat_cells_totals(&report->cells);
	char clock[LAT_CLOCK_SIZE];

	lat_clock(clock);
	printf("\n");
	print_totals(format, clock, &sum);
	print_rows(format, &report->cells);
	if (report->last && format->options->interval) {
		printf("\n");
		print_totals(format, "total", &report->total);
	}
	return cli_flush();
}
