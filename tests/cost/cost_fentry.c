// SPDX-License-Identifier: GPL-2.0
/*
 * cost_fentry COMMAND...: run COMMAND while load and put of FP state are timed
 * by fentry and fexit. Exits with its status, or 1 if the probes saw nothing.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cost_fentry.skel.h"
#include "run_command.h"

struct hist {
	uint64_t start, count, sum, slots[64];
};

/* Over all CPUs: how often a phase was seen. */
static uint64_t seen(struct cost_fentry_bpf *skel, uint32_t phase)
{
	int cpus = libbpf_num_possible_cpus();
	struct hist *hists = calloc(cpus, sizeof(*hists));
	uint64_t count = 0;

	if (!hists || bpf_map_lookup_elem(bpf_map__fd(skel->maps.hists), &phase, hists))
		return 0;
	for (int cpu = 0; cpu < cpus; cpu++)
		count += hists[cpu].count;
	free(hists);
	return count;
}

int main(int argc, char **argv)
{
	struct cost_fentry_bpf *skel = cost_fentry_bpf__open_and_load();
	int status;

	if (argc < 2 || !skel || cost_fentry_bpf__attach(skel)) {
		fprintf(stderr, "cost_fentry: no command, or the probes cannot be attached\n");
		return 1;
	}
	status = run_command(argv + 1);
	if (!seen(skel, 0) || !seen(skel, 1)) {
		fprintf(stderr, "cost_fentry: the probes saw nothing\n");
		return 1;
	}
	cost_fentry_bpf__destroy(skel);
	return status;
}
