// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_ARM_VCPU_SET_SVE_VLS while another thread works against it: lets the vcpu
 * run for the first time, runs its guest, or takes the memory of the struct
 * away. The answer is one of the errno table, and the set is what it says.
 */
#include <errno.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest.h"
#include "tap.h"
#include "vls_test.h"

#define FIRST_RUNS 100	  /* vcpus that first run while another thread sets */
#define GUEST_STEPS 2000  /* exits of a guest while another thread sets */
#define FAULT_ROUNDS 4000 /* SETs while another thread takes the page away */

static struct vls_host host;
static uint64_t small, full; /* two sets; the same one where the host has one VL */
static long page;

/* --- SET against KVM_RUN */

struct race {
	struct vcpu vcpu;
	struct guest guest;
	pthread_barrier_t start;
	volatile bool done; /* by the thread that was started */
	int err;
};

static void *first_run(void *arg)
{
	struct race *race = arg;

	pthread_barrier_wait(&race->start);
	race->err = run_immediately(&race->vcpu);
	race->done = true;
	return NULL;
}

/* SET of @mask when @have is the set: 0, or RAN for another one. False: neither. */
static bool set_beside_run(struct vcpu *vcpu, uint64_t *have, uint64_t mask, bool *ran)
{
	const struct answer is_ran = { EBUSY, KVM_ARM_SVE_VLS_R_RAN, 0 };
	struct answer got = set_mask(vcpu, 0, mask);

	if (same_answer(got, is_ran) && mask != *have) {
		*ran = true;
		return true;
	}
	/* Once one was refused as RAN, no other may be made. */
	if (got.err || (*ran && mask != *have))
		return false;
	*have = mask;
	return true;
}

static void race_first_run(struct race *race)
{
	uint64_t have = full;
	unsigned int i, more = 10;
	bool ran = false;
	pthread_t thread;

	race->done = false;
	new_vcpu(&race->vcpu, true);
	must_finalize(&race->vcpu);
	if (pthread_create(&thread, NULL, first_run, race))
		tap_bail("pthread_create");
	pthread_barrier_wait(&race->start);
	for (i = 0; more; i++) {
		more -= race->done;
		tap_many(set_beside_run(&race->vcpu, &have, i % 2 ? full : small, &ran),
			 "SET %u beside the first run, ran: %d", i, ran);
	}
	pthread_join(thread, NULL);
	tap_many(!race->err, "KVM_RUN: %d", race->err);
	tap_many(has_mask(&race->vcpu, have), "not the set that was made last");
	tap_many(ran || small == full, "never RAN");
	free_vcpu(&race->vcpu);
}

static void test_first_run(void)
{
	struct race race = { 0 };
	unsigned int i;

	pthread_barrier_init(&race.start, NULL, 2);
	for (i = 0; i < FIRST_RUNS; i++)
		race_first_run(&race);
	tap_ok(!tap_many_bad(),
	       "SET beside %d first runs: 0 before and RAN after, and never a change after",
	       FIRST_RUNS);
	pthread_barrier_destroy(&race.start);
}

static void *step_guest(void *arg)
{
	struct race *race = arg;
	unsigned int i;

	for (i = 0; i < GUEST_STEPS && !race->err; i++)
		race->err = guest_step(&race->guest);
	race->done = true;
	return NULL;
}

/* The guest compares all its registers with their patterns in each step. */
static void test_running_guest(void)
{
	struct race race = { 0 };
	unsigned long n = 0;
	uint64_t have = full;
	bool ran = true;
	pthread_t thread;

	new_vcpu(&race.vcpu, true);
	must_finalize(&race.vcpu);
	if (guest_start(&race.guest, &race.vcpu, GUEST_SVE, 0xf))
		tap_bail("%s", race.guest.msg);
	if (pthread_create(&thread, NULL, step_guest, &race))
		tap_bail("pthread_create");
	for (; !race.done; n++)
		tap_many(set_beside_run(&race.vcpu, &have, n % 2 ? full : small, &ran),
			 "SET beside a running guest");
	pthread_join(thread, NULL);
	tap_note("%lu SETs beside %llu exits", n, (unsigned long long)race.guest.exits);
	tap_ok(!tap_many_bad() && n && has_mask(&race.vcpu, full),
	       "SET beside a running guest: 0 for its set, RAN for another");
	tap_ok(!race.err, "and the guest loses no register%s%s", race.err ? ": " : "",
	       race.err ? race.guest.msg : "");
	free_vcpu(&race.vcpu);
}

/* --- SET against the memory of its struct */

struct memory {
	int fd;
	struct kvm_arm_sve_vls *arg; /* a mapping that stays, to fill the struct by */
	void *moving;		     /* another of the same page: what the kernel is given */
	volatile bool stop;
};

/* The page at @at, or anywhere if that is NULL. */
static void *map_memory(const struct memory *mem, void *at)
{
	void *map = mmap(at, page, PROT_READ | PROT_WRITE, MAP_SHARED | (at ? MAP_FIXED : 0),
			 mem->fd, 0);

	if (map == MAP_FAILED)
		tap_bail("mmap");
	return map;
}

static void *take_away(void *arg)
{
	struct memory *mem = arg;
	unsigned int i;

	for (i = 0; !mem->stop; i++) {
		if (i % 3 == 0)
			mprotect(mem->moving, page, PROT_READ);
		else if (i % 3 == 1)
			mprotect(mem->moving, page, PROT_NONE);
		else
			munmap(mem->moving, page);
		map_memory(mem, mem->moving);
	}
	return NULL;
}

/* SETs of another set each, until both answers were met, but not for ever. */
static void set_while_taken(struct vcpu *vcpu, struct memory *mem)
{
	unsigned int i, made = 0, faults = 0;
	uint64_t have = full, mask;
	int err;

	for (i = 0; i < FAULT_ROUNDS || ((!made || !faults) && i < 50 * FAULT_ROUNDS); i++) {
		mask = have == full ? small : full;
		*mem->arg = (struct kvm_arm_sve_vls){ .vqs = { mask } };
		err = ioctl(vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, mem->moving) ? errno : 0;
		made += !err;
		faults += err == EFAULT;
		tap_many(!err || err == EFAULT, "SET: errno %d", err);
		have = err ? have : mask;
		tap_many(has_mask(vcpu, have), "after errno %d", err);
	}
	tap_note("%u SETs made, %u EFAULT", made, faults);
	tap_ok(!tap_many_bad() && made && faults,
	       "SET while its memory comes and goes: made, or EFAULT and nothing changed");
}

static void test_memory(void)
{
	struct memory mem = { .fd = memfd_create("struct", 0) };
	struct vcpu vcpu;
	pthread_t thread;

	if (mem.fd < 0 || ftruncate(mem.fd, page))
		tap_bail("memfd");
	mem.arg = map_memory(&mem, NULL);
	mem.moving = map_memory(&mem, NULL);
	new_vcpu(&vcpu, true);
	must_finalize(&vcpu);
	if (pthread_create(&thread, NULL, take_away, &mem))
		tap_bail("pthread_create");
	set_while_taken(&vcpu, &mem);
	mem.stop = true;
	pthread_join(thread, NULL);
	munmap(mem.moving, page);
	munmap(mem.arg, page);
	close(mem.fd);
	free_vcpu(&vcpu);
}

int main(void)
{
	page = sysconf(_SC_PAGESIZE);
	learn_host(&host);
	small = mask_upto(host.guest_max, 1);
	full = host.guest_max;
	test_first_run();
	test_running_guest();
	test_memory();
	return tap_end();
}
