// SPDX-License-Identifier: GPL-2.0
/* A host task beside the vcpu; see host_task.h. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "host_regs.h"
#include "host_task.h"
#include "lib/cli/cli.h"
#include "lib/host.h"
#include "ticks.h"

#define BITS		8	/* in a byte */
#define POLL_US		1000
#define NS_PER_SECOND	1000000000ULL
#define TURNS_PER_SECOND	20000	/* each of 50 us */

struct host_task {
	pthread_t thread;
	enum host_task_kind kind;
	enum host_state state;
	unsigned int vl;
	int timer;			/* HOST_TASK_FIFO: it reads this; else -1 */
	int priority;
	volatile uint32_t *mark;
	volatile int stop;
	volatile uint64_t looks;
	volatile uint64_t turns, turn_ticks;
	volatile int err;
	const char *why;		/* what failed with @err */
	bool cannot;			/* because this host does not let it */
	uint64_t wrong;
};

static int set_up(struct host_task *task)
{
	const struct sched_param param = { .sched_priority = task->priority };
	int policy = task->kind == HOST_TASK_FIFO ? SCHED_FIFO : SCHED_IDLE;

	task->why = policy == SCHED_FIFO ? "cannot have SCHED_FIFO and a higher priority" :
					   "cannot have SCHED_IDLE";
	task->cannot = true;
	if (sched_setscheduler(0, policy, &param))
		return -errno;
	task->cannot = false;
	task->why = "cannot have its VL";
	if (task->state == HOST_STATE_SVE &&
	    prctl(PR_SVE_SET_VL, task->vl / BITS) != (int)(task->vl / BITS))
		return -EINVAL;
	return 0;
}

/* Until *@stop is set, but one look at least. */
static uint64_t hold(struct host_task *task, volatile int *stop)
{
	switch (task->state) {
	case HOST_STATE_FPSIMD:
		return host_hold_fpsimd(stop, &task->looks);
	case HOST_STATE_SVE:
		return host_hold_sve(stop, &task->looks);
	default:
		return host_hold_none(stop, &task->looks);
	}
}

/* The clock is read as near to the system calls as can be: what lies between counts. */
static void have_turn(struct host_task *task)
{
	uint64_t begin = ticks_now(), ticks = 0;
	volatile int one_look = 1;

	*task->mark += 1;
	while (ticks < host_cntfrq() / TURNS_PER_SECOND) {
		task->wrong += hold(task, &one_look);
		ticks = ticks_now() - begin;
	}
	task->turn_ticks = ticks;
	task->turns++;
}

static void *run(void *arg)
{
	struct host_task *task = arg;
	uint64_t expired;

	task->err = set_up(task);
	if (task->err)
		return NULL;
	if (task->kind == HOST_TASK_IDLE) {
		task->wrong = hold(task, &task->stop);
		return NULL;
	}
	have_turn(task);
	while (!task->stop && read(task->timer, &expired, sizeof(expired)) == sizeof(expired))
		have_turn(task);
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

static void free_task(struct host_task *task)
{
	if (task->timer >= 0)
		close(task->timer);
	free(task);
}

/* One above the caller, if that has a real-time policy itself. */
static int make_fifo(struct host_task *task)
{
	struct sched_param param = { 0 };

	if (sched_getparam(0, &param))
		return -errno;
	task->priority = param.sched_priority + 1;
	task->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	return task->timer < 0 ? -errno : 0;
}

static int make(struct host_task **to, const struct bench_case *c, enum host_task_kind kind,
		volatile uint32_t *mark)
{
	struct host_task *task = calloc(1, sizeof(*task));
	int err = task ? 0 : -ENOMEM;

	if (err)
		return err;
	*task = (struct host_task){
		.kind = kind,
		.state = c->host_state,
		.vl = c->host_vl,
		.timer = -1,
		.mark = mark,
	};
	if (kind == HOST_TASK_FIFO)
		err = make_fifo(task);
	if (!err)
		err = create(task);
	if (err)
		free_task(task);
	else
		*to = task;
	return err;
}

int host_task_start(struct fixture *fixture, enum host_task_kind kind, volatile uint32_t *mark)
{
	struct host_task *task = NULL;
	int err = make(&task, fixture->c, kind, mark);

	if (err)
		return fixture_fail(fixture, err, "the host's other task: %s", strerror(-err));
	fixture->host_task = task;

	while (!task->err && !task->looks && !cli_stop)
		usleep(POLL_US);
	if (cli_stop)
		return -EINTR;
	if (!task->err)
		return 0;
	return fixture_fail(fixture, task->cannot ? -EOPNOTSUPP : task->err,
			    "the host's other task %s: %s", task->why, strerror(-task->err));
}

int host_task_end(struct fixture *fixture)
{
	struct host_task *task = fixture->host_task;
	uint64_t wrong;

	if (!task)
		return 0;
	task->stop = 1;
	if (task->timer >= 0)
		host_task_wake_in(task, 1);
	pthread_join(task->thread, NULL);
	wrong = task->wrong;
	free_task(task);
	fixture->host_task = NULL;
	if (!wrong)
		return 0;
	return fixture_fail(fixture, -EBADMSG,
			    "wrong result: the host's other task lost %llu registers",
			    (unsigned long long)wrong);
}

int host_task_wake_in(struct host_task *task, uint64_t ns)
{
	const struct itimerspec when = {
		.it_value = { .tv_sec = ns / NS_PER_SECOND, .tv_nsec = ns % NS_PER_SECOND },
	};

	return timerfd_settime(task->timer, 0, &when, NULL) ? -errno : 0;
}

struct host_task_turns host_task_turns(const struct host_task *task)
{
	return (struct host_task_turns){ .n = task->turns, .ticks = task->turn_ticks };
}
