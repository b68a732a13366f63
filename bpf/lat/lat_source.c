// SPDX-License-Identifier: GPL-2.0
/*
 * Loads the programs of kvm-sve lat and reads what they counted; lat_source.h is
 * the manual.
 *
 * The counts are exact. A buffer is read only when no program uses it any more:
 * at an interval after the swap, at the end after detaching too, when an event
 * that was under way at the last swap may be in either.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/load.h"
#include "bpf/pid_ns.h"
#include "lat.skel.h"
#include "lat_detail.skel.h"
#include "lat_source.h"
#include "lat_stats.h"
#include "lib/cli/cli.h"
#include "lib/host.h"

#define NS_PER_S 1000000000UL
#define HISTS_BYTES (64U << 20)

/* Which program */

static bool is_plain(const struct lat_options *options)
{
	return !options->by && options->scale == LAT_LOG2 && !options->host_restore &&
	       !options->top;
}

/* Room for a row on all CPUs. Return: their number, or a negative errno. */
static int alloc_row(struct lat_row **values)
{
	int cpus = libbpf_num_possible_cpus();

	if (cpus < 0)
		return cpus;
	*values = calloc(cpus, sizeof(**values));
	return *values ? cpus : -ENOMEM;
}

/* @values are those of a row on all CPUs. */
static void empty_row(struct lat_row *values, int cpus)
{
	memset(values, 0, cpus * sizeof(*values));
	for (int cpu = 0; cpu < cpus; cpu++)
		for (int phase = 0; phase < KVM_SVE_NR_PHASES; phase++)
			values[cpu].phase[phase].min = ~0ULL;
}

/* The rows of both buffers have no counts. */
static int reset_rows(int fd)
{
	struct lat_row *values;
	int cpus = alloc_row(&values), err = 0;
	__u32 i;

	if (cpus < 0)
		return cpus;

	empty_row(values, cpus);
	for (i = 0; i < 2 * LAT_ROWS && !err; i++)
		err = bpf_map_update_elem(fd, &i, values, BPF_ANY);
	free(values);
	return err;
}

static int attach_fast(struct lat_bpf *fast, bool filtered)
{
	int err = lat_bpf__attach(fast);

	if (err || !filtered)
		return err;
	fast->links.on_wanted_switch =
		bpf_program__attach_raw_tracepoint(fast->progs.on_wanted_switch, "sve_switch");
	return fast->links.on_wanted_switch ? 0 : -errno;
}

static int open_fast(struct lat_source *source)
{
	bool filtered = source->filter.tgid || source->filter.command_parent;
	struct lat_bpf *fast = lat_bpf__open();
	int err;

	if (!fast)
		return bpf_report_error("open", -errno);
	source->fast = fast;
	VM_FILTER_SET(fast, &source->filter);
	bpf_program__set_autoload(fast->progs.on_any_switch, !filtered);
	bpf_program__set_autoload(fast->progs.on_wanted_switch, filtered);
	err = lat_bpf__load(fast);
	if (err)
		return bpf_report_error("load", err);
	source->outer = bpf_map__fd(fast->maps.wait_programs);
	source->buffers[0] = bpf_map__fd(fast->maps.rows);
	source->buffers[1] = source->buffers[0];

	err = reset_rows(source->buffers[0]) ?: attach_fast(fast, filtered);
	if (err == -ENOENT)
		return cli_no_module();
	return err ? bpf_report_error("attach", err) : CLI_OK;
}

/* By what they are attached to, as their names end. */
static void choose_programs(struct lat_source *source)
{
	const struct lat_options *options = source->options;
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, source->detail->obj) {
		const char *section = bpf_program__section_name(prog);
		bool chosen = bpf_is_chosen(prog, source->kprobes), wanted;

		if (!strcmp(section, "raw_tp/sve_switch"))
			wanted = source->origin == LAT_ORIGIN_MODULE;
		else if (strstr(section, "kvm_userspace_exit"))
			wanted = options->top;
		else if (strstr(section, "fpsimd_restore"))
			wanted = options->host_restore && chosen;
		else
			wanted = source->origin != LAT_ORIGIN_MODULE && chosen;
		bpf_program__set_autoload(prog, wanted);
	}
	VM_FILTER_SET(source->detail, &source->filter);
}

