// SPDX-License-Identifier: GPL-2.0
/*
 * The SVE registers of a vcpu while its set changes: growing zero-extends,
 * shrinking keeps, and a shrink that would drop one bit of any of the 32 Z, 16
 * P and FFR is refused and names the smallest maximum that would do.
 */
#include <errno.h>
#include <string.h>

#include "tap.h"
#include "vls_test.h"

#define NR_Z 32
#define NR_P 16
#define REG_MAX 256 /* bytes of a ONE_REG slice of Z; P and FFR have 32 */

static struct vls_host host;

/* Bytes of the slice of @reg. */
static unsigned int reg_size(unsigned int reg)
{
	return reg < NR_Z ? REG_MAX : REG_MAX / 8;
}

static void write_reg(struct vcpu *vcpu, unsigned int reg, const uint8_t *val)
{
	if (vcpu_set_reg(vcpu, sve_reg_id(reg), val))
		tap_bail("%s", vcpu->msg);
}

static bool reg_is(struct vcpu *vcpu, unsigned int reg, const uint8_t *want)
{
	uint8_t val[REG_MAX];

	if (vcpu_get_reg(vcpu, sve_reg_id(reg), val))
		tap_bail("%s", vcpu->msg);
	return !memcmp(val, want, reg_size(reg));
}

/* No byte of it is 0, and none is alike in another register or place. */
static void pattern(uint8_t *val, unsigned int reg, unsigned int vq)
{
	unsigned int i;

	memset(val, 0, REG_MAX);
	for (i = 0; i < vq * sve_reg_vq_bytes(reg); i++)
		val[i] = (reg * 37 + i * 11) % 255 + 1;
}

static void finalized_vcpu(struct vcpu *vcpu, uint64_t mask)
{
	new_vcpu(vcpu, true);
	if (set_mask(vcpu, 0, mask).err)
		tap_bail("SET of %#llx", (unsigned long long)mask);
	must_finalize(vcpu);
}

/* With one bit in VQ @vq of @reg: SET of @max answers as it must and changes nothing if refused. */
static void check_shrink(struct vcpu *vcpu, unsigned int reg, const uint8_t *val, unsigned int vq,
			 unsigned int max)
{
	uint64_t mask = mask_upto(host.guest_max, max);
	struct answer want = { 0 }, got, tried;

	if (max < vq)
		want = (struct answer){ EOVERFLOW, KVM_ARM_SVE_VLS_R_STATE,
					mask_ceil(host.guest_max, vq) };
	tried = set_mask(vcpu, KVM_ARM_SVE_VLS_TRY, mask);
	got = set_mask(vcpu, 0, mask);
	tap_many(same_answer(tried, want), "register %u, VQ %u: TRY of VQ %u is %s, not %s", reg,
		 vq, max, answer_text(tried), answer_text(want));
	tap_many(same_answer(got, want), "register %u, VQ %u: SET of VQ %u is %s, not %s", reg, vq,
		 max, answer_text(got), answer_text(want));
	tap_many(has_mask(vcpu, got.err ? host.guest_max : mask), "register %u: the set", reg);
	tap_many(reg_is(vcpu, reg, val), "register %u, VQ %u, SET of VQ %u: its value", reg, vq,
		 max);
	tap_many(!set_mask(vcpu, 0, host.guest_max).err && reg_is(vcpu, reg, val),
		 "register %u, VQ %u: its value, grown again", reg, vq);
}

/* The bit is the first or the last of its VQ: both edges of what a shrink must look at. */
static void one_bit(struct vcpu *vcpu, unsigned int reg, unsigned int vq, bool last)
{
	unsigned int step = sve_reg_vq_bytes(reg);
	uint8_t val[REG_MAX] = { 0 }, zero[REG_MAX] = { 0 };

	val[last ? vq * step - 1 : (vq - 1) * step] = last ? 0x80 : 1;
	write_reg(vcpu, reg, val);
	if (vq > 1) {
		check_shrink(vcpu, reg, val, vq, 1);
		check_shrink(vcpu, reg, val, vq, vq - 1);
	}
	check_shrink(vcpu, reg, val, vq, mask_ceil(host.guest_max, vq));
	write_reg(vcpu, reg, zero);
}

