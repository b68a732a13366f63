// SPDX-License-Identifier: GPL-2.0
/*
 * restore_counts [STEPS]: no switch is lost or made up. For guests of every VL
 * and kind the restores that "kvm-sve lat" adds up, the growth of fpsimd_restores
 * in the vcpus' statistics, and the guests' own FP round trips + evicted agree,
 * per VL. With kvm.fp_restore on, so do the early restores and the kept states. The thread has SCHED_FIFO, so that next to nothing preempts it (the
 * scheduler's server for starved tasks does, hence the pauses). Where that was
 * so all the same, each time may have added a restore, and one before the guest
 * wrote its ZCR_EL1 counts in another VL's row; there bounds are checked. So
 * where hyp saves the guest's state at every exit, interrupts included: in protected
 * mode. The sums over all rows are exact always.
 *
 * Where the test module fp_thief takes the FP registers in softirqs, evicted must
 * be what it took from vcpus; without it next to nothing does.
 *
 * Also: each phase counts as often as it happened, takes time, and all of them
 * together not more than has passed, which a stamp that is not taken breaks.
 */
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bystander.h"
#include "clock.h"
#include "fp_mode.h"
#include "guest.h"
#include "lat_watch.h"
#include "lib/host.h"
#include "lib/thread_switches.h"
#include "tap.h"
#include "vls_test.h"

#define STEPS 200 /* of each guest */
#define CPU 0
#define PAUSE_EVERY 20
#define PAUSE_US 2000

/* What must be in a row of lat; row 0 is for vcpus without SVE. */
struct expected {
	uint64_t stat;	      /* fpsimd_restores and fpsimd_early of its vcpus */
	uint64_t early;	      /* fpsimd_early */
	uint64_t kept;	      /* fpsimd_kept */
	uint64_t round_trips; /* of its guests, with FP used */
	uint64_t runs;	      /* KVM_RUNs, each at least one event */
	uint64_t preempted;   /* how often the thread was meanwhile */
};

static struct expected rows[VLS_VQ_ARCH_MAX + 1], all;
static uint64_t guest_max_vls;
static bool hyp_saves; /* the guest's state at every exit */
static bool thief; /* fp_thief is loaded */
static bool restored_early; /* kvm.fp_restore is on: not each restore is a round trip's */

static void be_alone(void)
{
	struct sched_param param = { .sched_priority = 50 };
	FILE *f = fopen("/proc/sys/kernel/sched_rt_runtime_us", "w");

	/* Absent where the kernel has no throttling. */
	if (f) {
		fputs("-1\n", f);
		fclose(f);
	}
	pin_to(CPU);
	if (sched_setscheduler(0, SCHED_FIFO, &param))
		tap_bail("SCHED_FIFO");
}

/* Exits before which the guest used FP: the start does by RDVL, if it has SVE. */
static uint64_t fp_round_trips(const struct guest *guest, enum guest_kind kind, bool sve)
{
	if (kind == GUEST_NONE)
		return sve;
	return guest->exits - !sve;
}

/* Steps, with pauses between KVM_RUNs in which all that waits for the CPU gets it. */
static void run_steps(struct guest *guest, unsigned int steps)
{
	unsigned int i;

	for (i = 0; i < steps; i++) {
		if (i % PAUSE_EVERY == 0)
			usleep(PAUSE_US);
		if (guest_step(guest))
			tap_bail("%s", guest->msg);
	}
}

