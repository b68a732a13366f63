// SPDX-License-Identifier: GPL-2.0
/*
 * KVM_ARM_VCPU_{GET,SET}_SVE_VLS as the errno table has them: every subset of
 * VQ 1..6 and every set near a settable one against a model, each way to call
 * them wrongly, the order of the checks, ONE_REG as the second view, and the
 * capability. What a guest sees and what becomes of registers: vls_guest,
 * vls_state.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tap.h"
#include "vls_test.h"

#define SMALL_VQS 6 /* all 2^6 subsets of VQ 1..6 */

static struct vls_host host;

/* Ask for @mask, by TRY and for real; @old is what the vcpu has and keeps if refused. */
static uint64_t try_and_set(struct vcpu *vcpu, uint64_t old, uint64_t mask)
{
	struct kvm_arm_sve_vls asked = { .flags = KVM_ARM_SVE_VLS_TRY, .vqs = { mask } };
	struct kvm_arm_sve_vls arg = asked;
	struct answer want = model_set(&host, mask), got;

	got = call_set(vcpu, &arg);
	tap_many(same_answer(got, want), "TRY %#llx: %s, not %s", (unsigned long long)mask,
		 answer_text(got), answer_text(want));
	tap_many(has_mask(vcpu, old), "TRY %#llx changed the set", (unsigned long long)mask);

	asked.flags = 0;
	arg = asked;
	got = call_set(vcpu, &arg);
	tap_many(same_answer(got, want), "SET %#llx: %s, not %s", (unsigned long long)mask,
		 answer_text(got), answer_text(want));
	tap_many(result_fields_ok(&arg, &asked), "SET %#llx: flags, max_vq or vqs are wrong",
		 (unsigned long long)mask);
	if (!got.err)
		old = mask;
	tap_many(has_mask(vcpu, old), "after SET %#llx: %s", (unsigned long long)mask,
		 answer_text(got));
	return old;
}

/* Each prefix of the guest maximum, itself and with each one bit the other way. */
static void test_subsets(bool finalized)
{
	const char *when = finalized ? "after" : "before";
	unsigned int vq, max;
	struct vcpu vcpu;
	uint64_t have = host.guest_max, mask;

	new_vcpu(&vcpu, true);
	if (finalized)
		must_finalize(&vcpu);
	tap_ok(has_mask(&vcpu, have), "a new vcpu has the guest maximum, %s FINALIZE", when);

	for (mask = 0; mask < 1ULL << SMALL_VQS; mask++)
		have = try_and_set(&vcpu, have, mask);
	tap_ok(!tap_many_bad(), "every subset of VQ 1..%u as the model says, %s FINALIZE",
	       SMALL_VQS, when);

	for (max = 1; max <= host.max_vq; max++) {
		mask = mask_upto(host.guest_max, max);
		have = try_and_set(&vcpu, have, mask);
		for (vq = 1; vq <= 64; vq++)
			have = try_and_set(&vcpu, have, mask ^ VQ_BIT(vq));
	}
	tap_ok(!tap_many_bad(), "each settable set, and with one VL off, %s FINALIZE", when);
	free_vcpu(&vcpu);
}

/* VQs that do not fit the first word. */
static void test_high_vqs(void)
{
	unsigned int vq;
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	for (vq = 65; vq <= VLS_VQ_MAX; vq++) {
		struct kvm_arm_sve_vls arg = { .vqs = { host.guest_max } };
		struct answer got, want = { EINVAL, KVM_ARM_SVE_VLS_R_UNSUPPORTED, vq };

		arg.vqs[(vq - 1) / 64] |= 1ULL << (vq - 1) % 64;
		got = call_set(&vcpu, &arg);
		tap_many(same_answer(got, want) && arg.max_vq == vq, "VQ %u: %s, max_vq %u", vq,
			 answer_text(got), arg.max_vq);
	}
	tap_ok(!tap_many_bad() && has_mask(&vcpu, host.guest_max), "VQ 65..512: UNSUPPORTED");
	free_vcpu(&vcpu);
}