/* A SET of VQ vq - 1 is of the largest VL below it, so sparse sets are met too. */
static void test_each_register(void)
{
	struct vcpu vcpu;
	unsigned int reg, vq;

	finalized_vcpu(&vcpu, host.guest_max);
	for (reg = 0; reg < SVE_REGS; reg++)
		for (vq = 1; vq <= host.max_vq; vq++) {
			one_bit(&vcpu, reg, vq, false);
			one_bit(&vcpu, reg, vq, true);
		}
	tap_ok(!tap_many_bad(), "one bit in each VQ of each register is refused or kept");
	free_vcpu(&vcpu);
}

static void write_all(struct vcpu *vcpu, unsigned int vq)
{
	uint8_t val[REG_MAX];
	unsigned int reg;

	for (reg = 0; reg < SVE_REGS; reg++) {
		pattern(val, reg, vq);
		write_reg(vcpu, reg, val);
	}
}

static void check_all(struct vcpu *vcpu, unsigned int vq, const char *when)
{
	uint8_t val[REG_MAX];
	unsigned int reg;

	for (reg = 0; reg < SVE_REGS; reg++) {
		pattern(val, reg, vq);
		tap_many(reg_is(vcpu, reg, val), "register %u, VQ %u, %s", reg, vq, when);
	}
}

/* Every register full up to @vq, taken down to it and up again. */
static void test_keep(unsigned int vq)
{
	uint64_t mask = mask_upto(host.guest_max, vq);
	struct vcpu vcpu;
	unsigned int other;

	finalized_vcpu(&vcpu, host.guest_max);
	write_all(&vcpu, vq);
	for (other = 1; other < vq; other++)
		tap_many(same_answer(set_mask(&vcpu, 0, mask_upto(host.guest_max, other)),
				     (struct answer){ EOVERFLOW, KVM_ARM_SVE_VLS_R_STATE, vq }),
			 "SET of VQ %u with VQ %u in use", other, vq);
	tap_many(!set_mask(&vcpu, 0, mask).err, "SET of VQ %u", vq);
	check_all(&vcpu, vq, "shrunk");
	tap_many(!set_mask(&vcpu, 0, host.guest_max).err, "SET of all");
	check_all(&vcpu, vq, "grown again");
	tap_ok(!tap_many_bad(), "VQ %u: shrinking keeps every register, growing zero-extends", vq);
	free_vcpu(&vcpu);
}

/* Written at @vq with more data than fits, then grown: only what fits is there. */
static void test_grow(unsigned int vq)
{
	struct vcpu vcpu;
	uint64_t fpsr = 0x0800009f, pc = 0x40001234, got_fpsr = 0, got_pc = 0;
	const uint64_t fpsr_reg = KVM_REG_ARM64 | KVM_REG_SIZE_U32 | KVM_REG_ARM_CORE |
				  KVM_REG_ARM_CORE_REG(fp_regs.fpsr);

	finalized_vcpu(&vcpu, mask_upto(host.guest_max, vq));
	write_all(&vcpu, host.max_vq);
	if (vcpu_set_reg(&vcpu, fpsr_reg, &fpsr) || vcpu_set_pc(&vcpu, pc))
		tap_bail("%s", vcpu.msg);
	check_all(&vcpu, vq, "written while narrow");
	tap_many(!set_mask(&vcpu, 0, host.guest_max).err, "SET of all");
	check_all(&vcpu, vq, "grown");
	if (vcpu_get_reg(&vcpu, fpsr_reg, &got_fpsr) || vcpu_get_pc(&vcpu, &got_pc))
		tap_bail("%s", vcpu.msg);
	tap_many(got_fpsr == fpsr && got_pc == pc, "FPSR %#llx, PC %#llx",
		 (unsigned long long)got_fpsr, (unsigned long long)got_pc);
	tap_ok(!tap_many_bad(), "VQ %u: written while narrow, then grown", vq);
	free_vcpu(&vcpu);
}

/* A reset clears the registers, so there is nothing to drop. */
static void test_reset(void)
{
	struct vcpu vcpu;

	finalized_vcpu(&vcpu, host.guest_max);
	write_all(&vcpu, host.max_vq);
	if (vcpu_init(&vcpu, true))
		tap_bail("%s", vcpu.msg);
	tap_ok(!set_mask(&vcpu, 0, mask_upto(host.guest_max, 1)).err,
	       "after another INIT nothing stands against a shrink");
	free_vcpu(&vcpu);
}

int main(void)
{
	unsigned int vq;

	learn_host(&host);
	test_each_register();
	for (vq = 1; vq <= host.max_vq; vq++) {
		if (!(host.guest_max & VQ_BIT(vq)))
			continue;
		test_keep(vq);
		test_grow(vq);
	}
	test_reset();
	return tap_end();
}