static void set_rodata(struct lat_source *source)
{
	const struct lat_options *options = source->options;

	source->detail->rodata->own_ns = source->filter.own_ns;
	source->detail->rodata->by = options->by;
	source->detail->rodata->scale = options->scale;
	source->detail->rodata->width = source->slots.width;
	source->detail->rodata->width_ns = source->slots_ns.width;
	source->detail->rodata->follow_threads = options->host_restore || options->top;
	source->detail->rodata->guest_vqs = source->host_vls.vqs[0];
}

/* As many keys as asked for, or as HISTS_BYTES have room for, in each of the two halves. */
static int set_sizes(struct lat_source *source)
{
	const struct lat_options *options = source->options;
	unsigned int slots = options->scale == LAT_LOG2 ? LAT_LOG2_SLOTS : LAT_SLOTS;
	size_t size = offsetof(struct lat_hist, slots[slots]);

	source->keys = options->keys ?: HISTS_BYTES / (2 * LAT_NR_COUNTS * size);
	if (!options->keys && source->keys > LAT_KEYS)
		source->keys = LAT_KEYS;
	return bpf_map__set_max_entries(source->detail->maps.index_a, source->keys + 1) ?:
	       bpf_map__set_max_entries(source->detail->maps.index_b, source->keys + 1) ?:
	       bpf_map__set_value_size(source->detail->maps.hists, size) ?:
	       bpf_map__set_max_entries(source->detail->maps.hists,
					2 * LAT_NR_COUNTS * source->keys);
}

/* All of a buffer's half of the histograms is free. */
static int reset_freelist(const struct lat_source *source, int buffer)
{
	const struct lat_key key = { .vm = LAT_FREELIST };
	const struct lat_alloc alloc = { .next = buffer * source->keys,
					 .end = (buffer + 1) * source->keys };

	return bpf_map_update_elem(source->buffers[buffer], &key, &alloc, BPF_ANY);
}

/* One of the two ways to probe, for bpf_try_probes(). */
static int try_detail(void *arg, bool kprobes, const char **what)
{
	struct lat_source *source = arg;
	int err;

	lat_detail_bpf__destroy(source->detail);
	source->kprobes = kprobes;
	if (source->origin != LAT_ORIGIN_MODULE)
		source->origin = kprobes ? LAT_ORIGIN_KPROBES : LAT_ORIGIN_FENTRY;
	*what = "open";
	source->detail = lat_detail_bpf__open();
	if (!source->detail)
		return -errno;
	choose_programs(source);
	set_rodata(source);
	*what = "make room for";
	err = set_sizes(source);
	if (err)
		return err;
	*what = "load";
	err = lat_detail_bpf__load(source->detail);
	if (err)
		return err;
	source->outer = bpf_map__fd(source->detail->maps.current_index);
	source->buffers[0] = bpf_map__fd(source->detail->maps.index_a);
	source->buffers[1] = bpf_map__fd(source->detail->maps.index_b);
	err = reset_freelist(source, 0);
	if (!err)
		err = reset_freelist(source, 1);
	if (err)
		return err;
	*what = "attach";
	err = lat_detail_bpf__attach(source->detail);
	source->detail->bss->counting = !err;
	return err;
}

static int open_detail(struct lat_source *source)
{
	const char *what;
	int err;

	if (bpf_need_types() || cli_host_vls(&source->host_vls))
		return CLI_CANNOT;
	err = bpf_try_probes(source->options->kprobes, try_detail, source, &what);
	if (err == -ENOENT && source->origin == LAT_ORIGIN_MODULE)
		return cli_no_module();
	return err ? bpf_report_error(what, err) : CLI_OK;
}

static uint64_t ticks_of(unsigned long ns, uint64_t hz)
{
	return ((__uint128_t)ns * hz + NS_PER_S / 2) / NS_PER_S;
}

/* The multiple of @step next to @ticks, but not 0: no slot is finer than the clock. */
static uint64_t whole_steps(uint64_t ticks, uint64_t step)
{
	uint64_t steps = (ticks + step / 2) / step;

	return (steps ? steps : 1) * step;
}

