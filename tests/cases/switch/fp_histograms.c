// SPDX-License-Identifier: GPL-2.0
/*
 * fp_histograms: what KVM's statistics say of FP/SVE switches while kvm.fp_histograms is on.
 *
 *	each phase counts as often as it was, by fpsimd_restores, fpsimd_early and fpsimd_kept
 *	nothing is counted while it is off, and switching it under a running guest loses no state
 *	"kvm-sve lat --stats" reports what the statistics have
 *	with the module, "kvm-sve lat" sees the same counts, and the same times where a tick is a ns
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bystander.h"
#include "clock.h"
#include "fp_mode.h"
#include "guest.h"
#include "lat_watch.h"
#include "lib/host.h"
#include "lib/kvm_stats.h"
#include "tap.h"
#include "vls_test.h"
#include "write.h"

#define STEPS 200 /* of each guest */
#define SWITCHED_STEPS 3000
#define NS 1000000000ULL
#define LINGER_US 2500000 /* lat --stats looks every second */
#define CPU 0

enum { HOST_SAVE, GUEST_RESTORE, RESIDENT, GUEST_SAVE, NR_PHASES };

static const char *const phases[NR_PHASES] = {
	"host_save", "guest_restore", "resident", "guest_save",
};

struct counts {
	uint64_t hist[NR_PHASES][KVM_STATS_VALUES];
};

static uint64_t guest_max;

static unsigned int linger_us; /* before and after a guest goes, for lat --stats to see it */

static uint64_t sum(const uint64_t *hist)
{
	uint64_t n = 0;

	for (int i = 0; i < KVM_STATS_VALUES; i++)
		n += hist[i];
	return n;
}

/* The histograms of a vcpu, added to @counts. */
static void add_counts(struct vcpu *vcpu, struct counts *counts)
{
	for (int phase = 0; phase < NR_PHASES; phase++) {
		uint64_t hist[KVM_STATS_VALUES] = { 0 };
		char name[32];

		snprintf(name, sizeof(name), "fp_%s_hist", phases[phase]);
		if (vcpu_stats(vcpu, name, hist, KVM_STATS_VALUES))
			tap_bail("%s", vcpu->msg);
		for (int i = 0; i < KVM_STATS_VALUES; i++)
			counts->hist[phase][i] += hist[i];
	}
}

/* A guest of a vcpu with the set up to @vq, 0: without SVE. It has started. */
static void start_guest(struct vcpu *vcpu, struct guest *guest, enum guest_kind kind,
			unsigned int vq)
{
	struct vls set = { { vq ? mask_upto(guest_max, vq) : 0 } };

	new_vcpu(vcpu, vq);
	if (vq && vcpu_set_vls(vcpu, &set))
		tap_bail("%s", vcpu->msg);
	must_finalize(vcpu);
	if (guest_start(guest, vcpu, kind, VLS_VQ_ARCH_MAX - 1))
		tap_bail("%s", guest->msg);
}

static void run_steps(struct guest *guest, unsigned int steps)
{
	for (unsigned int i = 0; i < steps; i++)
		if (guest_step(guest))
			tap_bail("%s", guest->msg);
}

/* Is a histogram as long as the time that passed, from below? */
static bool fits(const uint64_t *hist, double seconds)
{
	double ns = 0;

	for (int i = 1; i < KVM_STATS_VALUES; i++)
		ns += (double)hist[i] * (1ULL << (i - 1));
	return ns <= seconds * NS;
}

static void check_counts(const char *name, const struct counts *counts, const struct guest *guest,
			 const struct vcpu_fp_stats *stats, double seconds)
{
	uint64_t loads = sum(counts->hist[HOST_SAVE]), restores = sum(counts->hist[GUEST_RESTORE]);
	uint64_t saves = sum(counts->hist[GUEST_SAVE]), states = restores + stats->kept;

	tap_ok(loads >= guest->exits, "%s: host_save, %llu, for each of %llu KVM_RUNs", name,
	       (unsigned long long)loads, (unsigned long long)guest->exits);
	tap_ok(restores == stats->trapped + stats->early,
	       "%s: guest_restore, %llu, for each trap and early restore, %llu + %llu", name,
	       (unsigned long long)restores, (unsigned long long)stats->trapped,
	       (unsigned long long)stats->early);
	/* Kernel-mode NEON may have taken a few. */
	tap_ok(sum(counts->hist[RESIDENT]) == saves && saves <= states && saves >= states * 9 / 10,
	       "%s: resident and guest_save, %llu, for each state, %llu", name,
	       (unsigned long long)saves, (unsigned long long)states);
	for (int phase = 0; phase < NR_PHASES; phase++)
		tap_many(fits(counts->hist[phase], seconds), "%s: %s took longer than the test",
			 name, phases[phase]);
	tap_ok(!tap_many_bad(), "%s: no phase took longer than the test", name);
}

/* Run a guest, and add what it counted to @all. */
static void try_guest(const char *name, enum guest_kind kind, unsigned int vq, struct counts *all)
{
	struct counts counts = { 0 };
	struct vcpu_fp_stats stats;
	double begin = clock_seconds();
	struct guest guest;
	struct vcpu vcpu;

	start_guest(&vcpu, &guest, kind, vq);
	run_steps(&guest, STEPS);
	add_counts(&vcpu, &counts);
	add_counts(&vcpu, all);
	if (vcpu_fp_stats(&vcpu, &stats))
		tap_bail("%s", vcpu.msg);
	check_counts(name, &counts, &guest, &stats, clock_seconds() - begin);
	if (kind != GUEST_NONE)
		tap_ok(stats.trapped + stats.early >= STEPS / 2, "%s: the guest used FP", name);
	usleep(linger_us);
	free_vcpu(&vcpu);
	usleep(linger_us);
}

