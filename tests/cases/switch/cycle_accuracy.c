// SPDX-License-Identifier: GPL-2.0
/*
 * cycle_accuracy [icount]: the cycles in "sve_switch_cycles" events are right or 0, never
 * nonsense, whoever else counts cycles: nobody, one who came before, one who
 * comes after, more than there are counters for, and some who come and go all
 * the time while a guest runs. And what those count is right.
 *
 * icount: the host is emulated with --icount, so that each event is exact.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bystander.h"
#include "clock.h"
#include "cycle_check.h"
#include "pmu.h"
#include "tap.h"
#include "tracefs.h"

#define STEPS 500
#define CPU 0
#define CROWD 16	 /* more than the PMU has counters */
#define TURNS 2		 /* that may fall into an event, in STEPS of them */
#define OFF_PART 20	 /* one in so many may be off, by pauses */
#define SUM_EXACT 0.95	 /* of the cycles that are due */
#define SUM_PAUSED 0.85	 /* where turns change, by the clock: the pauses take longer */
#define USER_FACTOR 1.5	 /* how far a user's count may be from the time */
#define SETTLE_US 200000 /* for the module's work item */
#define COMERS_ROUNDS 5	 /* of STEPS each */

static bool exact;

/* Events that may be off all the same: perf stops all counters when turns change. */
static unsigned int pauses;

static double now_ns(void)
{
	return clock_seconds() * 1e9;
}

/* Right or 0. The sums lose a little where perf stops all counters to change them. */
static struct cycle_check check_events(const char *who)
{
	struct cycle_check c = cycle_check_run(CPU, STEPS);
	double ratio = c.ticks ? c.cycles / c.ticks / cycles_per_tick() : 1;
	double least = pauses && !exact ? SUM_PAUSED : SUM_EXACT;

	tap_ok(c.events >= STEPS && !c.wrong && c.off <= (exact ? pauses : c.counted / OFF_PART),
	       "%s: of %u events %u have cycles, %u are off, %u are wrong", who, c.events,
	       c.counted, c.off, c.wrong);
	if (c.off)
		tap_note("%s", c.msg);
	tap_ok(ratio > least && ratio < 1.05, "%s: in all %.3f times the cycles of its ticks", who,
	       ratio);
	return c;
}

/* As check_events(), and @fd, an event of a user that counts all along. */
static struct cycle_check check_events_with(const char *who, int fd)
{
	uint64_t before = 0, after = 0;
	struct cycle_check c;
	double ns, share;
	bool counted;

	counted = cycles_read(fd, &before);
	ns = now_ns();
	c = check_events(who);
	ns = now_ns() - ns;
	counted = counted && cycles_read(fd, &after);
	share = (after - before) / ns;
	tap_ok(counted && share > 1 / USER_FACTOR && share < USER_FACTOR,
	       "%s: the user counts %.3f cycles a ns", who, counted ? share : 0);
	return c;
}

static int user_opens(pid_t pid, int cpu, bool pinned)
{
	int fd = cycles_open(pid, cpu, pinned);

	if (fd < 0)
		tap_bail("perf_event_open: %s", strerror(errno));
	return fd;
}

static void switch_on(void)
{
	trace_event("sve_switch_cycles", true);
	usleep(SETTLE_US);
}

static void switch_off(void)
{
	trace_event("sve_switch_cycles", false);
	usleep(SETTLE_US);
}

/* But for those that met the counter's own overflow, each 2 s or so. */
static void all_counted(const char *who, const struct cycle_check *c)
{
	tap_ok(c->counted + c->events / 100 >= c->events, "%s: %u events of %u have cycles", who,
	       c->counted, c->events);
}

static void test_alone(void)
{
	struct cycle_check c;

	switch_on();
	tap_ok(cycles_come(CPU), "nobody else: events have cycles");
	c = check_events("nobody else");
	all_counted("nobody else", &c);
	switch_off();
}

/* The fixed counter is theirs, so there is nothing to read for the module. */
static void test_before(void)
{
	int fd = user_opens(-1, CPU, true);
	struct cycle_check c;

	switch_on();
	c = check_events_with("one came before", fd);
	tap_ok(!c.counted, "one came before: no event has cycles");
	close(fd);
	check_events("that one has gone");
	switch_off();
	switch_on();
	tap_ok(cycles_come(CPU), "switched off and on after: events have cycles");
	switch_off();
}

