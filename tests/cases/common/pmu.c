// SPDX-License-Identifier: GPL-2.0
/* Events of cycles; see pmu.h. */
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pmu.h"

#define ROOM_MAX 64 /* more than any PMU has counters */

int cycles_open(pid_t pid, int cpu, bool pinned)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.config = PERF_COUNT_HW_CPU_CYCLES,
		.size = sizeof(attr),
		.pinned = pinned,
	};

	return syscall(SYS_perf_event_open, &attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

bool cycles_read(int fd, uint64_t *val)
{
	return read(fd, val, sizeof(*val)) == sizeof(*val);
}

int cycles_room(int cpu)
{
	int fds[ROOM_MAX], n = 0, opened, i;
	uint64_t val;

	for (opened = 0; opened < ROOM_MAX; opened++) {
		fds[opened] = cycles_open(-1, cpu, true);
		if (fds[opened] < 0)
			break;
	}
	for (i = 0; i < opened; i++) {
		n += cycles_read(fds[i], &val);
		close(fds[i]);
	}
	return opened ? n : -1;
}
