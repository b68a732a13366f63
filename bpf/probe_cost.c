// SPDX-License-Identifier: GPL-2.0
/* Calls a function of the kernel with a pair of empty probes and without. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/quantile.h"
#include "probe_cost.h"
#include "probe_cost.skel.h"

#define RUNS 501

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static double median(double values[RUNS])
{
	quantile_sort(values, RUNS);
	return quantile_of(values, RUNS, 500);
}

/* The medians of a run's time and of that between the probes. */
static int run(struct probe_cost_bpf *skel, uint64_t *took_ns, uint64_t *inside_ns)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	double times[RUNS], inside[RUNS];
	int i, err;

	for (i = 0; i < RUNS; i++) {
		uint64_t begin = now_ns();

		err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.trigger), &opts);
		times[i] = now_ns() - begin;
		inside[i] = skel->bss->inside_ns;
		if (err)
			return err;
	}
	*took_ns = median(times);
	*inside_ns = median(inside);
	return 0;
}

static int measure(struct probe_cost_bpf *skel, bool kprobes, struct probe_cost *cost)
{
	uint64_t without_ns = 0, with_ns = 0;
	int err;

	bpf_program__set_autoattach(skel->progs.trigger, false);
	bpf_program__set_autoload(skel->progs.fentry_empty, !kprobes);
	bpf_program__set_autoload(skel->progs.fexit_empty, !kprobes);
	bpf_program__set_autoload(skel->progs.kprobe_empty, kprobes);
	bpf_program__set_autoload(skel->progs.kretprobe_empty, kprobes);
	err = probe_cost_bpf__load(skel);
	/* The first run warms up, or the call with probes could look like the faster one. */
	for (int i = 0; !err && i < 2; i++)
		err = run(skel, &without_ns, &cost->inside_ns);
	if (!err)
		err = probe_cost_bpf__attach(skel);
	if (!err)
		err = run(skel, &with_ns, &cost->inside_ns);
	if (err)
		return err;
	/* The two runs may have met other conditions; what the probes show they took for sure. */
	cost->added_ns = cost->inside_ns;
	if (with_ns > without_ns && with_ns - without_ns > cost->added_ns)
		cost->added_ns = with_ns - without_ns;
	return 0;
}

struct probe_cost probe_cost_measure(bool kprobes)
{
	struct probe_cost_bpf *skel = probe_cost_bpf__open();
	struct probe_cost cost = { 0 };

	if (!skel)
		return cost;
	cost.known = !measure(skel, kprobes, &cost);
	probe_cost_bpf__destroy(skel);
	return cost;
}

void probe_cost_print(FILE *out, const struct probe_cost *cost)
{
	if (cost->known)
		fprintf(out, "An empty pair of probes costs %" PRIu64 " ns here, and shows %" PRIu64
			" ns itself.\n", cost->added_ns, cost->inside_ns);
	else
		fputs("What an empty pair of probes costs here could not be measured.\n", out);
}

json_t *probe_cost_json(const struct probe_cost *cost)
{
	if (!cost->known)
		return json_null();
	return json_pack("{s:I, s:I}", "added_ns", (json_int_t)cost->added_ns, "inside_ns",
			 (json_int_t)cost->inside_ns);
}
