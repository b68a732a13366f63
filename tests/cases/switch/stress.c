// SPDX-License-Identifier: GPL-2.0
/*
 * stress [SWITCHES [TOGGLES [RELOADS]]]: four self-checking guests of different
 * VLs on two CPUs, while events go on and off, perf takes and leaves the cycle
 * counter, a CPU goes and comes, and the module is unloaded and loaded, at
 * random. Nobody's registers are lost, every event is one that can be, and in
 * the end every counter is back. For the debug kernel above all, which looks for
 * what a program cannot see.
 *
 * A switch is a KVM_RUN of a guest: each is a load and a put at least.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"
#include "lib/host.h"
#include "module.h"
#include "pmu.h"
#include "tap.h"
#include "tracefs.h"
#include "vls_test.h"
#include "write.h"

#define GUESTS 4
#define CPU1_ONLINE "/sys/devices/system/cpu/cpu1/online"
#define PHASE_MAX_S 600	 /* no phase of a run lasts longer */
#define PAUSE_MAX 1e9	 /* cycles that a pause of the emulating machine may explain */
#define CYCLES_HZ 1e9	 /* of QEMU's counter */
#define COMPETITORS 12

struct runner {
	pthread_t thread;
	struct vcpu vcpu;
	struct guest guest;
	bool failed;
};

static struct runner runners[GUESTS];
static struct vls_host host;
static atomic_ulong switches;
static atomic_bool stop;
static unsigned int toggles, reloads, hotplugs, competed, seed;
static unsigned long events, with_cycles;
static bool on[3];
static uint64_t cntfrq;

static const char *const event_names[] = { "sve_switch_cycles", "sve_switch", "sve_vl_change" };

static void *run(void *arg)
{
	struct runner *r = arg;

	while (!atomic_load(&stop) && !r->failed) {
		r->failed = guest_step(&r->guest);
		atomic_fetch_add(&switches, 1);
	}
	return NULL;
}

static void start(struct runner *r, unsigned int n)
{
	unsigned int vq = mask_max(mask_upto(host.guest_max, (n + 1) * host.max_vq / GUESTS));

	new_vcpu(&r->vcpu, true);
	if (set_mask(&r->vcpu, 0, mask_upto(host.guest_max, vq ? vq : 1)).err)
		tap_bail("SET");
	must_finalize(&r->vcpu);
	if (guest_start(&r->guest, &r->vcpu, n == 1 ? GUEST_FPSIMD : GUEST_SVE, 15))
		tap_bail("%s", r->guest.msg);
	if (pthread_create(&r->thread, NULL, run, r))
		tap_bail("pthread_create");
}

/* Phases that cannot be: of no restore, negative, endless. */
static const char *impossible(const struct kvm_sve_switch *rec)
{
	const struct kvm_sve_time *phase = rec->phase;
	double cycles_per_tick = CYCLES_HZ / cntfrq;
	int i;

	if (rec->guest_vq > rec->guest_max_vq || !rec->guest_vq)
		return "VQs";
	if (rec->early > rec->restores || rec->kept > 1 ||
	    rec->evicted > rec->restores + rec->kept)
		return "counts";
	for (i = 0; i < KVM_SVE_NR_PHASES; i++) {
		if (phase[i].ticks > cntfrq * PHASE_MAX_S)
			return "ticks";
		if (phase[i].cycles > phase[i].ticks * cycles_per_tick + PAUSE_MAX)
			return "cycles";
	}
	if (!rec->restores != !phase[KVM_SVE_GUEST_RESTORE].ticks)
		return "guest_restore";
	if ((rec->restores + rec->kept == rec->evicted) != !phase[KVM_SVE_GUEST_SAVE].ticks ||
	    (rec->restores + rec->kept == rec->evicted) != !phase[KVM_SVE_RESIDENT].ticks)
		return "guest_save";
	return NULL;
}

static void look(const struct kvm_sve_switch *rec, int cpu, void *data)
{
	const char *what = impossible(rec);

	events++;
	with_cycles += !!rec->phase[KVM_SVE_HOST_SAVE].cycles;
	tap_many(!what, "impossible %s: restores %u early %u evicted %u kept %u vq %u of %u, ticks %llu %llu %llu %llu",
		 what ? what : "", rec->restores, rec->early, rec->evicted, rec->kept,
		 rec->guest_vq, rec->guest_max_vq, rec->phase[0].ticks, rec->phase[1].ticks, rec->phase[2].ticks,
		 rec->phase[3].ticks);
}

