// SPDX-License-Identifier: GPL-2.0
/* A host task beside the vcpu; see host_task.h. */
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

struct host_task {
	pthread_t thread;
	enum host_state state;
	unsigned int vl;
	volatile int stop;
	volatile uint64_t looks;
	volatile int err;
	uint64_t wrong;
};

static int set_up(const struct host_task *task)
{
	const struct sched_param none = { 0 };

	if (sched_setscheduler(0, SCHED_IDLE, &none))
		return -errno;
	if (task->state == HOST_STATE_SVE &&
	    prctl(PR_SVE_SET_VL, task->vl / BITS) != (int)(task->vl / BITS))
		return -EINVAL;
	return 0;
}

static void *run(void *arg)
{
	struct host_task *task = arg;

	task->err = set_up(task);
	if (task->err)
		return NULL;
	switch (task->state) {
	case HOST_STATE_FPSIMD:
		task->wrong = host_hold_fpsimd(&task->stop, &task->looks);
		break;
	case HOST_STATE_SVE:
		task->wrong = host_hold_sve(&task->stop, &task->looks);
		break;
	default:
		host_hold_none(&task->stop, &task->looks);
	}
	return NULL;
}

/* Signals are for the benchmark's own thread. */
static int create(struct host_task *task)
{
	sigset_t all, old;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&task->thread, NULL, run, task);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -err;
}

int host_task_start(struct fixture *fixture, enum host_state state, unsigned int vl)
{
	struct host_task *task = calloc(1, sizeof(*task));
	int err = task ? 0 : -ENOMEM;

	if (!err) {
		task->state = state;
		task->vl = vl;
		err = create(task);
	}
	if (err) {
		free(task);
		return fixture_fail(fixture, err, "the host's other task: %s", strerror(-err));
	}
	fixture->host_task = task;

	while (!task->err && !task->looks && !cli_stop)
		usleep(POLL_US);
	if (cli_stop)
		return -EINTR;
	if (!task->err)
		return 0;
	return fixture_fail(fixture, task->err, "the host's other task cannot have VL %u: %s", vl,
			    strerror(-task->err));
}

uint64_t host_task_end(struct host_task *task)
{
	uint64_t wrong;

	if (!task)
		return 0;
	task->stop = 1;
	pthread_join(task->thread, NULL);
	wrong = task->wrong;
	free(task);
	return wrong;
}