/* A guest in a vcpu with the set up to @vq, 0: without SVE. */
static void run_guest(enum guest_kind kind, unsigned int vq, unsigned int steps)
{
	struct vls set = { { vq ? mask_upto(guest_max_vls, vq) : 0 } };
	uint64_t before = thread_preemptions();
	struct vcpu_fp_stats stats;
	struct guest guest;
	struct vcpu vcpu;

	new_vcpu(&vcpu, vq);
	if (vq && vcpu_set_vls(&vcpu, &set))
		tap_bail("%s", vcpu.msg);
	must_finalize(&vcpu);
	if (guest_start(&guest, &vcpu, kind, VLS_VQ_ARCH_MAX - 1))
		tap_bail("%s", guest.msg);
	run_steps(&guest, steps);

	if (vcpu_fp_stats(&vcpu, &stats))
		tap_bail("%s", vcpu.msg);
	rows[vq].stat += stats.trapped + stats.early;
	rows[vq].early += stats.early;
	rows[vq].kept += stats.kept;
	rows[vq].round_trips += fp_round_trips(&guest, kind, vq);
	rows[vq].runs += guest.exits;
	rows[vq].preempted += thread_preemptions() - before;
	free_vcpu(&vcpu);
}

static void run_guests(unsigned int steps)
{
	unsigned int vq, max = mask_max(guest_max_vls);

	for (vq = 1; vq <= max; vq++)
		if (guest_max_vls & VQ_BIT(vq))
			run_guest(GUEST_SVE, vq, steps);
	run_guest(GUEST_FPSIMD, max, steps);
	run_guest(GUEST_NONE, max, steps);
	run_guest(GUEST_FPSIMD, 0, steps);
	run_guest(GUEST_NONE, 0, steps);
}

static int64_t count_of(const json_t *row, const char *phase)
{
	return json_int(json_object_get(json_object_get(row, "phases"), phase), "count");
}

/* May a row have restores of its own that another got? Only the smallest VL can get some. */
static bool row_is_exact(unsigned int vq)
{
	bool smallest = vq == mask_ceil(guest_max_vls, 1);

	return !hyp_saves && !rows[vq].preempted && !(smallest && all.preempted);
}

/* What @json, a row of lat's or all of them, has of early restores and kept states. */
static void check_early(const json_t *json, const struct expected *want, const char *of)
{
	int64_t early = json_int(json, "early"), kept = json_int(json, "kept");
	int64_t restores = json_int(json, "restores");

	tap_ok(restores == (int64_t)want->stat && early == (int64_t)want->early &&
		       kept == (int64_t)want->kept &&
		       restores + kept >= (int64_t)want->round_trips,
	       "%s: restores %lld, early %lld, kept %lld = %llu, %llu, %llu by the statistics",
	       of, (long long)restores, (long long)early, (long long)kept,
	       (unsigned long long)want->stat, (unsigned long long)want->early,
	       (unsigned long long)want->kept);
}

/* The restores of a row are those of its guests' round trips, but for what took them. */
static void check_round_trips(const struct expected *want, unsigned int vq, int64_t restores,
			      int64_t evicted)
{
	int64_t due = want->round_trips + evicted;

	/* A state that was taken between the last exit and the put is not restored again. */
	if (thief && row_is_exact(vq))
		tap_ok(restores == (int64_t)want->stat && restores <= due &&
			       restores >= (int64_t)want->round_trips,
		       "VL %u: restores seen by lat %lld = fpsimd_restores %llu; round trips %llu, evicted %lld",
		       vq * 128, (long long)restores, (unsigned long long)want->stat,
		       (unsigned long long)want->round_trips, (long long)evicted);
	else if (row_is_exact(vq))
		tap_ok(restores == (int64_t)want->stat && restores == due,
		       "VL %u: restores seen by lat %lld = fpsimd_restores %llu = round trips %llu + evicted %lld",
		       vq * 128, (long long)restores, (unsigned long long)want->stat,
		       (unsigned long long)want->round_trips, (long long)evicted);
	else
		tap_ok(thief || restores >= due,
		       "VL %u: restores seen by lat %lld >= round trips %llu + evicted %lld",
		       vq * 128, (long long)restores, (unsigned long long)want->round_trips,
		       (long long)evicted);
}

