// SPDX-License-Identifier: GPL-2.0
/* Hardware counters as one perf event group; see counters.h. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "counters.h"
#include "pmu.h"

static const struct {
	const char *name;
	uint64_t config;
} events[NR_COUNTERS] = {
	[COUNTER_CYCLES] = { "cycles", PERF_COUNT_HW_CPU_CYCLES },
	[COUNTER_INSTRUCTIONS] = { "instructions", PERF_COUNT_HW_INSTRUCTIONS },
};

static int open_event(uint64_t config, int cpu, int leader, bool exclude_guest)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = config,
		.disabled = leader < 0,
		.pinned = leader < 0,	/* its group with it */
		.exclude_guest = exclude_guest,
		.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return syscall(SYS_perf_event_open, &attr, 0, cpu, leader, PERF_FLAG_FD_CLOEXEC);
}

/* Kernels before the extended type refuse it; they look for the PMU by the CPU alone. */
static int open_of_pmu(const struct pmu *pmu, uint64_t event, int cpu, int leader,
		       bool exclude_guest)
{
	int fd = open_event(pmu_config(pmu, event), cpu, leader, exclude_guest);

	if (fd < 0 && pmu->others && (errno == EINVAL || errno == ENOENT || errno == EOPNOTSUPP))
		fd = open_event(event, cpu, leader, exclude_guest);
	return fd;
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
	case ENODEV:
		return "the CPU is offline";
	case EINVAL:
		return "the PMU has too few counters for the group, or the kernel is too old";
	case EMFILE:
		return "too many open files; see ulimit -n";
	case EBUSY:
		return "another pinned perf event holds the PMU's counters, as the NMI watchdog "
		       "does (kernel.nmi_watchdog)";
	default:
		return strerror(err);
	}
}

static void __attribute__((format(printf, 3, 4)))
missing(struct counters *counters, int which, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(counters->why[which], sizeof(counters->why[which]), fmt, args);
	va_end(args);
}

/* A pinned group that gets no hardware is opened all the same, and gives nothing to read. */
static void check_hardware(struct counters *counters)
{
	struct counters_reading reading = { 0 };

	if (counters->leader < 0)
		return;
	if (!counters_start(counters) && !counters_read(counters, &reading) && reading.nr) {
		counters_stop(counters);
		return;
	}
	counters_close(counters);
	for (int i = 0; i < NR_COUNTERS; i++)
		if (!counters->why[i][0])
			missing(counters, i, "%s", advice(EBUSY));
}

void counters_open(struct counters *counters, int cpu, bool exclude_guest)
{
	unsigned int pos = 0;
	struct pmu pmu;

	*counters = (struct counters){ .leader = -1, .fd = { -1, -1 } };
	pmu_find(&pmu, "", cpu);
	for (int i = 0; i < NR_COUNTERS; i++) {
		if (pmu.others && !pmu.name[0]) {
			missing(counters, i, "no PMU of this machine counts on CPU %d", cpu);
			continue;
		}
		counters->fd[i] = open_of_pmu(&pmu, events[i].config, cpu, counters->leader,
					      exclude_guest);
		if (counters->fd[i] < 0) {
			missing(counters, i, "%s", advice(errno));
			continue;
		}
		counters->pos[i] = pos++;
		if (counters->leader < 0)
			counters->leader = counters->fd[i];
	}
	check_hardware(counters);
}

void counters_close(struct counters *counters)
{
	for (int i = 0; i < NR_COUNTERS; i++)
		if (counters->fd[i] >= 0)
			close(counters->fd[i]);
	counters->leader = -1;
	for (int i = 0; i < NR_COUNTERS; i++)
		counters->fd[i] = -1;
}

static int control(const struct counters *counters, unsigned long request)
{
	if (counters->leader < 0)
		return 0;
	return ioctl(counters->leader, request, 0) ? -errno : 0;
}

int counters_start(const struct counters *counters)
{
	return control(counters, PERF_EVENT_IOC_ENABLE);
}

int counters_stop(const struct counters *counters)
{
	return control(counters, PERF_EVENT_IOC_DISABLE);
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
	long got;

	if (counters->leader < 0)
		return 0;
	got = syscall(SYS_read, counters->leader, reading, sizeof(*reading));
	if (!got)
		reading->nr = 0;
	return got < 0 ? -errno : 0;
}

uint64_t counters_delta(const struct counters *counters, enum counter which,
			const struct counters_reading *from,
			const struct counters_reading *to)
{
	unsigned int pos = counters->pos[which];

	return to->value[pos] - from->value[pos];
}

bool counters_multiplexed(const struct counters *counters, const struct counters_reading *from,
			  const struct counters_reading *to)
{
	if (counters->leader < 0)
		return false;
	return !from->nr || !to->nr ||
	       to->enabled - from->enabled != to->running - from->running;
}
