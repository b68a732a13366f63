// SPDX-License-Identifier: GPL-2.0
/*
 * lat_moved_vl: lat files a switch under the VL that KVM moved, the vcpu's maximum. The
 * guests of both vcpus leave ZCR_EL1.LEN at 0, as Linux does while nothing uses SVE:
 * one has VL 128 alone, the other all VLs of the host.
 */
#include "guest.h"
#include "lat_watch.h"
#include "tap.h"
#include "vls_test.h"

#define STEPS 100
#define VL(vq) ((vq)*128)

static void run_guest(uint64_t mask)
{
	const struct vls set = { { mask } };
	struct guest guest;
	struct vcpu vcpu;
	int i;

	new_vcpu(&vcpu, true);
	if (vcpu_set_vls(&vcpu, &set))
		tap_bail("%s", vcpu.msg);
	must_finalize(&vcpu);
	if (guest_start(&guest, &vcpu, GUEST_FPSIMD, 0))
		tap_bail("%s", guest.msg);
	for (i = 0; i < STEPS; i++)
		if (vcpu_run(&vcpu) || guest_stepped(&guest))
			tap_bail("step %d: %s %s", i, vcpu.msg, guest.msg);
	free_vcpu(&vcpu);
}

/* Events of the rows with this @vl, and with @guest_vl unless that is 0. */
static int64_t events_at(const json_t *lat, int64_t vl, int64_t guest_vl)
{
	const json_t *row;
	int64_t n = 0;
	size_t i;

	json_array_foreach(json_object_get(lat, "rows"), i, row)
		if (json_int(row, "vl") == vl &&
		    (!guest_vl || json_int(row, "guest_vl") == guest_vl))
			n += json_int(row, "events");
	return n;
}

static void check(const char *options, const struct vls_host *host, bool by_guest_vl)
{
	int64_t guest_vl = by_guest_vl ? VL(1) : 0, small, large;
	struct lat_watch watch;
	json_t *lat;

	lat_begin(&watch, options);
	run_guest(VQ_BIT(1));
	run_guest(host->guest_max);
	lat = lat_end(&watch);
	if (!lat)
		return;
	small = events_at(lat, VL(1), guest_vl);
	large = events_at(lat, VL(host->max_vq), guest_vl);
	tap_ok(small >= STEPS && small < 2 * STEPS, "lat %s: VL 128 has its own %lld events",
	       options, (long long)small);
	tap_ok(large >= STEPS && large < 2 * STEPS, "lat %s: VL %u has its own %lld", options,
	       VL(host->max_vq), (long long)large);
	tap_ok(small + large == json_int(lat, "events"), "lat %s: and there are no others", options);
	json_decref(lat);
}

int main(int argc, char **argv)
{
	struct vls_host host;

	learn_host(&host);
	if (host.max_vq == 1)
		tap_skip_all("the host has one VL");
	check("", &host, false);
	check("--by vcpu", &host, false);
	check("--by guest-vl", &host, true);
	return tap_end();
}