static void check_row_counts(const json_t *row, unsigned int vq)
{
	const struct expected *want = &rows[vq];
	int64_t restores = json_int(row, "restores"), evicted = json_int(row, "evicted");
	int64_t events = json_int(row, "events");
	int64_t saves = restores + json_int(row, "kept") - evicted;
	char of[16];

	snprintf(of, sizeof(of), "VL %u", vq * 128);
	if (row_is_exact(vq))
		check_early(row, want, of);
	/* With early restores a guest without FP gets its registers too. */
	if (!restored_early)
		check_round_trips(want, vq, restores, evicted);
	tap_ok(events >= (int64_t)want->runs, "VL %u: an event for each of %llu KVM_RUNs (%lld)",
	       vq * 128, (unsigned long long)want->runs, (long long)events);
	tap_ok(count_of(row, "host_save") == events && count_of(row, "guest_restore") == restores &&
		       count_of(row, "resident") == saves && count_of(row, "guest_save") == saves,
	       "VL %u: each phase counts as often as it happened", vq * 128);
}

/* All rows together; the guests' statistics are exact whatever preempted them. */
static void check_sums(const json_t *lat)
{
	int64_t restores = json_int(lat, "restores"), evicted = json_int(lat, "evicted");
	int64_t due, exact = 0, used = 0;
	unsigned int vq;

	memset(&all, 0, sizeof(all));
	for (vq = 0; vq <= VLS_VQ_ARCH_MAX; vq++) {
		all.stat += rows[vq].stat;
		all.early += rows[vq].early;
		all.kept += rows[vq].kept;
		all.round_trips += rows[vq].round_trips;
		all.preempted += rows[vq].preempted;
	}
	for (vq = 0; vq <= VLS_VQ_ARCH_MAX; vq++) {
		used += rows[vq].runs > 0;
		exact += rows[vq].runs > 0 && row_is_exact(vq);
	}
	due = all.round_trips + evicted;
	check_early(lat, &all, "all VLs");
	tap_ok(restored_early == (all.early > 0), "with early restores: %llu",
	       (unsigned long long)all.early);
	if (!restored_early)
		tap_ok(restores >= (thief ? (int64_t)all.round_trips : due) && (hyp_saves || restores <= due + (int64_t)all.preempted),
	       "and = the guests' round trips %llu + evicted %lld + at most %s %llu",
	       (unsigned long long)all.round_trips, (long long)evicted,
	       hyp_saves ? "interrupts; preempted" : "preempted",
	       (unsigned long long)all.preempted);
	if (!hyp_saves)
		tap_ok(exact * 4 >= used, "%lld of %lld VLs were never preempted", (long long)exact,
		       (long long)used);
}

/* The slots hold what the counts say, and no more than min..max. */
static bool slots_ok(const json_t *phase)
{
	const json_t *slots = json_object_get(phase, "slots"), *slot;
	double min = json_real_value(json_object_get(phase, "min_ns"));
	double max = json_real_value(json_object_get(phase, "max_ns"));
	int64_t sum = 0;
	size_t i;

	json_array_foreach(slots, i, slot) {
		const json_t *to = json_object_get(slot, "to");

		sum += json_int(slot, "count");
		if (i == 0 && min + 1 < json_int(slot, "from"))
			return false;
		if (max < json_int(slot, "from") ||
		    (json_is_integer(to) && json_integer_value(to) + 1 < min))
			return false;
	}
	return sum == json_int(phase, "count");
}

/* What fp_thief took from vcpus so far; -1: it is not loaded. */
static int64_t taken(void)
{
	FILE *f = fopen("/sys/module/fp_thief/parameters/taken", "r");
	long long n = -1;

	if (f && fscanf(f, "%lld", &n) != 1)
		tap_bail("fp_thief's count cannot be read");
	if (f)
		fclose(f);
	return n;
}