static void test_after(void)
{
	static const char *const names[] = {
		"pinned, on the CPU",
		"not pinned, on the CPU",
		"pinned, of the task",
		"not pinned, of the task",
	};
	struct cycle_check c;
	unsigned int i;
	int fd;

	switch_on();
	cycles_come(CPU);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		fd = user_opens(i < 2 ? -1 : 0, i < 2 ? CPU : -1, i % 2 == 0);
		c = i < 2 ? check_events_with(names[i], fd) : check_events(names[i]);
		all_counted(names[i], &c);
		close(fd);
	}
	switch_off();
}

/* More than there are counters: those not pinned take turns, by a timer. */
static void test_crowd(bool pinned, bool first)
{
	char who[64];
	struct cycle_check c;
	int fds[CROWD], i;
	uint64_t val;

	snprintf(who, sizeof(who), "%d events%s, %s", CROWD, pinned ? ", pinned" : "",
		 first ? "before" : "after");
	if (!first) {
		switch_on();
		cycles_come(CPU);
	}
	for (i = 0; i < CROWD; i++)
		fds[i] = user_opens(-1, CPU, pinned);
	if (first)
		switch_on();
	pauses = pinned ? 0 : TURNS;
	c = check_events(who);
	pauses = 0;
	/* A pinned event comes before those that are not. */
	if (!pinned || !first)
		all_counted(who, &c);
	else
		tap_ok(!c.counted, "%s: no event has cycles", who);
	tap_ok(cycles_read(fds[0], &val), "%s: the first user still counts", who);
	for (i = 0; i < CROWD; i++)
		close(fds[i]);
	switch_off();
}

/* Opens and closes events of all kinds until told to stop. */
struct comer {
	pthread_t thread;
	pid_t task;
	int cpu; /* to run on */
	atomic_bool stop;
	unsigned int opened, wrong;
};

static void come_and_go(struct comer *comer, unsigned int kind)
{
	bool task = kind & 1, pinned = kind & 2;
	double ns = now_ns();
	int fd = user_opens(task ? comer->task : -1, task ? -1 : CPU, pinned);
	uint64_t val = 0;

	usleep(kind * 100);
	/* An event of a task counts while that runs, so there is no lower bound. */
	if (cycles_read(fd, &val) && val > (now_ns() - ns) * USER_FACTOR) {
		comer->wrong++;
		tap_note("kind %u: %llu cycles in less than %.0f ns", kind,
			 (unsigned long long)val, now_ns() - ns);
	}
	close(fd);
	comer->opened++;
}

static void *comer_run(void *arg)
{
	struct comer *comer = arg;
	unsigned int kind = 0;

	pin_to(comer->cpu);
	while (!atomic_load(&comer->stop))
		come_and_go(comer, kind++ % 8);
	return NULL;
}

static void test_comers(void)
{
	struct comer comer = { .task = gettid(), .cpu = sysconf(_SC_NPROCESSORS_ONLN) - 1 };
	unsigned int counted = 0, i;

	switch_on();
	cycles_come(CPU);
	if (pthread_create(&comer.thread, NULL, comer_run, &comer))
		tap_bail("pthread_create");
	for (i = 0; i < COMERS_ROUNDS; i++)
		counted += check_events("some come and go").counted;
	atomic_store(&comer.stop, true);
	pthread_join(comer.thread, NULL);
	tap_ok(counted, "some come and go: %u events have cycles all the same", counted);
	tap_ok(comer.opened > COMERS_ROUNDS && !comer.wrong,
	       "%u came and went, %u counted too much", comer.opened, comer.wrong);
	tap_ok(cycles_come(CPU), "they are gone: events have cycles");
	switch_off();
}

int main(int argc, char **argv)
{
	exact = argc > 1 && !strcmp(argv[1], "icount");
	if (cycles_room(CPU) < 2)
		tap_skip_all("no PMU with two counters of cycles here");
	cycle_check_init();
	test_alone();
	test_before();
	test_after();
	test_crowd(false, false);
	test_crowd(false, true);
	test_crowd(true, false);
	test_crowd(true, true);
	test_comers();
	return tap_end();
}
