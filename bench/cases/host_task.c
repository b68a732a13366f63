// SPDX-License-Identifier: GPL-2.0
/* A host task beside the vcpu; host_task.h is the manual. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "host_regs.h"
#include "host_task.h"
#include "lib/cli/cli.h"

#define BITS	8	/* in a byte */
#define POLL_US	1000

struct rival {
	pthread_t thread;
	enum bench_host host;
	unsigned int vl;
	volatile int stop;
	volatile uint64_t rounds;
	volatile int err;
	uint64_t wrong;
};

static int set_up(const struct rival *rival)
{
	const struct sched_param none = { 0 };

	if (sched_setscheduler(0, SCHED_IDLE, &none))
		return -errno;
	if (rival->host == BENCH_HOST_SVE &&
	    prctl(PR_SVE_SET_VL, rival->vl / BITS) != (int)(rival->vl / BITS))
		return -EINVAL;
	return 0;
}

static void *run(void *arg)
{
	struct rival *rival = arg;

	rival->err = set_up(rival);
	if (rival->err)
		return NULL;
	switch (rival->host) {
	case BENCH_HOST_FPSIMD:
		rival->wrong = host_hold_fpsimd(&rival->stop, &rival->rounds);
		break;
	case BENCH_HOST_SVE:
		rival->wrong = host_hold_sve(&rival->stop, &rival->rounds);
		break;
	default:
		host_hold_none(&rival->stop, &rival->rounds);
	}
	return NULL;
}

/* Signals are for the benchmark's own thread. */
static int create(struct rival *rival)
{
	sigset_t all, old;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&rival->thread, NULL, run, rival);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -err;
}

int rival_start(struct trip *trip, enum bench_host host, unsigned int vl)
{
	struct rival *rival = calloc(1, sizeof(*rival));
	int err = rival ? 0 : -ENOMEM;

	if (!err) {
		rival->host = host;
		rival->vl = vl;
		err = create(rival);
	}
	if (err) {
		free(rival);
		return trip_fail(trip, err, "the host's other task: %s", strerror(-err));
	}
	trip->rival = rival;

	while (!rival->err && !rival->rounds && !cli_stop)
		usleep(POLL_US);
	if (cli_stop)
		return -EINTR;
	if (!rival->err)
		return 0;
	return trip_fail(trip, rival->err, "the host's other task cannot have VL %u: %s", vl,
			 strerror(-rival->err));
}

uint64_t rival_end(struct rival *rival)
{
	uint64_t wrong;

	if (!rival)
		return 0;
	rival->stop = 1;
	pthread_join(rival->thread, NULL);
	wrong = rival->wrong;
	free(rival);
	return wrong;
}
