// SPDX-License-Identifier: GPL-2.0
/* Hardware counters as one perf event group; see counters.h. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "counters.h"

static const struct {
	const char *name;
	uint64_t config;
} events[NR_COUNTERS] = {
	[COUNTER_CYCLES] = { "cycles", PERF_COUNT_HW_CPU_CYCLES },
	[COUNTER_INSTRUCTIONS] = { "instructions", PERF_COUNT_HW_INSTRUCTIONS },
};

static int open_event(uint64_t config, int leader, bool exclude_guest)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = config,
		.exclude_guest = exclude_guest,
		.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return syscall(SYS_perf_event_open, &attr, 0, -1, leader, PERF_FLAG_FD_CLOEXEC);
}

static const char *advice(int err)
{
	switch (err) {
	case ENOENT:
	case EOPNOTSUPP:
		return "this PMU does not count it (under QEMU: only with -icount)";
	case EACCES:
	case EPERM:
		return "not permitted; see kernel.perf_event_paranoid";
	case ENOSYS:
		return "this kernel has no perf events";
	default:
		return strerror(err);
	}
}

void counters_open(struct counters *counters, bool exclude_guest)
{
	unsigned int pos = 0;

	*counters = (struct counters){ .leader = -1 };
	for (int i = 0; i < NR_COUNTERS; i++) {
		counters->fd[i] = open_event(events[i].config, counters->leader,
					     exclude_guest);
		if (counters->fd[i] < 0) {
			snprintf(counters->why[i], sizeof(counters->why[i]), "%s",
				 advice(errno));
			continue;
		}
		counters->pos[i] = pos++;
		if (counters->leader < 0)
			counters->leader = counters->fd[i];
	}
}

void counters_close(struct counters *counters)
{
	for (int i = 0; i < NR_COUNTERS; i++)
		if (counters->fd[i] >= 0)
			close(counters->fd[i]);
	*counters = (struct counters){ .leader = -1, .fd = { -1, -1 } };
}

bool counters_have(const struct counters *counters, enum counter which)
{
	return counters->fd[which] >= 0;
}

/*
 * Not by read(): that is a point of cancellation, and once there was a second thread the
 * C library does more for one.
 */
int counters_read(const struct counters *counters, struct counters_reading *reading)
{
	if (counters->leader < 0)
		return 0;
	return syscall(SYS_read, counters->leader, reading, sizeof(*reading)) < 0 ? -errno : 0;
}

uint64_t counters_delta(const struct counters *counters, enum counter which,
			const struct counters_reading *from,
			const struct counters_reading *to)
{
	unsigned int pos = counters->pos[which];

	return to->value[pos] - from->value[pos];
}

bool counters_multiplexed(const struct counters_reading *from,
			  const struct counters_reading *to)
{
	return to->enabled - from->enabled != to->running - from->running;
}