/* Where hyp saves at every exit there is nothing to take. */
static void check_foreign(const json_t *lat, int64_t before, int64_t after)
{
	int64_t evicted = json_int(lat, "evicted");

	if (before < 0)
		return;
	tap_ok(evicted == after - before && (evicted > 0) == !hyp_saves,
	       "evicted %lld = what fp_thief took, %lld", (long long)evicted,
	       (long long)(after - before));
}

static void check_phases(const json_t *row, const char *what, double *ticks)
{
	const json_t *phase;
	const char *name;

	json_object_foreach(json_object_get(row, "phases"), name, phase) {
		int64_t count = json_int(phase, "count"), sum = json_int(phase, "sum_ticks");
		double min = json_real_value(json_object_get(phase, "min_ns"));

		*ticks += sum;
		tap_many(slots_ok(phase), "%s, %s: its slots", what, name);
		if (!count)
			continue;
		/* Without state to save, host_save may be less than a tick. */
		tap_many(sum > 0 && (min > 0 || !strcmp(name, "host_save")),
			 "%s, %s: count %lld, sum %lld ticks, min %f ns", what, name,
			 (long long)count, (long long)sum, min);
	}
	tap_ok(!tap_many_bad(), "%s: no phase took no time, the slots add up", what);
}

static void check_rows(const json_t *lat, double seconds)
{
	const json_t *array = json_object_get(lat, "rows"), *row;
	uint64_t seen = 0;
	double ticks = 0;
	char what[32];
	unsigned int vq;
	size_t i;

	json_array_foreach(array, i, row) {
		const json_t *vl = json_object_get(row, "vl");

		vq = json_is_true(json_object_get(row, "sve")) ? json_integer_value(vl) / 128 : 0;
		if (vq > VLS_VQ_ARCH_MAX || (json_is_true(json_object_get(row, "sve")) && !vq)) {
			tap_ok(false, "a row without a VL");
			continue;
		}
		seen |= 1ULL << vq;
		check_row_counts(row, vq);
		snprintf(what, sizeof(what), "VL %u", vq * 128);
		check_phases(row, what, &ticks);
	}
	for (vq = 0; vq <= VLS_VQ_ARCH_MAX; vq++)
		tap_many(!rows[vq].runs || seen >> vq & 1, "VL %u has no row", vq * 128);
	tap_ok(!tap_many_bad(), "a row for each VL");
	ticks /= json_int(lat, "cntfrq_hz");
	tap_ok(ticks <= seconds, "all phases together, %.3f s, fit into the %.3f s that passed",
	       ticks, seconds);
}

/* @who: the VMM to look at. */
static json_t *watch(pid_t who, unsigned int steps, double *seconds)
{
	struct lat_watch lat;
	char options[32];
	double begin;

	snprintf(options, sizeof(options), "-p %d", who);
	lat_begin(&lat, options);
	begin = clock_seconds();
	run_guests(steps);
	*seconds = clock_seconds() - begin;
	return lat_end(&lat);
}

int main(int argc, char **argv)
{
	unsigned int steps = argc > 1 ? atoi(argv[1]) : STEPS;
	struct vls_host host;
	const char *mode;
	int64_t before;
	double seconds;
	json_t *lat;

	learn_host(&host);
	guest_max_vls = host.guest_max;
	mode = host_kvm_mode();
	hyp_saves = host_hyp_saves_at_exit() == YES;
	tap_note("KVM mode %s, %u steps", mode, steps);
	restored_early = fp_mode_get() != FP_OFF;
	be_alone();

	before = taken();
	thief = before >= 0;
	lat = watch(getpid(), steps, &seconds);
	if (lat) {
		check_foreign(lat, before, taken());
		tap_ok(json_int(lat, "missed") == 0, "no event was missed");
		check_sums(lat);
		check_rows(lat, seconds);
		json_decref(lat);
	}
	lat = watch(1, 1, &seconds);
	tap_ok(lat && json_int(lat, "events") == 0, "lat -p of another process sees none of it");
	json_decref(lat);
	return tap_end();
}
