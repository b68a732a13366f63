// SPDX-License-Identifier: GPL-2.0
/* Loads the programs of kvm-sve trace; see trace_source.h. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bpf/load.h"
#include "bpf/pid_ns.h"
#include "lib/cli/cli.h"
#include "lib/host.h"
#include "trace.skel.h"
#include "trace_probes.skel.h"
#include "trace_source.h"

/* The filters, by the names that both programs have for them. */
#define SET_FILTERS(skel, source, options)                                            \
	do {                                                                          \
		VM_FILTER_SET(skel, &(source)->filter);                               \
		(skel)->rodata->own_ns = (source)->filter.own_ns;                     \
		(skel)->rodata->filter_vcpu = (options)->vcpu;                        \
		if ((options)->comm)                                                  \
			strncpy((char *)(skel)->rodata->filter_comm, (options)->comm, \
				TRACE_COMM_LEN - 1);                                  \
		bpf_map__set_max_entries((skel)->maps.events, (options)->buffer);     \
	} while (0)

/*
 * A tracepoint that nobody asked for is not attached: vl_change makes KVM look
 * at each switch.
 */
static int open_module(struct trace_source *source)
{
	const struct trace_options *options = source->options;
	struct trace_bpf *skel = trace_bpf__open();
	int err;

	if (!skel)
		return bpf_report_error("open", -errno);
	source->events = skel;
	SET_FILTERS(skel, source, options);
	bpf_program__set_autoload(skel->progs.on_vls_set, options->kinds[TRACE_VLS_SET]);
	bpf_program__set_autoload(skel->progs.on_vl_change, options->kinds[TRACE_VL_CHANGE]);
	bpf_program__set_autoload(skel->progs.on_vcpu, options->kinds[TRACE_VCPU]);
	err = trace_bpf__load(skel);
	if (err)
		return bpf_report_error("load", err);
	err = trace_bpf__attach(skel);
	if (err == -ENOENT)
		return cli_no_module();
	return err ? bpf_report_error("attach", err) : CLI_OK;
}

/* Load and put are probed for vl_change alone. */
static void choose_probes(struct trace_probes_bpf *skel, const struct trace_options *options,
			  bool kprobes)
{
	unsigned int kind;

	bpf_choose_probes(skel->obj, kprobes);
	for (kind = 0; kind < TRACE_NR_KINDS; kind++)
		if (options->kinds[kind])
			skel->rodata->kinds |= 1U << kind;
	if (options->kinds[TRACE_VL_CHANGE])
		return;
	bpf_program__set_autoload(skel->progs.fentry_load_fp, false);
	bpf_program__set_autoload(skel->progs.fexit_put_fp, false);
	bpf_program__set_autoload(skel->progs.kprobe_load_fp, false);
	bpf_program__set_autoload(skel->progs.kprobe_put_fp, false);
	bpf_program__set_autoload(skel->progs.kretprobe_put_fp, false);
}

/* One of the two ways to probe, for bpf_try_probes(). */
static int try_probes(void *arg, bool kprobes, const char **what)
{
	struct trace_source *source = arg;
	const struct trace_options *options = source->options;
	struct trace_probes_bpf *skel;
	int err;

	trace_probes_bpf__destroy(source->probes);
	*what = "open";
	skel = trace_probes_bpf__open();
	source->probes = skel;
	source->kprobes = kprobes;
	if (!skel)
		return -errno;
	choose_probes(skel, options, kprobes);
	SET_FILTERS(skel, source, options);
	skel->rodata->guest_vqs = source->host_vls.vqs[0];
	*what = "load";
	err = trace_probes_bpf__load(skel);
	if (err)
		return err;
	*what = "attach";
	err = trace_probes_bpf__attach(skel);
	skel->bss->watching = !err;
	return err;
}

static int open_probes(struct trace_source *source)
{
	const char *what;
	int err;

	if (cli_need_sve() || bpf_need_types() || cli_host_vls(&source->host_vls))
		return CLI_CANNOT;
	err = bpf_try_probes(source->options->kprobes, try_probes, source, &what);
	return err ? bpf_report_error(what, err) : CLI_OK;
}

int trace_source_open(struct trace_source *source, const struct trace_options *options)
{
	int ret;

	*source = (struct trace_source){ .module = cli_has_module(), .options = options };
	ret = vm_filter_open(&source->filter, options->pid, options->command);
	if (ret != CLI_OK)
		return ret;
	return source->module ? open_module(source) : open_probes(source);
}

int trace_source_ring(const struct trace_source *source)
{
	return bpf_map__fd(source->module ? source->events->maps.events :
					    source->probes->maps.events);
}

struct bpf_missed trace_source_dropped(const struct trace_source *source)
{
	struct bpf_missed dropped = source->missed;

	if (source->module)
		dropped.n += source->events->bss->drops + source->events->bss->command_lost;
	else
		dropped.n += source->probes->bss->drops + source->probes->bss->command_lost +
			     source->probes->bss->vm_ids_lost;
	return dropped;
}

void trace_source_detach(struct trace_source *source)
{
	if (source->module) {
		bpf_add_missed(&source->missed, source->events->skeleton, NULL, true);
		trace_bpf__detach(source->events);
	} else {
		source->probes->bss->watching = 0;
		bpf_add_missed(&source->missed, source->probes->skeleton, NULL, true);
		trace_probes_bpf__detach(source->probes);
	}
}

void trace_source_close(struct trace_source *source)
{
	trace_bpf__destroy(source->events);
	trace_probes_bpf__destroy(source->probes);
}