static void test_round_trip(void)
{
	struct kvm_arm_sve_vls arg, before;
	unsigned int max;
	struct vcpu vcpu, other;

	new_vcpu(&vcpu, true);
	new_vcpu(&other, true);
	for (max = 1; max <= host.max_vq; max++) {
		uint64_t mask = mask_upto(host.guest_max, max);

		memset(&arg, 0, sizeof(arg));
		arg.reason = 99;
		arg.bad_vq = 98;
		arg.max_vq = 97;
		tap_many(!set_mask(&vcpu, 0, mask).err, "SET for max VQ %u", max);
		tap_many(!call_get(&vcpu, 0, &arg).err && !arg.flags && !arg.reason && !arg.bad_vq,
			 "GET for max VQ %u", max);
		before = arg;
		arg.reason = KVM_ARM_SVE_VLS_R_STATE;
		arg.bad_vq = 3;
		arg.max_vq = 1;
		tap_many(!call_set(&other, &arg).err && has_mask(&other, mask) &&
				 !memcmp(&arg, &before, sizeof(arg)),
			 "SET of a GET for max VQ %u", max);
	}
	tap_ok(!tap_many_bad(),
	       "a GET's result is accepted by SET as it is; reason, bad_vq, max_vq are ignored");
	free_vcpu(&other);
	free_vcpu(&vcpu);
}

static void test_bad_args(void)
{
	const struct answer bad = { EINVAL, KVM_ARM_SVE_VLS_R_BAD_ARG, 0 };
	struct vcpu vcpu;
	unsigned int bit;

	new_vcpu(&vcpu, true);
	for (bit = 0; bit < 32; bit++) {
		struct kvm_arm_sve_vls get = { 0 };
		uint32_t flag = 1U << bit;

		if (flag != KVM_ARM_SVE_VLS_GUEST_MAX)
			tap_many(same_answer(call_get(&vcpu, flag, &get), bad), "GET flag %#x",
				 flag);
		if (flag != KVM_ARM_SVE_VLS_TRY)
			tap_many(same_answer(set_mask(&vcpu, flag, 1), bad), "SET flag %#x", flag);
	}
	tap_ok(!tap_many_bad(), "each flag that a call does not have: BAD_ARG");

	for (bit = 0; bit < 32 + 2 * 64; bit++) {
		struct kvm_arm_sve_vls get = { 0 }, set;

		if (bit < 32)
			get.reserved0 = 1U << bit;
		else
			get.reserved[(bit - 32) / 64] = 1ULL << (bit - 32) % 64;
		set = get;
		set.vqs[0] = 1;
		tap_many(same_answer(call_get(&vcpu, 0, &get), bad), "GET, reserved bit %u", bit);
		tap_many(same_answer(call_set(&vcpu, &set), bad), "SET, reserved bit %u", bit);
	}
	tap_ok(!tap_many_bad(), "each bit of each reserved field: BAD_ARG");
	tap_ok(has_mask(&vcpu, host.guest_max), "and nothing changed");
	free_vcpu(&vcpu);
}

static int errno_of(const struct vcpu *vcpu, unsigned long call, void *arg)
{
	return ioctl(vcpu->fd, call, arg) ? errno : 0;
}

static void test_fault(void)
{
	long page = sysconf(_SC_PAGESIZE);
	struct kvm_arm_sve_vls *arg;
	struct vcpu vcpu;
	void *across;
	char *map;

	map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED)
		tap_bail("mmap");
	arg = (void *)map;
	munmap(map + page, page);
	across = map + page - sizeof(*arg) + 8;

	raw_vcpu(&vcpu);
	tap_ok(errno_of(&vcpu, KVM_ARM_VCPU_SET_SVE_VLS, NULL) == EFAULT &&
		       errno_of(&vcpu, KVM_ARM_VCPU_GET_SVE_VLS, NULL) == EFAULT,
	       "NULL is EFAULT, even before INIT");
	if (vcpu_init(&vcpu, true))
		tap_bail("%s", vcpu.msg);
	tap_ok(errno_of(&vcpu, KVM_ARM_VCPU_SET_SVE_VLS, map + page) == EFAULT &&
		       errno_of(&vcpu, KVM_ARM_VCPU_GET_SVE_VLS, map + page) == EFAULT,
	       "an unmapped struct is EFAULT");
	tap_ok(errno_of(&vcpu, KVM_ARM_VCPU_SET_SVE_VLS, across) == EFAULT &&
		       errno_of(&vcpu, KVM_ARM_VCPU_GET_SVE_VLS, across) == EFAULT,
	       "a struct that is half there is EFAULT");

	*arg = (struct kvm_arm_sve_vls){ .vqs = { 1 } };
	mprotect(map, page, PROT_READ);
	tap_ok(errno_of(&vcpu, KVM_ARM_VCPU_SET_SVE_VLS, arg) == EFAULT &&
		       errno_of(&vcpu, KVM_ARM_VCPU_GET_SVE_VLS, arg) == EFAULT,
	       "a struct that cannot be written is EFAULT");
	tap_ok(has_mask(&vcpu, host.guest_max), "and none of these changed the set");
	free_vcpu(&vcpu);
	munmap(map, page);
}

