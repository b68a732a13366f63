// SPDX-License-Identifier: GPL-2.0
/* FIFO priority, latency of idle CPUs, locked memory; see realtime.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/cli/cli.h"
#include "realtime.h"

#define DMA_LATENCY	"/dev/cpu_dma_latency"
#define FIFO_MAX	99

enum {
	OPT_FIFO = 512,		/* no key of the parser that this is a child of */
	OPT_LATENCY,
};

static const struct argp_option options[] = {
	{ "fifo", OPT_FIFO, "PRIORITY", 0,
	  "Measure with SCHED_FIFO at PRIORITY, 1 to 99", 2 },
	{ "latency", OPT_LATENCY, "US", 0,
	  "Keep all CPUs from idle states that take longer than US to leave (" DMA_LATENCY ")", 2 },
	{ 0 },
};

static error_t parse_opt(int key, char *arg, struct argp_state *state)
{
	struct realtime_options *opts = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		*opts = (struct realtime_options){ .latency_us = -1 };
		return 0;
	case OPT_FIFO:
		opts->fifo = cli_number(state, arg, 1, FIFO_MAX);
		return 0;
	case OPT_LATENCY:
		opts->latency_us = cli_number(state, arg, 0, INT_MAX);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp realtime_argp = { .options = options, .parser = parse_opt };

static int set_fifo(int priority)
{
	struct sched_param param = { .sched_priority = priority };

	if (!priority || !sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param))
		return CLI_OK;
	cli_error("--fifo %d: %s", priority, errno == EPERM ?
		  "not permitted; it needs CAP_SYS_NICE, or see ulimit -r" :
		  strerror(errno));
	return CLI_CANNOT;
}

/* It holds while the file is open: until the process ends. */
static int set_latency(int us)
{
	int32_t val = us;
	int fd;

	if (us < 0)
		return CLI_OK;
	fd = open(DMA_LATENCY, O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, &val, sizeof(val)) == sizeof(val))
		return CLI_OK;
	cli_error("--latency %d: " DMA_LATENCY ": %s", us, strerror(errno));
	if (fd >= 0)
		close(fd);
	return CLI_CANNOT;
}

/*
 * Lock pages as they are touched (MCL_ONFAULT): the stacks of all threads would be a lot at once.
 * Do it only if no limit applies, since under one later allocations would fail. CAP_IPC_LOCK lifts
 * a limit: with it mlockall() succeeds even under a limit of 0.
 */
static enum yes_no lock_memory(void)
{
	struct rlimit limit, none;
	int err;

	if (getrlimit(RLIMIT_MEMLOCK, &limit))
		return NO;
	none = limit;
	if (limit.rlim_cur != RLIM_INFINITY)
		none.rlim_cur = 0;
	if (setrlimit(RLIMIT_MEMLOCK, &none))
		return NO;
	err = mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
	setrlimit(RLIMIT_MEMLOCK, &limit);
	return err ? NO : YES;
}

int realtime_begin(const struct realtime_options *opts, struct env *env)
{
	int ret = set_fifo(opts->fifo);

	if (!ret)
		ret = set_latency(opts->latency_us);
	env->fifo = opts->fifo;
	env->latency_us = opts->latency_us;
	env->memory_locked = lock_memory();
	return ret;
}
