// SPDX-License-Identifier: GPL-2.0
/* Round trips in instructions; see trips.h. */
#include <sched.h>

#include "tap.h"
#include "trips.h"
#include "vls_test.h"

#define WARMUP 1500
#define TRIPS 1000
#define YIELD_EVERY 16
#define VQ 2

static void start(struct guest *guest, struct vcpu *vcpu, enum guest_kind kind)
{
	struct vls set;

	new_vcpu(vcpu, true);
	if (vcpu_guest_max(vcpu, &set))
		tap_bail("%s", vcpu->msg);
	set = (struct vls){ { set.vqs[0] & (VQ_BIT(1) | VQ_BIT(VQ)) } };
	if (vcpu_set_vls(vcpu, &set))
		tap_bail("%s", vcpu->msg);
	must_finalize(vcpu);
	if (guest_start(guest, vcpu, kind, VQ - 1))
		tap_bail("%s", guest->msg);
}

/* What else wants this CPU gets it between round trips, never in one. */
uint64_t trips_median(const struct icount *counter, enum guest_kind kind)
{
	static uint64_t took[TRIPS];
	struct guest guest;
	struct vcpu vcpu;
	unsigned int i;
	uint64_t from;
	int err;

	start(&guest, &vcpu, kind);
	for (i = 0; i < WARMUP + TRIPS; i++) {
		if (i % YIELD_EVERY == 0)
			sched_yield();
		from = icount_now(counter);
		err = vcpu_run_once(&vcpu);
		took[i < WARMUP ? 0 : i - WARMUP] = icount_now(counter) - from;
		if (err || guest_stepped(&guest))
			tap_bail("round trip %u: error %d, %s", i, err, guest.msg);
	}
	free_vcpu(&vcpu);
	return icount_median(took, TRIPS);
}
