// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest sees of its set: for every settable set and every value of
 * ZCR_EL1.LEN its own RDVL, and its registers through exits at full width.
 */
#include "guest.h"
#include "tap.h"
#include "vls_test.h"

#define LENS 16	 /* values of ZCR_EL1.LEN */
#define STEPS 40 /* more than the 33 that take FFR through all lengths of VQ 2 */

static struct vls_host host;

static unsigned int mask_floor(uint64_t mask, unsigned int vq)
{
	return mask_max(mask_upto(mask, vq));
}

static void check_start(struct vcpu *vcpu, struct guest *guest, uint64_t mask, unsigned int len)
{
	unsigned int want = mask_floor(mask, len + 1) * 16;

	if (guest_start(guest, vcpu, GUEST_SVE, len))
		tap_many(false, "set %#llx, LEN %u: %s", (unsigned long long)mask, len, guest->msg);
	else
		tap_many(guest->rdvl == want, "set %#llx, LEN %u: RDVL %llu, not %u",
			 (unsigned long long)mask, len, (unsigned long long)guest->rdvl, want);
}

/* @early: SET before FINALIZE, else after. */
static void test_set(uint64_t mask, bool early)
{
	struct vcpu vcpu;
	struct guest guest;
	unsigned int len, i;

	new_vcpu(&vcpu, true);
	if (early)
		tap_many(!set_mask(&vcpu, 0, mask).err, "SET before FINALIZE");
	must_finalize(&vcpu);
	if (!early)
		tap_many(!set_mask(&vcpu, 0, mask).err, "SET after FINALIZE");

	for (len = 0; len < LENS; len++)
		check_start(&vcpu, &guest, mask, len);
	for (i = 0; i < STEPS; i++)
		if (guest_step(&guest)) {
			tap_many(false, "%s", guest.msg);
			break;
		}
	tap_many(!set_mask(&vcpu, 0, mask).err && has_mask(&vcpu, mask), "the set after the run");
	tap_ok(!tap_many_bad(), "VQ %u, SET %s FINALIZE: the guest finds exactly that set",
	       mask_max(mask), early ? "before" : "after");
	free_vcpu(&vcpu);
}

/* Grown and shrunk before the run: the guest sees the last one. */
static void test_changes(void)
{
	uint64_t full = host.guest_max;
	struct vcpu vcpu;
	struct guest guest;
	unsigned int max, len;

	new_vcpu(&vcpu, true);
	must_finalize(&vcpu);
	for (max = 1; max <= host.max_vq; max++) {
		tap_many(!set_mask(&vcpu, 0, mask_upto(full, max)).err, "SET up to VQ %u", max);
		tap_many(!set_mask(&vcpu, 0, mask_upto(full, 1)).err, "SET back to VQ 1");
	}
	for (len = 0; len < LENS; len++)
		check_start(&vcpu, &guest, mask_upto(full, 1), len);
	tap_ok(!tap_many_bad(), "after %u changes the guest sees the last set", 2 * host.max_vq);
	free_vcpu(&vcpu);
}

int main(void)
{
	unsigned int vq;

	learn_host(&host);
	for (vq = 1; vq <= host.max_vq; vq++) {
		if (!(host.guest_max & VQ_BIT(vq)))
			continue;
		test_set(mask_upto(host.guest_max, vq), true);
		test_set(mask_upto(host.guest_max, vq), false);
	}
	test_changes();
	return tap_end();
}