int lat_source_open(struct lat_source *source, const struct lat_options *options,
		    const struct host *host)
{
	bool module = cli_has_module();
	int ret;

	*source = (struct lat_source){
		.options = options,
		.origin = module ? LAT_ORIGIN_MODULE : LAT_ORIGIN_FENTRY,
		.hz = module ? host->cntfrq : NS_PER_S,
		.slots.scale = options->scale,
		.slots_ns.scale = options->scale,
		.slots_ns.width = options->linear_ns ? options->linear_ns : 1,
	};
	if (options->stats) {
		source->origin = LAT_ORIGIN_STATS;
		source->hz = NS_PER_S;
		return lat_stats_open(&source->stats, options);
	}
	source->slots.width = whole_steps(ticks_of(source->slots_ns.width, source->hz),
					  module && host->cntstep ? host->cntstep : 1);

	ret = vm_filter_open(&source->filter, options->pid, watch_only_command(&options->watch));
	if (ret != CLI_OK)
		return ret;
	if (module && is_plain(options))
		return open_fast(source);
	if (!module && access("/dev/kvm", F_OK))
		return cli_need_sve();
	return open_detail(source);
}

/* Reading */

/* An empty @from adds nothing. */
static void add_log2(struct lat_hist *to, const struct lat_log2 *from)
{
	to->sum += from->sum;
	if (~from->min > to->not_min)
		to->not_min = ~from->min;
	if (from->max > to->max)
		to->max = from->max;
	for (int i = 0; i < LAT_LOG2_SLOTS; i++)
		to->slots[i] += from->slots[i];
}

/* How often something was that takes no time. */
static int add_count(struct lat_cells *cells, struct lat_key key, unsigned int phase, uint64_t n)
{
	static struct lat_hist hist;

	if (!n)
		return 0;
	key.phase = phase;
	memset(&hist, 0, sizeof(hist));
	hist.not_min = ~0ULL;
	hist.slots[0] = n;
	return lat_cells_add(cells, &key, &hist);
}

/* What all CPUs have in a row, as one cell for each phase that there was. */
static int add_row(struct lat_cells *cells, unsigned int row, const struct lat_row *values,
		   int cpus)
{
	static struct lat_hist hist; /* too large for the stack */
	struct lat_key key = { .row = row };
	uint64_t early = 0, kept = 0;
	int err = 0;

	for (int cpu = 0; cpu < cpus; cpu++) {
		early += values[cpu].early;
		kept += values[cpu].kept;
	}
	for (key.phase = 0; key.phase < KVM_SVE_NR_PHASES && !err; key.phase++) {
		memset(&hist, 0, sizeof(hist));
		for (int cpu = 0; cpu < cpus; cpu++)
			add_log2(&hist, &values[cpu].phase[key.phase]);
		if (hist.not_min)
			err = lat_cells_add(cells, &key, &hist);
	}
	if (!err)
		err = add_count(cells, key, LAT_EARLY, early);
	return err ? err : add_count(cells, key, LAT_KEPT, kept);
}

/* Add the rows of a buffer at rest and empty it. */
static int drain_rows(const struct lat_source *source, int buffer, struct lat_cells *cells)
{
	struct lat_row *values;
	int fd = source->buffers[buffer], cpus = alloc_row(&values), err = 0;
	__u32 i, at;

	if (cpus < 0)
		return cpus;

	for (i = 0; i < LAT_ROWS && !err; i++) {
		at = buffer * LAT_ROWS + i;
		err = bpf_map_lookup_elem(fd, &at, values);
		if (!err)
			err = add_row(cells, i, values, cpus);
		empty_row(values, cpus);
		if (!err)
			err = bpf_map_update_elem(fd, &at, values, BPF_ANY);
	}
	free(values);
	return err;
}

/* The histograms at @alloc, which are emptied. */
static int drain_alloc(const struct lat_source *source, const struct lat_alloc *alloc,
		       struct lat_key key, struct lat_cells *cells)
{
	int fd = bpf_map__fd(source->detail->maps.hists), err = 0;
	static struct lat_hist hist, none;

	for (key.phase = 0; key.phase < LAT_NR_COUNTS && !err; key.phase++) {
		__u32 at = alloc->next * LAT_NR_COUNTS + key.phase;

		err = bpf_map_lookup_elem(fd, &at, &hist);
		if (err || !hist.not_min) /* none */
			continue;
		err = source->options->by ? lat_cells_add(cells, &key, &hist) :
					    lat_cells_add_to(cells, &key, &hist);
		if (!err)
			err = bpf_map_update_elem(fd, &at, &none, BPF_ANY);
	}
	return err;
}