/* Both calls on @vcpu, with all that could be wrong after what must be told first. */
static void test_order_of(struct vcpu *vcpu, struct answer want, const char *what)
{
	struct kvm_arm_sve_vls get = { .reserved0 = 1 }, set = { .flags = 1U << 31 };

	tap_ok(same_answer(call_get(vcpu, 1U << 31, &get), want) &&
		       same_answer(call_set(vcpu, &set), want) &&
		       same_answer(set_mask(vcpu, 0, 1), want) &&
		       same_answer(set_mask(vcpu, KVM_ARM_SVE_VLS_TRY, 1), want),
	       "%s: %s", what, answer_text(want));
}

static void test_order(void)
{
	struct kvm_arm_sve_vls empty = { .reserved = { 0, 1 } };
	uint64_t above = VQ_BIT(64);
	struct vcpu vcpu;

	raw_vcpu(&vcpu);
	test_order_of(&vcpu, (struct answer){ ENOEXEC, 0, 0 }, "before INIT, whatever else");
	if (vcpu_init(&vcpu, false))
		tap_bail("%s", vcpu.msg);
	test_order_of(&vcpu, (struct answer){ ENOENT, KVM_ARM_SVE_VLS_R_NO_SVE, 0 },
		      "without SVE, whatever else");
	free_vcpu(&vcpu);

	new_vcpu(&vcpu, true);
	tap_ok(call_set(&vcpu, &empty).reason == KVM_ARM_SVE_VLS_R_BAD_ARG,
	       "BAD_ARG comes before EMPTY");
	tap_ok(same_answer(set_mask(&vcpu, 0, above), model_set(&host, above)) &&
		       model_set(&host, above).reason == KVM_ARM_SVE_VLS_R_UNSUPPORTED,
	       "UNSUPPORTED comes before UNMASKABLE");
	free_vcpu(&vcpu);
}

/* After the first run: the same set is a check, another is RAN, a wrong one is told first. */
static void test_after_run(void)
{
	const struct answer ran = { EBUSY, KVM_ARM_SVE_VLS_R_RAN, 0 };
	uint64_t small = mask_upto(host.guest_max, 1), full = host.guest_max;
	uint64_t above = full | VQ_BIT(64);
	bool one = small == full; /* the host has VQ 1 alone */
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	must_finalize(&vcpu);
	tap_ok(!run_immediately(&vcpu), "KVM_RUN with immediate_exit");
	tap_ok(!set_mask(&vcpu, 0, full).err && !set_mask(&vcpu, KVM_ARM_SVE_VLS_TRY, full).err,
	       "after it the identical set gives 0");
	if (one)
		tap_skip("this host has one VL", "after it another set is RAN");
	else
		tap_ok(same_answer(set_mask(&vcpu, 0, small), ran) &&
			       same_answer(set_mask(&vcpu, KVM_ARM_SVE_VLS_TRY, small), ran),
		       "after it another set is RAN");
	tap_ok(same_answer(set_mask(&vcpu, 0, above), model_set(&host, above)) &&
		       same_answer(set_mask(&vcpu, 0, 0), model_set(&host, 0)),
	       "after it an impossible set is told as such");

	if (vcpu_init(&vcpu, true))
		tap_bail("%s", vcpu.msg);
	tap_ok(one || same_answer(set_mask(&vcpu, 0, small), ran), "another INIT does not undo it");
	tap_ok(has_mask(&vcpu, full), "and the set is what it was");
	free_vcpu(&vcpu);
}

static int write_vls_reg(struct vcpu *vcpu, uint64_t mask)
{
	uint64_t reg[KVM_ARM_SVE_VLS_WORDS] = { mask };

	return vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, reg);
}