static void toggle(unsigned int which)
{
	if (access(TRACEFS "events/kvm_sve/sve_switch_cycles/enable", F_OK))
		return;
	on[which] = !on[which];
	trace_event(event_names[which], on[which]);
	toggles++;
	if (which == 0 && !on[which]) {
		trace_switches(look, NULL);
		trace_clear();
	}
}

static void all_off(void)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		if (on[i])
			toggle(i);
}

/* Pinned and other events of cycles, on CPUs and of threads, for a moment. */
static void compete(void)
{
	int fds[COMPETITORS], i;

	for (i = 0; i < COMPETITORS; i++)
		fds[i] = cycles_open(i % 3 ? 0 : -1, i % 3 ? -1 : i % 2, i % 4 == 0);
	usleep(rand_r(&seed) % 20000);
	for (i = 0; i < COMPETITORS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	competed++;
}

static void hotplug(void)
{
	write_text(CPU1_ONLINE, "0");
	usleep(rand_r(&seed) % 50000);
	write_text(CPU1_ONLINE, "1");
	hotplugs++;
}

static void reload(void)
{
	int err;

	all_off();
	err = module_remove_retry();
	tap_many(!err, "the module cannot be removed: %s", strerror(err));
	if (err)
		return;
	usleep(rand_r(&seed) % 5000);
	err = module_load(MODULE_PATH);
	if (err)
		tap_bail("the module cannot be loaded: %s", strerror(err));
	reloads++;
}

static bool any_failed(void)
{
	unsigned int i;

	for (i = 0; i < GUESTS; i++)
		if (runners[i].failed)
			return true;
	return false;
}

static bool enough(unsigned long want_switches, unsigned int want_toggles,
		   unsigned int want_reloads)
{
	return atomic_load(&switches) >= want_switches && toggles >= want_toggles &&
	       reloads >= want_reloads && hotplugs && competed && events;
}

/* At random, until all were done often enough. */
static void disturb(unsigned long want_switches, unsigned int want_toggles,
		    unsigned int want_reloads)
{
	time_t told = time(NULL);
	unsigned int dice;

	while (!enough(want_switches, want_toggles, want_reloads) && !any_failed()) {
		dice = rand_r(&seed) % 100;
		if (dice < 80)
			toggle(dice % 3);
		else if (dice < 90)
			compete();
		else if (dice < 95)
			hotplug();
		else if (reloads < want_reloads)
			reload();
		usleep(rand_r(&seed) % 10000);
		if (enough(0, want_toggles, want_reloads))
			usleep(100000);
		if (time(NULL) - told >= 60) {
			told = time(NULL);
			tap_note("%lu switches, %u toggles, %u reloads", atomic_load(&switches),
				 toggles, reloads);
		}
	}
	all_off();
}

/* What @cpu can count; a work item gives it back, so for a second at most. */
static int room_within(int cpu, int want)
{
	int tries, got = -1;

	for (tries = 0; tries < 100 && got != want; tries++) {
		got = cycles_room(cpu);
		usleep(20000);
	}
	return got;
}

int main(int argc, char **argv)
{
	unsigned long want_switches = argc > 1 ? atol(argv[1]) : 20000;
	unsigned int want_toggles = argc > 2 ? atoi(argv[2]) : 100;
	unsigned int want_reloads = argc > 3 ? atoi(argv[3]) : 5, i;
	struct timespec begin;
	int room[2];

	learn_host(&host);
	cntfrq = host_cntfrq();
	clock_gettime(CLOCK_MONOTONIC, &begin);
	seed = begin.tv_nsec;
	tap_note("seed %u", seed);
	trace_clear();
	room[0] = cycles_room(0);
	room[1] = cycles_room(1);
	for (i = 0; i < GUESTS; i++)
		start(&runners[i], i);
	disturb(want_switches, want_toggles, want_reloads);
	atomic_store(&stop, true);
	for (i = 0; i < GUESTS; i++) {
		pthread_join(runners[i].thread, NULL);
		tap_ok(!runners[i].failed, "guest %u was right throughout%s%s", i,
		       runners[i].failed ? ": " : "", runners[i].guest.msg);
		free_vcpu(&runners[i].vcpu);
	}
	tap_ok(!tap_many_bad() && events, "%lu events, none of which cannot be (%lu with cycles)",
	       events, with_cycles);
	for (i = 0; i < 2; i++)
		tap_ok(room_within(i, room[i]) == room[i], "CPU %u has all its %d counters again", i,
		       room[i]);
	tap_ok(enough(want_switches, want_toggles, want_reloads),
	       "%lu switches, %u toggles, %u reloads, %u times a CPU less, %u competitors",
	       atomic_load(&switches), toggles, reloads, hotplugs, competed);
	return tap_end();
}
