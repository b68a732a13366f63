// SPDX-License-Identifier: GPL-2.0
/*
 * The tables "States" and "What survives what" of docs/abi.md, row by row: what
 * a second INIT, FINALIZE, the first run and refused calls leave of a vcpu's
 * set, of its being explicit, and of its registers.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "tap.h"
#include "vls_test.h"

#define Z31 KVM_REG_ARM64_SVE_ZREG(31, 0)

static struct vls_host host;
static uint64_t small, full;

static void init(struct vcpu *vcpu)
{
	if (vcpu_init(vcpu, true))
		tap_bail("%s", vcpu->msg);
}

static int write_vls_reg(struct vcpu *vcpu, uint64_t mask)
{
	uint64_t reg[KVM_ARM_SVE_VLS_WORDS] = { mask };

	return vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, reg);
}

/* A vcpu with the set @small by ONE_REG, which the next INIT takes back. */
static void small_by_reg(struct vcpu *vcpu)
{
	new_vcpu(vcpu, true);
	if (write_vls_reg(vcpu, small))
		tap_bail("%s", vcpu->msg);
}

static void small_by_set(struct vcpu *vcpu)
{
	new_vcpu(vcpu, true);
	if (set_mask(vcpu, 0, small).err)
		tap_bail("SET of %#llx", (unsigned long long)small);
}

static bool write_z31(struct vcpu *vcpu)
{
	uint8_t val[256] = { 0xa5 };

	return !vcpu_set_reg(vcpu, Z31, val);
}

/* The first byte of Z31 is @want, and all else of it 0. */
static bool z31_is(struct vcpu *vcpu, uint8_t want)
{
	uint8_t val[256], expected[256] = { want };

	return !vcpu_get_reg(vcpu, Z31, val) && !memcmp(val, expected, sizeof(val));
}

/* Is the set @mask after another INIT? That shows whether it was explicit. */
static bool init_leaves(struct vcpu *vcpu, uint64_t mask)
{
	init(vcpu);
	return has_mask(vcpu, mask);
}

static void test_explicit(void)
{
	struct vcpu vcpu;

	small_by_reg(&vcpu);
	tap_ok(init_leaves(&vcpu, full), "INIT takes back a set by ONE_REG");
	free_vcpu(&vcpu);

	small_by_reg(&vcpu);
	tap_ok(!set_mask(&vcpu, 0, small).err && init_leaves(&vcpu, small),
	       "SET of the set that a vcpu has makes it explicit");
	free_vcpu(&vcpu);

	small_by_reg(&vcpu);
	tap_ok(!set_mask(&vcpu, KVM_ARM_SVE_VLS_TRY, small).err && init_leaves(&vcpu, full),
	       "TRY of it does not");
	free_vcpu(&vcpu);

	small_by_reg(&vcpu);
	tap_ok(set_mask(&vcpu, 0, VQ_BIT(64)).err && init_leaves(&vcpu, full),
	       "nor does a SET that is refused");
	free_vcpu(&vcpu);

	small_by_set(&vcpu);
	tap_ok(write_vls_reg(&vcpu, 0) == -EINVAL && init_leaves(&vcpu, small),
	       "a write of ONE_REG that is refused leaves a set explicit");
	tap_ok(!write_vls_reg(&vcpu, small) && init_leaves(&vcpu, full), "one that works does not");
	free_vcpu(&vcpu);
}

static int reg_list(struct vcpu *vcpu)
{
	struct kvm_reg_list list = { .n = 0 };

	return ioctl(vcpu->fd, KVM_GET_REG_LIST, &list) ? errno : 0;
}

static void test_before_finalize(void)
{
	struct vcpu vcpu;
	uint8_t val[256];

	new_vcpu(&vcpu, true);
	tap_ok(vcpu_get_reg(&vcpu, Z31, val) == -EPERM && !write_z31(&vcpu) &&
		       reg_list(&vcpu) == EPERM && run_immediately(&vcpu) == -EPERM,
	       "before FINALIZE: no SVE register, no list, no run");
	tap_ok(!set_mask(&vcpu, 0, small).err && has_mask(&vcpu, small),
	       "and that KVM_RUN was no first run");
	must_finalize(&vcpu);
	tap_ok(reg_list(&vcpu) == E2BIG && z31_is(&vcpu, 0), "after it they are there, and 0");
	free_vcpu(&vcpu);
}

/* FINALIZE keeps a set however it was made; so does INIT after that, which clears registers. */
static void test_finalized(void (*make)(struct vcpu *), const char *how)
{
	struct vcpu vcpu;

	make(&vcpu);
	must_finalize(&vcpu);
	tap_ok(has_mask(&vcpu, small), "FINALIZE keeps a set by %s", how);
	tap_ok(write_z31(&vcpu) && z31_is(&vcpu, 0xa5), "a register is written");
	tap_ok(write_vls_reg(&vcpu, full) == -EPERM && set_mask(&vcpu, 0, VQ_BIT(64)).err &&
		       !set_mask(&vcpu, KVM_ARM_SVE_VLS_TRY, full).err && has_mask(&vcpu, small) &&
		       z31_is(&vcpu, 0xa5),
	       "ONE_REG, a refused SET and TRY change neither");
	tap_ok(!set_mask(&vcpu, 0, full).err && z31_is(&vcpu, 0xa5) &&
		       !set_mask(&vcpu, 0, small).err && z31_is(&vcpu, 0xa5),
	       "SET carries it over");
	tap_ok(init_leaves(&vcpu, small) && z31_is(&vcpu, 0), "INIT keeps the set and clears it");
	free_vcpu(&vcpu);
}

/* The same for a set by ONE_REG that no SET ever touched. */
static void test_one_reg_finalized(void)
{
	struct vcpu vcpu;

	small_by_reg(&vcpu);
	must_finalize(&vcpu);
	tap_ok(init_leaves(&vcpu, small), "INIT after FINALIZE keeps a set by ONE_REG");
	tap_ok(!run_immediately(&vcpu) && write_z31(&vcpu), "the first run");
	tap_ok(init_leaves(&vcpu, small) && z31_is(&vcpu, 0) &&
		       set_mask(&vcpu, 0, full).err == EBUSY,
	       "INIT after it keeps the set, clears registers, and is no way back");
	free_vcpu(&vcpu);
}

/* flags is 0 on return, so a struct that was a TRY is a SET the next time. */
static void test_flags(void)
{
	struct kvm_arm_sve_vls arg = { .flags = KVM_ARM_SVE_VLS_TRY, .vqs = { small } };
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	tap_ok(!call_set(&vcpu, &arg).err && has_mask(&vcpu, full) && !call_set(&vcpu, &arg).err &&
		       has_mask(&vcpu, small),
	       "a struct that was a TRY is a SET the next time");
	free_vcpu(&vcpu);
}

int main(void)
{
	learn_host(&host);
	small = mask_upto(host.guest_max, 1);
	full = host.guest_max;
	if (small == full)
		tap_skip_all("this host has one VL");
	test_explicit();
	test_before_finalize();
	test_finalized(small_by_reg, "ONE_REG");
	test_finalized(small_by_set, "SET");
	test_one_reg_finalized();
	test_flags();
	return tap_end();
}
