// SPDX-License-Identifier: GPL-2.0
/*
 * pmu_handback: the cycle counter of each CPU that the module holds through perf
 * while "sve_switch_cycles" has a user, and gives back after. Whether it holds one is seen from
 * outside: a CPU counts one pinned event of cycles less. So it is with nobody
 * listening, with tracefs and with perf listening, with CPUs that go and come
 * meanwhile, and when the module is removed.
 */
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bystander.h"
#include "cycle_check.h"
#include "lib/host.h"
#include "module.h"
#include "pmu.h"
#include "tap.h"
#include "tracefs.h"
#include "write.h"

#define MAX_CPUS 64
#define POLL_MS 1000
#define POLL_EVERY_MS 20
#define SETTLE_US 200000 /* for a work item, where polling would disturb it */

static int cpus;
static int room[MAX_CPUS]; /* with nobody listening */

/* A work item gives it back, so wait a while for it. */
static int room_within(int cpu, int want)
{
	int ms, got;

	for (ms = 0; ms <= POLL_MS; ms += POLL_EVERY_MS) {
		got = cycles_room(cpu);
		if (got == want)
			break;
		usleep(POLL_EVERY_MS * 1000);
	}
	return got;
}

/* Nobody counts: each CPU has what it had at first. */
static void given_back(const char *when)
{
	int cpu, got;

	for (cpu = 0; cpu < cpus; cpu++) {
		got = room_within(cpu, room[cpu]);
		tap_ok(got == room[cpu], "%s: CPU %d counts %d events of cycles, as at first (%d)",
		       when, cpu, got, room[cpu]);
	}
}

/* Not before cycles_come(): who takes all counters makes the module's event fail. */
static void held_on(int cpu, const char *when)
{
	int got;

	tap_ok(cycles_come(cpu), "%s: events on CPU %d have cycles", when, cpu);
	got = cycles_room(cpu);
	tap_ok(got == room[cpu] - 1, "%s: CPU %d counts %d events of cycles, one less than %d",
	       when, cpu, got, room[cpu]);
	tap_ok(cycles_come(cpu), "%s: and events still have them", when);
}

static void held(const char *when)
{
	int cpu;

	for (cpu = 0; cpu < cpus; cpu++)
		held_on(cpu, when);
}

static void test_tracefs(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		trace_event("sve_switch_cycles", true);
		held("switch on");
		trace_event("sve_switch_cycles", false);
		given_back("switch off");
	}
	trace_event("sve_vl_change", true);
	usleep(SETTLE_US);
	given_back("vl_change on");
	trace_event("sve_vl_change", false);
	for (i = 0; i < 50; i++) {
		trace_event("sve_switch_cycles", true);
		trace_event("sve_switch_cycles", false);
	}
	given_back("switch on and off 50 times");
	trace_event("sve_switch_cycles", true);
	trace_event("sve_vl_change", true);
	trace_event("sve_switch_cycles", false);
	given_back("vl_change stays on alone");
	trace_event("sve_vl_change", false);
}

static int open_switch(int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
	};
	unsigned long long id;
	FILE *file = fopen(TRACEFS "events/kvm_sve/sve_switch_cycles/id", "r");

	if (!file || fscanf(file, "%llu", &id) != 1)
		tap_bail("the id of switch cannot be read");
	fclose(file);
	attr.config = id;
	return syscall(SYS_perf_event_open, &attr, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Perf listens, and no trace is there to look at: only the room tells. */
static void test_perf(void)
{
	int fd = open_switch(0), cpu, got;

	if (!tap_ok(fd >= 0, "perf opens switch"))
		return;
	usleep(SETTLE_US);
	for (cpu = 0; cpu < cpus; cpu++) {
		got = room_within(cpu, room[cpu] - 1);
		tap_ok(got == room[cpu] - 1, "perf listens: CPU %d counts %d, one less than %d",
		       cpu, got, room[cpu]);
	}
	trace_event("sve_switch_cycles", true);
	close(fd);
	held("perf goes, tracefs stays");
	trace_event("sve_switch_cycles", false);
	given_back("perf and tracefs are gone");
}

static void set_online(int cpu, bool on)
{
	char path[64];

	pin_to(0);
	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online", cpu);
	write_text(path, on ? "1" : "0");
}

static void test_hotplug(void)
{
	int cpu = cpus - 1;

	if (cpus < 2) {
		tap_skip("one CPU", "CPUs that go and come");
		return;
	}
	/* A CPU that comes back panics in hyp there, with Linux as it is, too. */
	if (!strncmp(host_kvm_mode(), "protected", strlen("protected")) && host_hyp_saves_at_exit() == NO) {
		tap_skip("Linux 6.1 in protected mode cannot", "CPUs that go and come");
		return;
	}
	trace_event("sve_switch_cycles", true);
	held("before a CPU goes");
	set_online(cpu, false);
	held_on(0, "a CPU is off");
	set_online(cpu, true);
	held("the CPU is back");
	set_online(cpu, false);
	trace_event("sve_switch_cycles", false);
	usleep(SETTLE_US);
	set_online(cpu, true);
	given_back("switched off while a CPU was");
	set_online(cpu, false);
	trace_event("sve_switch_cycles", true);
	held_on(0, "switched on while a CPU is off");
	set_online(cpu, true);
	held("that CPU comes");
	trace_event("sve_switch_cycles", false);
	given_back("after CPUs went and came");
}

static void remove_it(const char *when)
{
	int err = module_remove();

	tap_ok(!err, "%s: removed%s%s", when, err ? ": " : "", err ? strerror(err) : "");
	given_back(when);
}

static void insert_it(void)
{
	int err = module_load(MODULE_PATH);

	if (err)
		tap_bail("%s: %s", MODULE_PATH, strerror(err));
}

static void test_unload(void)
{
	remove_it("nobody listens");
	insert_it();
	trace_event("sve_switch_cycles", true);
	held("the module is back");
	trace_event("sve_switch_cycles", false);
	remove_it("just after switch went off");
	insert_it();
	/* tracefs does not hold a module. */
	trace_event("sve_switch_cycles", true);
	held("the module is back again");
	remove_it("while switch is on");
	insert_it();
	given_back("the module is back, switch is off");
}

int main(void)
{
	int cpu;

	cpus = sysconf(_SC_NPROCESSORS_ONLN);
	for (cpu = 0; cpu < cpus; cpu++) {
		room[cpu] = cycles_room(cpu);
		if (room[cpu] < 0)
			tap_skip_all("no PMU counts cycles here");
		tap_note("CPU %d counts %d pinned events of cycles at once", cpu, room[cpu]);
		if (room[cpu] < 2)
			tap_bail("CPU %d has no counter to spare", cpu);
	}
	cycle_check_init();
	test_tracefs();
	test_perf();
	test_hotplug();
	test_unload();
	return tap_end();
}
