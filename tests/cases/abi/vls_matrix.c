// SPDX-License-Identifier: GPL-2.0
/*
 * Every subset of VQ 1..6, asked of a vcpu in each state (configurable,
 * finalized, run) and with each set that it can have, by TRY and by SET, against
 * the model. After each answer GET and ONE_REG must agree on the set, and a GET's
 * result given to SET as it is must be accepted and change nothing.
 */
#include <errno.h>
#include <string.h>

#include "tap.h"
#include "vls_test.h"

#define SUBSETS (1ULL << 6)

enum state { CONFIGURABLE, FINALIZED, RUN, NR_STATES };

static const char *const state_names[] = { "configurable", "finalized", "run" };

static struct vls_host host;
static unsigned int asked, accepted;

static void make_vcpu(struct vcpu *vcpu, enum state state, uint64_t have)
{
	new_vcpu(vcpu, true);
	if (set_mask(vcpu, 0, have).err)
		tap_bail("SET of %#llx", (unsigned long long)have);
	if (state >= FINALIZED)
		must_finalize(vcpu);
	if (state >= RUN && run_immediately(vcpu))
		tap_bail("KVM_RUN");
}

static struct answer model(enum state state, uint64_t have, uint64_t want)
{
	struct answer answer = model_set(&host, want);

	if (!answer.err && state == RUN && want != have)
		answer = (struct answer){ EBUSY, KVM_ARM_SVE_VLS_R_RAN, 0 };
	return answer;
}

/* GET's result is a replay that is always accepted. */
static bool replays(struct vcpu *vcpu, uint64_t mask)
{
	struct kvm_arm_sve_vls arg = { 0 };

	return !call_get(vcpu, 0, &arg).err && !call_set(vcpu, &arg).err && has_mask(vcpu, mask);
}

/* Ask, check, and bring back @have if it changed. */
static void ask(struct vcpu *vcpu, enum state state, uint64_t have, uint64_t want)
{
	struct answer expected = model(state, have, want), tried, got;
	uint64_t now;

	tried = set_mask(vcpu, KVM_ARM_SVE_VLS_TRY, want);
	tap_many(same_answer(tried, expected) && has_mask(vcpu, have),
		 "%s with %#llx: TRY %#llx is %s, not %s", state_names[state],
		 (unsigned long long)have, (unsigned long long)want, answer_text(tried),
		 answer_text(expected));
	got = set_mask(vcpu, 0, want);
	now = expected.err ? have : want;
	tap_many(same_answer(got, expected) && has_mask(vcpu, now) && replays(vcpu, now),
		 "%s with %#llx: SET %#llx is %s, not %s", state_names[state],
		 (unsigned long long)have, (unsigned long long)want, answer_text(got),
		 answer_text(expected));
	asked++;
	accepted += !expected.err;
	if (now != have && set_mask(vcpu, 0, have).err)
		tap_bail("SET of %#llx again", (unsigned long long)have);
}

static void test_state(enum state state)
{
	uint64_t have, want;
	struct vcpu vcpu;
	unsigned int vq;

	asked = accepted = 0;
	for (vq = 1; vq <= host.max_vq; vq++) {
		if (!(host.guest_max & VQ_BIT(vq)))
			continue;
		have = mask_upto(host.guest_max, vq);
		make_vcpu(&vcpu, state, have);
		for (want = 0; want < SUBSETS; want++)
			ask(&vcpu, state, have, want);
		free_vcpu(&vcpu);
	}
	tap_ok(!tap_many_bad() && accepted, "%s: %u sets asked for, %u of them can be had",
	       state_names[state], asked, accepted);
}

int main(void)
{
	enum state state;

	learn_host(&host);
	for (state = CONFIGURABLE; state < NR_STATES; state++)
		test_state(state);
	return tap_end();
}