static void try_guests(struct counts *all)
{
	memset(all, 0, sizeof(*all));
	if (guest_max)
		try_guest("SVE", GUEST_SVE, mask_max(guest_max), all);
	try_guest("FPSIMD", GUEST_FPSIMD, 0, all);
	try_guest("no FP", GUEST_NONE, 0, all);
}

static void check_off(void)
{
	struct counts counts = { 0 };
	struct guest guest;
	struct vcpu vcpu;

	write_text(FP_HISTOGRAMS_FILE, "N");
	start_guest(&vcpu, &guest, GUEST_FPSIMD, 0);
	run_steps(&guest, STEPS);
	add_counts(&vcpu, &counts);
	for (int phase = 0; phase < NR_PHASES; phase++)
		tap_ok(!sum(counts.hist[phase]), "off: no %s is counted", phases[phase]);
	free_vcpu(&vcpu);
}

static atomic_bool done;

static void *switch_knob(void *arg)
{
	unsigned long *times = arg;

	while (!atomic_load(&done)) {
		write_text(FP_HISTOGRAMS_FILE, ++*times & 1 ? "Y" : "N");
		usleep(1000);
	}
	return NULL;
}

/* Its guest compares every register at each step. */
static void check_switching(void)
{
	struct counts counts = { 0 };
	struct vcpu_fp_stats stats;
	unsigned long times = 0;
	struct guest guest;
	struct vcpu vcpu;
	pthread_t thread;

	start_guest(&vcpu, &guest, guest_max ? GUEST_SVE : GUEST_FPSIMD, mask_max(guest_max));
	if (pthread_create(&thread, NULL, switch_knob, &times))
		tap_bail("pthread_create");
	run_steps(&guest, SWITCHED_STEPS);
	atomic_store(&done, true);
	pthread_join(thread, NULL);
	add_counts(&vcpu, &counts);
	if (vcpu_fp_stats(&vcpu, &stats))
		tap_bail("%s", vcpu.msg);
	tap_ok(times > 10, "switched %lu times under a guest, whose registers are right", times);
	tap_ok(sum(counts.hist[HOST_SAVE]) > 0 &&
		       sum(counts.hist[GUEST_RESTORE]) <= stats.trapped + stats.early &&
		       sum(counts.hist[RESIDENT]) == sum(counts.hist[GUEST_SAVE]),
	       "what is counted is whole: loads %llu, restores %llu of %llu",
	       (unsigned long long)sum(counts.hist[HOST_SAVE]),
	       (unsigned long long)sum(counts.hist[GUEST_RESTORE]),
	       (unsigned long long)(stats.trapped + stats.early));
	free_vcpu(&vcpu);
}

/* Add lat's slots to @counts, as buckets: slot 0, of 0 and 1 ns, goes to bucket 1. */
static void add_slots(const json_t *lat, struct counts *counts)
{
	const json_t *row, *slot;
	size_t i, j;

	json_array_foreach(json_object_get(lat, "rows"), i, row) {
		for (int phase = 0; phase < NR_PHASES; phase++) {
			const json_t *of = json_object_get(json_object_get(row, "phases"),
							   phases[phase]);

			json_array_foreach(json_object_get(of, "slots"), j, slot) {
				uint64_t from = json_int(slot, "from");
				int bucket = from ? 64 - __builtin_clzll(from) : 1;

				counts->hist[phase][bucket] += json_int(slot, "count");
			}
		}
	}
}

/* The two first buckets are one slot. */
static bool same_hist(const uint64_t *a, const uint64_t *b)
{
	bool same = a[0] + a[1] == b[0] + b[1];

	for (int i = 2; i < KVM_STATS_VALUES; i++)
		same = same && a[i] == b[i];
	return same;
}

/* The guests while lat watches with @options. @times: its slots are comparable too. */
static void check_lat(const char *name, const char *options, bool times)
{
	struct counts own, seen = { 0 };
	char all_options[64];
	struct lat_watch lat;
	json_t *json;

	snprintf(all_options, sizeof(all_options), "%s -p %d", options, getpid());
	lat_begin(&lat, all_options);
	try_guests(&own);
	json = lat_end(&lat);
	if (!json)
		return;
	add_slots(json, &seen);
	for (int phase = 0; phase < NR_PHASES; phase++) {
		tap_ok(sum(own.hist[phase]) == sum(seen.hist[phase]), "%s: %s as often, %llu and %llu",
		       name, phases[phase], (unsigned long long)sum(own.hist[phase]),
		       (unsigned long long)sum(seen.hist[phase]));
		if (times)
			tap_ok(same_hist(own.hist[phase], seen.hist[phase]),
			       "%s: %s with the same times", name, phases[phase]);
	}
	json_decref(json);
}

int main(void)
{
	struct host host;
	bool module = !access("/sys/module/kvm_sve", F_OK);
	struct counts all;

	host_read(&host, 0);
	guest_max = kvm_guest_max();
	pin_to(CPU);
	check_off();
	write_text(FP_HISTOGRAMS_FILE, "Y");
	try_guests(&all);
	linger_us = LINGER_US;
	check_lat("lat --stats", "--stats", true);
	linger_us = 0;
	if (module)
		check_lat("lat", "", host.cntfrq == NS);
	check_switching();
	write_text(FP_HISTOGRAMS_FILE, "N");
	return tap_end();
}
