// SPDX-License-Identifier: GPL-2.0
/*
 * reload [MODULE.ko]: the module comes and goes while guests run. Two vcpus,
 * one with an explicit set, check their registers and RDVL at every exit and
 * make the VL calls all along; meanwhile the module is removed and loaded 10
 * times, also just after BPF let go of its events, and cannot be removed while
 * BPF holds them.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest.h"
#include "lat_watch.h"
#include "module.h"
#include "tap.h"
#include "vls_test.h"

#define RELOADS 10
#define STEPS 50	/* of each guest in each state of the module */
#define CALL_EVERY 4	/* steps between VL calls, and between pauses */
#define PAUSE_US 1000

/* A guest on a thread of its own. */
struct runner {
	pthread_t thread;
	struct vcpu vcpu;
	struct guest guest;
	uint64_t mask;
	atomic_ulong steps;
	atomic_bool stop, failed;
	uint64_t present, absent; /* VL calls while the module was there, and not */
	char msg[VM_MSG_MAX];
};

static struct vls_host host;
static const char *module_path = MODULE_PATH;

/* SET of the set it has and GET: right, or with no module refused as any unknown call. */
static int vl_calls(struct runner *r)
{
	struct answer set = set_mask(&r->vcpu, 0, r->mask), get;
	struct kvm_arm_sve_vls arg = { 0 };
	const struct answer unknown = { EINVAL, 0, 0 };

	get = call_get(&r->vcpu, 0, &arg);
	if (!get.err && arg.vqs[0] == r->mask)
		r->present++;
	else if (same_answer(get, unknown))
		r->absent++;
	else
		return snprintf(r->msg, sizeof(r->msg), "GET: %s, set %#llx", answer_text(get),
				(unsigned long long)arg.vqs[0]);
	if (set.err && !same_answer(set, unknown))
		return snprintf(r->msg, sizeof(r->msg), "SET: %s", answer_text(set));
	return 0;
}

static void *run(void *arg)
{
	struct runner *r = arg;

	while (!atomic_load(&r->stop)) {
		if (guest_step(&r->guest)) {
			snprintf(r->msg, sizeof(r->msg), "%s", r->guest.msg);
			atomic_store(&r->failed, true);
			break;
		}
		if (r->guest.next % CALL_EVERY == 0 && vl_calls(r)) {
			atomic_store(&r->failed, true);
			break;
		}
		atomic_fetch_add(&r->steps, 1);
		/* The loader needs the CPU too: emulated, it would take ten times as long. */
		if (r->guest.next % CALL_EVERY == 0)
			usleep(PAUSE_US);
	}
	return NULL;
}

/* @mask: 0 for the default set. */
static void runner_start(struct runner *r, uint64_t mask)
{
	new_vcpu(&r->vcpu, true);
	if (mask && set_mask(&r->vcpu, 0, mask).err)
		tap_bail("SET of %#llx", (unsigned long long)mask);
	r->mask = mask ? mask : host.guest_max;
	must_finalize(&r->vcpu);
	if (guest_start(&r->guest, &r->vcpu, GUEST_SVE, 15))
		tap_bail("%s", r->guest.msg);
	if (pthread_create(&r->thread, NULL, run, r))
		tap_bail("pthread_create");
}

static void runner_end(struct runner *r, const char *what)
{
	atomic_store(&r->stop, true);
	pthread_join(r->thread, NULL);
	if (atomic_load(&r->failed))
		tap_note("%s", r->msg);
	tap_ok(!atomic_load(&r->failed) && r->guest.rdvl == mask_max(r->mask) * 16,
	       "%s (VL %u): right throughout %lu steps", what, mask_max(r->mask) * 128,
	       atomic_load(&r->steps));
	tap_ok(r->present && r->absent,
	       "%s: its VL calls met the module %llu times, none %llu times", what,
	       (unsigned long long)r->present, (unsigned long long)r->absent);
	free_vcpu(&r->vcpu);
}

/* Wait until both made STEPS more. */
static bool progress(struct runner *runners)
{
	unsigned long goal[2];
	int i, ms;

	for (i = 0; i < 2; i++)
		goal[i] = atomic_load(&runners[i].steps) + STEPS;
	for (ms = 0; ms < 30000; ms++) {
		if (atomic_load(&runners[0].failed) || atomic_load(&runners[1].failed))
			return false;
		if (atomic_load(&runners[0].steps) >= goal[0] &&
		    atomic_load(&runners[1].steps) >= goal[1])
			return true;
		usleep(1000);
	}
	return false;
}

static bool reload(struct runner *runners, const char *when)
{
	int err = module_remove_retry();

	if (!tap_ok(!err, "%s: removed%s%s", when, err ? ": " : "", err ? strerror(err) : ""))
		return false;
	tap_many(progress(runners), "no progress without the module");
	err = module_load(module_path);
	if (!tap_ok(!err, "%s: loaded%s%s", when, err ? ": " : "", err ? strerror(err) : ""))
		return false;
	tap_many(progress(runners), "no progress with the module");
	return tap_ok(!tap_many_bad(), "%s: the guests ran on without it and with it", when);
}

/* BPF holds the event "sve_switch_cycles". */
static bool reload_with_lat(struct runner *runners, const char *when)
{
	struct lat_watch lat;
	json_t *json;
	int err, i, refused = 0;

	lat_begin(&lat, "");
	for (i = 0; i < 20; i++) {
		err = module_remove();
		if (err != EAGAIN && err != EBUSY)
			break;
		refused++;
		usleep(5000);
	}
	tap_ok(refused == 20, "%s: with lat attached it cannot be removed (%s)", when,
	       err ? strerror(err) : "it was");
	tap_many(progress(runners), "no progress with lat");
	json = lat_end(&lat);
	tap_ok(json && json_int(json, "events") >= 2 * STEPS &&
		       json_int(json, "restores") >= 2 * STEPS && json_int(json, "missed") == 0,
	       "%s: lat saw both guests, %lld events", when,
	       (long long)(json ? json_int(json, "events") : 0));
	json_decref(json);
	return refused == 20 && reload(runners, when);
}

int main(int argc, char **argv)
{
	static struct runner runners[2];
	char when[64];
	int i;

	if (argc > 1)
		module_path = argv[1];
	learn_host(&host);
	runner_start(&runners[0], 0);
	runner_start(&runners[1], mask_upto(host.guest_max, (host.max_vq + 1) / 2));
	tap_ok(progress(runners), "two guests run");

	for (i = 1; i <= RELOADS; i++) {
		snprintf(when, sizeof(when), "reload %d", i);
		if (!(i % 5 ? reload(runners, when) : reload_with_lat(runners, when)))
			break;
	}
	tap_ok(i > RELOADS, "%d reloads", RELOADS);
	runner_end(&runners[0], "vcpu with the default set");
	runner_end(&runners[1], "vcpu with an explicit set");
	return tap_end();
}
