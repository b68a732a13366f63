// SPDX-License-Identifier: GPL-2.0
/*
 * lat_load [STEPS]: under load the counts of "kvm-sve lat" equal KVM's own. Four
 * vcpus of different kinds run on all CPUs as fast as these let them, so that the
 * scheduler moves and preempts them; fpsimd_restores of each one's statistics must
 * be what lat adds up, by each way of counting, and nothing be missed.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "lat_watch.h"
#include "tap.h"
#include "vls_test.h"

#define STEPS 500 /* of each guest, for each way of counting */
#define VCPUS 4

struct load {
	pthread_t thread;
	struct vcpu vcpu;
	struct guest guest;
	unsigned int steps;
	uint64_t restores; /* by its statistics, before */
	int err;
};

static struct load loads[VCPUS];

static uint64_t restores_of(struct load *load)
{
	struct vcpu_fp_stats stats;

	if (vcpu_fp_stats(&load->vcpu, &stats))
		tap_bail("%s", load->vcpu.msg);
	return stats.trapped + stats.early;
}

static void load_init(struct load *load, enum guest_kind kind, unsigned int vq, uint64_t guest_max)
{
	const struct vls set = { { vq ? mask_upto(guest_max, vq) : 0 } };

	new_vcpu(&load->vcpu, vq);
	if (vq && vcpu_set_vls(&load->vcpu, &set))
		tap_bail("%s", load->vcpu.msg);
	must_finalize(&load->vcpu);
	if (guest_start(&load->guest, &load->vcpu, kind, VLS_VQ_ARCH_MAX - 1))
		tap_bail("%s", load->guest.msg);
}

static void *run(void *arg)
{
	struct load *load = arg;
	unsigned int i;

	for (i = 0; i < load->steps && !load->err; i++)
		load->err = guest_step(&load->guest);
	return NULL;
}

static void run_all(unsigned int steps)
{
	int i;

	for (i = 0; i < VCPUS; i++) {
		loads[i].steps = steps;
		loads[i].restores = restores_of(&loads[i]);
		if (pthread_create(&loads[i].thread, NULL, run, &loads[i]))
			tap_bail("pthread_create");
	}
	for (i = 0; i < VCPUS; i++) {
		pthread_join(loads[i].thread, NULL);
		if (loads[i].err)
			tap_bail("%s", loads[i].guest.msg);
		loads[i].restores = restores_of(&loads[i]) - loads[i].restores;
	}
}

/* Restores of the rows whose @name is @value, or of all if @name is NULL. */
static int64_t restores_by(const json_t *json, const char *name, int64_t value)
{
	const json_t *row;
	int64_t sum = 0;
	size_t i;

	json_array_foreach(json_object_get(json, "rows"), i, row)
		if (!name || json_int(row, name) == value)
			sum += json_int(row, "restores");
	return sum;
}

/* The VMs were made one after the other, and their numbers grow: the @n-th is @n's. */
static int64_t vm_of(const json_t *json, int n)
{
	const json_t *row;
	int64_t vm = -1, last;
	size_t i;
	int k;

	for (k = 0; k <= n; k++) {
		last = vm;
		vm = -1;
		json_array_foreach(json_object_get(json, "rows"), i, row)
			if (json_int(row, "vm") > last && (vm < 0 || json_int(row, "vm") < vm))
				vm = json_int(row, "vm");
	}
	return vm;
}

static void check_each(const json_t *json, const char *options)
{
	int i;

	for (i = 0; i < VCPUS; i++) {
		int64_t counted = restores_by(json, "vm", vm_of(json, i));

		tap_ok(counted == (int64_t)loads[i].restores,
		       "%s: vcpu %d: %lld restores of %llu in KVM's statistics", options, i,
		       (long long)counted, (unsigned long long)loads[i].restores);
	}
}

static void test(const char *options, unsigned int steps)
{
	uint64_t restores = 0;
	struct lat_watch watch;
	json_t *json;
	int i;

	lat_begin(&watch, options);
	run_all(steps);
	json = lat_end(&watch);
	if (!json)
		return;
	for (i = 0; i < VCPUS; i++)
		restores += loads[i].restores;
	tap_ok(restores_by(json, NULL, 0) == (int64_t)restores,
	       "'%s': %lld restores of %llu in KVM's statistics", options,
	       (long long)restores_by(json, NULL, 0), (unsigned long long)restores);
	tap_ok(json_int(json, "missed") == 0, "'%s': none missed", options);
	if (!strcmp(json_string_value(json_object_get(json, "by")), "vcpu") ||
	    !strcmp(json_string_value(json_object_get(json, "by")), "vm"))
		check_each(json, options);
	json_decref(json);
}

int main(int argc, char **argv)
{
	unsigned int steps = argc > 1 ? atoi(argv[1]) : STEPS, max;
	uint64_t guest_max = kvm_guest_max();
	int i;

	max = mask_max(guest_max);
	load_init(&loads[0], GUEST_SVE, max, guest_max);
	load_init(&loads[1], GUEST_SVE, mask_ceil(guest_max, 1), guest_max);
	load_init(&loads[2], GUEST_FPSIMD, 0, guest_max);
	load_init(&loads[3], GUEST_FPSIMD, max, guest_max);

	test("", steps);
	test("--by vcpu", steps);
	test("--by vcpu --fine", steps);
	test("--by vm --linear 1000", steps);
	test("--by cpu", steps);
	test("--host-restore", steps);
	for (i = 0; i < VCPUS; i++)
		free_vcpu(&loads[i].vcpu);
	return tap_end();
}
