// SPDX-License-Identifier: GPL-2.0
/*
 * cost_record COMMAND...: run COMMAND while every kvm_sve:sve_switch_cycles event of each
 * CPU goes into a perf ring buffer, as "perf record -a -e kvm_sve:sve_switch_cycles" has
 * it: a sample an event, with time, CPU, task and the raw record. Exits with the
 * status of COMMAND, or 1 if no event came.
 */
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "run_command.h"

#define PAGES 128 /* perf record's own default is 512 KiB a CPU */
#define MAX_CPUS 64

static struct perf_event_mmap_page *rings[MAX_CPUS];

static int event_id(void)
{
	FILE *f = fopen("/sys/kernel/tracing/events/kvm_sve/sve_switch_cycles/id", "r");
	int id = -1;

	if (f && fscanf(f, "%d", &id) != 1)
		id = -1;
	if (f)
		fclose(f);
	return id;
}

static int open_cpu(int cpu, int id)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = id,
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
			       PERF_SAMPLE_CPU | PERF_SAMPLE_RAW,
		.write_backward = 1,	/* overwrites, so that nobody need read */
	};
	int fd = syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0)
		return -1;
	rings[cpu] = mmap(NULL, (PAGES + 1) * sysconf(_SC_PAGESIZE), PROT_READ, MAP_SHARED, fd, 0);
	return rings[cpu] == MAP_FAILED ? -1 : 0;
}

int main(int argc, char **argv)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), id = event_id(), status;
	uint64_t written = 0;

	for (int cpu = 0; cpu < cpus && cpu < MAX_CPUS; cpu++)
		if (argc < 2 || id < 0 || open_cpu(cpu, id)) {
			fprintf(stderr, "cost_record: no command, or no event kvm_sve:sve_switch_cycles\n");
			return 1;
		}
	status = run_command(argv + 1);
	for (int cpu = 0; cpu < cpus && cpu < MAX_CPUS; cpu++)
		written += -rings[cpu]->data_head;
	if (!written) {
		fprintf(stderr, "cost_record: no event was recorded\n");
		return 1;
	}
	return status;
}