static void test_one_reg(void)
{
	uint64_t small = mask_upto(host.guest_max, 1), full = host.guest_max;
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	tap_ok(!write_vls_reg(&vcpu, small) && has_mask(&vcpu, small),
	       "GET sees what ONE_REG wrote");
	tap_ok(!set_mask(&vcpu, 0, full).err && has_mask(&vcpu, full),
	       "ONE_REG sees what SET wrote");
	tap_ok(!set_mask(&vcpu, 0, small).err && !vcpu_init(&vcpu, true) && has_mask(&vcpu, small),
	       "a set made by SET survives another INIT");
	tap_ok(!write_vls_reg(&vcpu, small) && !vcpu_init(&vcpu, true) && has_mask(&vcpu, full),
	       "one written by ONE_REG does not");

	must_finalize(&vcpu);
	tap_ok(write_vls_reg(&vcpu, full) == -EPERM && write_vls_reg(&vcpu, small) == -EPERM,
	       "ONE_REG after FINALIZE is EPERM, the same set too");
	tap_ok(!set_mask(&vcpu, 0, small).err && has_mask(&vcpu, small),
	       "SET after FINALIZE works");
	tap_ok(!vcpu_init(&vcpu, true) && has_mask(&vcpu, small), "and survives another INIT");
	free_vcpu(&vcpu);
}

static int enable(struct vm *to, uint32_t flags, const uint64_t *args)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_ARM_SVE_VLS, .flags = flags };

	memcpy(cap.args, args, sizeof(cap.args));
	return ioctl(to->fd, KVM_ENABLE_CAP, &cap) ? errno : 0;
}

static bool enable_refused(struct vm *to, unsigned int arg, uint64_t val, uint32_t flags)
{
	uint64_t args[4] = { 0 };

	args[arg] = val;
	return enable(to, flags, args) == EINVAL;
}

static void test_enable_cap(void)
{
	const uint64_t on[4] = { KVM_ARM_SVE_VLS_REPLAY }, off[4] = { 0 };
	uint64_t small = mask_upto(host.guest_max, 1), full = host.guest_max;
	struct vm other;
	struct vcpu vcpu;

	if (vm_open(&other, 1))
		tap_bail("%s", other.msg);
	tap_ok(ioctl(other.kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_SVE_VLS) == 1 &&
		       ioctl(other.fd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_SVE_VLS) == 1,
	       "the capability is 1 on /dev/kvm and on a VM");
	tap_ok(enable_refused(&other, 0, 2, 0) && enable_refused(&other, 0, 1ULL << 63, 0) &&
		       enable_refused(&other, 1, 1, 0) && enable_refused(&other, 2, 1, 0) &&
		       enable_refused(&other, 3, 1, 0) && enable_refused(&other, 0, 1, 1),
	       "ENABLE_CAP: unknown bits, flags and other arguments are EINVAL");
	tap_ok(!enable(&other, 0, on) && !enable(&other, 0, off) && !enable(&other, 0, on),
	       "REPLAY goes on, off and on again");

	if (vcpu_create(&vcpu, &other, 0) || vcpu_init(&vcpu, true))
		tap_bail("%s", vcpu.msg);
	tap_ok(enable(&other, 0, on) == EBUSY && enable(&other, 0, off) == EBUSY,
	       "ENABLE_CAP on a VM with a vcpu is EBUSY");
	must_finalize(&vcpu);
	tap_ok(!write_vls_reg(&vcpu, full) && has_mask(&vcpu, full),
	       "with REPLAY, ONE_REG of the identical set after FINALIZE is 0");
	if (small == full)
		tap_skip("this host has one VL", "and of another still EPERM");
	else
		tap_ok(write_vls_reg(&vcpu, small) == -EPERM && has_mask(&vcpu, full),
		       "and of another still EPERM");
	vcpu_close(&vcpu);
	vm_close(&other);
}

static void test_guest_max(void)
{
	struct kvm_arm_sve_vls arg = { 0 };
	struct vcpu vcpu;

	tap_ok(host.guest_max == mask_upto(host.vls, host.max_vq),
	       "the guest maximum is the host set up to VQ %u", host.max_vq);
	new_vcpu(&vcpu, true);
	set_mask(&vcpu, 0, mask_upto(host.guest_max, 1));
	tap_ok(!call_get(&vcpu, KVM_ARM_SVE_VLS_GUEST_MAX, &arg).err && !arg.flags &&
		       arg.vqs[0] == host.guest_max && arg.max_vq == host.max_vq,
	       "GUEST_MAX is the guest maximum, not the vcpu's set");
	free_vcpu(&vcpu);
}

int main(void)
{
	learn_host(&host);
	test_guest_max();
	test_subsets(false);
	test_subsets(true);
	test_high_vqs();
	test_round_trip();
	test_bad_args();
	test_fault();
	test_order();
	test_after_run();
	test_one_reg();
	test_enable_cap();
	return tap_end();
}
