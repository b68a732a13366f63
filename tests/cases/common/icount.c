// SPDX-License-Identifier: GPL-2.0
/* Instructions by perf; see icount.h. */
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "icount.h"
#include "tap.h"

static void open_counter(struct icount *counter, bool kernel_only)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.pinned = 1,
		.exclude_user = kernel_only,
		.exclude_hv = kernel_only,
		.exclude_guest = kernel_only,
	};

	counter->fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	if (counter->fd < 0)
		tap_bail("no counter of instructions: run it with --icount");
}

void icount_open(struct icount *counter)
{
	open_counter(counter, false);
}

void icount_open_kernel(struct icount *counter)
{
	open_counter(counter, true);
}

uint64_t icount_now(const struct icount *counter)
{
	uint64_t val;

	if (read(counter->fd, &val, sizeof(val)) != sizeof(val))
		tap_bail("the counter cannot be read");
	return val;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

uint64_t icount_median(uint64_t *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
	return values[n / 2];
}