/* The same by an index at rest. */
static int drain_index(const struct lat_source *source, int buffer, struct lat_cells *cells)
{
	int fd = source->buffers[buffer], err = 0;
	struct lat_alloc alloc;
	struct lat_key key;

	while (!err && !bpf_map_get_next_key(fd, NULL, &key)) {
		err = bpf_map_lookup_elem(fd, &key, &alloc);
		if (!err)
			err = bpf_map_delete_elem(fd, &key);
		if (err || key.vm == LAT_FREELIST)
			continue;
		if (source->options->by != LAT_BY_CPU)
			key.cpu = 0;
		err = drain_alloc(source, &alloc, key, cells);
	}
	return err ? err : reset_freelist(source, buffer);
}

static int drain(struct lat_source *source, int buffer, struct lat_cells *cells)
{
	if (source->fast)
		return drain_rows(source, buffer, cells);
	return drain_index(source, buffer, cells);
}

/*
 * Let the program fill the other buffer. The update of the map of maps returns when no
 * program uses the old one any more (maybe_wait_bpf_programs() in the kernel).
 */
static int swap_buffers(struct lat_source *source)
{
	__u32 key = 0;
	int err;

	if (source->fast)
		source->fast->bss->first_row = source->current ? 0 : LAT_ROWS;
	err = bpf_map_update_elem(source->outer, &key, &source->buffers[!source->current],
				  BPF_ANY);
	if (!err)
		source->current = !source->current;
	return err;
}

int lat_source_read(struct lat_source *source, bool last, struct lat_cells *cells)
{
	int err, ret;

	lat_cells_clear(cells);
	if (source->stats) {
		ret = lat_stats_read(source->stats, cells);
		lat_cells_merge(cells);
		return ret;
	}
	err = swap_buffers(source);
	if (!err)
		err = drain(source, !source->current, cells);
	if (!err && last)
		err = drain(source, source->current, cells);
	if (err)
		return bpf_report_error("read the counts of", err);
	lat_cells_merge(cells);
	return CLI_OK;
}

/* In the section names of the programs for LAT_HOST_RESTORE. */
#define RESTORE "fpsimd_restore"

static const struct bpf_object_skeleton *skeleton_of(const struct lat_source *source)
{
	return source->fast ? source->fast->skeleton : source->detail->skeleton;
}

struct bpf_missed lat_source_missed(const struct lat_source *source)
{
	struct bpf_missed missed = source->missed;

	if (source->stats)
		return missed;
	bpf_add_missed(&missed, skeleton_of(source), RESTORE, false);
	if (source->fast)
		missed.n += source->fast->bss->command_lost;
	else
		missed.n += source->detail->bss->lost + source->detail->bss->command_lost +
			    source->detail->bss->vm_ids_lost;
	return missed;
}

struct bpf_missed lat_source_missed_restores(const struct lat_source *source)
{
	struct bpf_missed missed = source->missed_restores;

	if (source->stats)
		return missed;
	bpf_add_missed(&missed, skeleton_of(source), RESTORE, true);
	return missed;
}

uint64_t lat_source_hz(const struct lat_source *source, unsigned int phase)
{
	return phase == LAT_HOST_RESTORE ? NS_PER_S : source->hz;
}

const struct lat_slots *lat_source_slots(const struct lat_source *source, unsigned int phase)
{
	return phase == LAT_HOST_RESTORE ? &source->slots_ns : &source->slots;
}

/* Visits that are under way are seen to their end. */
static void detach_detail(struct lat_detail_bpf *detail)
{
	detail->bss->counting = 0;
	lat_detail_bpf__detach(detail);
}

void lat_source_detach(struct lat_source *source)
{
	if (source->stats)
		return;
	bpf_add_missed(&source->missed, skeleton_of(source), RESTORE, false);
	bpf_add_missed(&source->missed_restores, skeleton_of(source), RESTORE, true);
	if (source->fast)
		lat_bpf__detach(source->fast);
	else
		detach_detail(source->detail);
}

void lat_source_close(struct lat_source *source)
{
	lat_stats_close(source->stats);
	lat_bpf__destroy(source->fast);
	lat_detail_bpf__destroy(source->detail);
}
