// SPDX-License-Identifier: GPL-2.0
/*
 * host_registers [RUNS]: does KVM leave the host's registers alone? At every VL
 * of the guest, for RUNS KVM_RUNs (10,000):
 *	- V0-V31, FPSR, FPCR and RDVL of the VMM's thread, at several VLs of its
 *	  own (a system call drops what is above the V registers, so those are
 *	  all that can be asked for)
 *	- full-width Z, P and FFR of a second task on the same CPU
 *	- the guest's own registers, which the payload checks, and its FPSR and FPCR,
 *	  which are others than the VMM's
 * Then with a guest that uses V registers, and one that uses none. Runs on any
 * kernel; where the module is not loaded the VL is set by ONE_REG.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "bystander.h"
#include "fp_regs.h"
#include "guest.h"
#include "tap.h"
#include "vls_test.h"

#define RUNS 10000
#define VMM_VLS 4 /* VLs of the VMM's thread during one guest VL */
#define CPU 0
#define FP_REG(field)							\
	(KVM_REG_ARM64 | KVM_REG_SIZE_U32 | KVM_REG_ARM_CORE |		\
	 KVM_REG_ARM_CORE_REG(fp_regs.field))

/* Every flag of FPSR, and what FPCR has besides trap enables; two patterns in turn. */
static const uint64_t fpsr_bits = 0x0800009f, fpcr_bits = 0x07c00000;

static uint64_t user_vls;
static struct bystander second;

static void vmm_pattern(struct fp_regs *regs, uint64_t i)
{
	unsigned int n;

	for (n = 0; n < 32; n++) {
		regs->v[n][0] = i * 0x9e3779b97f4a7c15 + n;
		regs->v[n][1] = ~regs->v[n][0] + (i << 32);
	}
	regs->fpsr = i % 2 ? fpsr_bits & 0x08000015 : fpsr_bits & 0x0000008a;
	regs->fpcr = i % 2 ? fpcr_bits & 0x05400000 : fpcr_bits & 0x02800000;
}

static bool vmm_kept(const struct fp_regs *in, const struct fp_regs *out, unsigned int vl,
		     uint64_t i)
{
	unsigned int n;

	for (n = 0; n < 32; n++)
		if (memcmp(in->v[n], out->v[n], sizeof(in->v[n])))
			tap_many(false, "V%u of the VMM changed, run %llu", n,
				 (unsigned long long)i);
	tap_many(in->fpsr == out->fpsr, "FPSR %#llx, not %#llx, run %llu",
		 (unsigned long long)out->fpsr, (unsigned long long)in->fpsr,
		 (unsigned long long)i);
	tap_many(in->fpcr == out->fpcr, "FPCR %#llx, not %#llx, run %llu",
		 (unsigned long long)out->fpcr, (unsigned long long)in->fpcr,
		 (unsigned long long)i);
	tap_many(out->rdvl == vl, "RDVL %llu, not %u, run %llu", (unsigned long long)out->rdvl, vl,
		 (unsigned long long)i);
	return !memcmp(in, out, offsetof(struct fp_regs, rdvl)) && out->rdvl == vl;
}

/* FPSR and FPCR of the guest, which uses neither. None of their bits is as the VMM has it. */
static void guest_set_fp(struct vcpu *vcpu, const struct fp_regs *vmm)
{
	uint32_t fpsr = ~vmm->fpsr & fpsr_bits, fpcr = ~vmm->fpcr & fpcr_bits;

	if (vcpu_set_reg(vcpu, FP_REG(fpsr), &fpsr) || vcpu_set_reg(vcpu, FP_REG(fpcr), &fpcr))
		tap_bail("cannot set the guest's FPSR and FPCR");
}

static bool guest_kept_fp(struct vcpu *vcpu, const struct fp_regs *vmm, uint64_t i)
{
	uint32_t fpsr = ~vmm->fpsr & fpsr_bits, fpcr = ~vmm->fpcr & fpcr_bits, is_fpsr, is_fpcr;

	if (vcpu_get_reg(vcpu, FP_REG(fpsr), &is_fpsr) ||
	    vcpu_get_reg(vcpu, FP_REG(fpcr), &is_fpcr))
		tap_bail("cannot get the guest's FPSR and FPCR");
	tap_many(fpsr == is_fpsr && fpcr == is_fpcr,
		 "FPSR, FPCR of the guest %#x, %#x, not %#x, %#x, run %llu", is_fpsr, is_fpcr, fpsr,
		 fpcr, (unsigned long long)i);
	return fpsr == is_fpsr && fpcr == is_fpcr;
}

/* One KVM_RUN between loading and looking. Return: can it go on? */
static bool run_once(struct guest *guest, unsigned int vl, uint64_t i)
{
	struct fp_regs in, out;
	long err;

	vmm_pattern(&in, i);
	guest_set_fp(guest->vcpu, &in);
	do {
		err = fp_hold_ioctl(guest->vcpu->fd, KVM_RUN, 0, &in, &out);
		if (!vmm_kept(&in, &out, vl, i))
			return false;
	} while (err == -EINTR);
	tap_many(!err, "KVM_RUN: %s", strerror(-err));
	if (err || guest_stepped(guest)) {
		tap_many(err, "%s", guest->msg);
		return false;
	}
	return guest_kept_fp(guest->vcpu, &in, i);
}

/* The VLs of the VMM's thread: the largest, the smallest, the guest's if it can, one between. */
static unsigned int vmm_vl(unsigned int guest_vl, unsigned int part)
{
	uint64_t guest_bit = guest_vl ? VQ_BIT(guest_vl / 16) : 0;
	unsigned int max = mask_max(user_vls), vq = max;

	switch (part) {
	case 1:
		vq = mask_ceil(user_vls, 1);
		break;
	case 2:
		vq = user_vls & guest_bit ? guest_vl / 16 : max;
		break;
	case 3:
		vq = mask_ceil(user_vls, (max + 1) / 2);
		break;
	}
	return vq * 16;
}

static uint64_t run_all(struct guest *guest, uint64_t runs)
{
	uint64_t i = 0, end;
	unsigned int part, vl;

	for (part = 0; part < VMM_VLS; part++) {
		vl = vmm_vl(guest->rdvl, part);
		if (sve_set_vl(vl)) {
			tap_many(false, "cannot set the VMM's VL to %u", vl * 8);
			break;
		}
		for (end = runs * (part + 1) / VMM_VLS; i < end; i++)
			if (!run_once(guest, vl, i))
				return i;
	}
	return i;
}

/*
 * Short tests can end before the scheduler has let the second task finish a
 * round: go on until it has, with a bound that only a task that hangs reaches.
 */
static uint64_t run_until_second(struct guest *guest, uint64_t i,
				 const struct bystander_state *before)
{
	unsigned int vl = vmm_vl(guest->rdvl, VMM_VLS - 1);
	uint64_t bound = i + 100000;

	while (i < bound && bystander_look(&second).rounds == before->rounds) {
		if (!run_once(guest, vl, i))
			return 0;
		i++;
		sched_yield();
	}
	return i;
}

/* @mask: the vcpu's set; 0: a vcpu without SVE. */
static void test_guest(enum guest_kind kind, uint64_t mask, uint64_t runs, const char *what)
{
	struct bystander_state before = bystander_look(&second), after;
	const struct vls set = { { mask } };
	struct guest guest;
	struct vcpu vcpu;
	uint64_t done = 0;

	new_vcpu(&vcpu, mask);
	if (mask && vcpu_set_vls(&vcpu, &set))
		tap_bail("%s", vcpu.msg);
	must_finalize(&vcpu);
	if (guest_start(&guest, &vcpu, kind, 15))
		tap_many(false, "%s", guest.msg);
	else
		done = run_all(&guest, runs);
	if (done == runs)
		done = run_until_second(&guest, done, &before);
	tap_many(guest.rdvl == mask_max(mask) * 16, "the guest's RDVL is %llu",
		 (unsigned long long)guest.rdvl);

	after = bystander_look(&second);
	tap_ok(!tap_many_bad() && done >= runs,
	       "%s, VL %u: VMM and guest kept their registers, %llu runs", what,
	       mask_max(mask) * 128, (unsigned long long)done);
	tap_ok(after.bad == before.bad && after.rounds > before.rounds,
	       "%s, VL %u: second task too, %llu patterns, preempted %llu times", what,
	       mask_max(mask) * 128, (unsigned long long)(after.rounds - before.rounds),
	       (unsigned long long)(after.preempted - before.preempted));
	free_vcpu(&vcpu);
}

static uint64_t guest_max(void)
{
	struct vcpu vcpu;
	struct vls set = { { 0 } };

	new_vcpu(&vcpu, true);
	if (vcpu_guest_max(&vcpu, &set))
		tap_bail("%s", vcpu.msg);
	free_vcpu(&vcpu);
	return set.vqs[0];
}

int main(int argc, char **argv)
{
	uint64_t runs = argc > 1 ? strtoull(argv[1], NULL, 10) : RUNS, mask;
	struct bystander_state end;
	unsigned int vq;

	user_vls = probe_user_vls();
	if (!user_vls)
		tap_skip_all("this host has no SVE");
	if (!runs)
		tap_bail("usage: host_registers [RUNS]");
	pin_to(CPU);
	mask = guest_max();
	bystander_start(&second, CPU, user_vls);

	for (vq = 1; vq <= mask_max(mask); vq++)
		if (mask & VQ_BIT(vq))
			test_guest(GUEST_SVE, mask_upto(mask, vq), runs, "SVE guest");
	test_guest(GUEST_FPSIMD, 0, runs, "FPSIMD guest without SVE");
	test_guest(GUEST_FPSIMD, mask, runs, "FPSIMD guest with SVE");
	test_guest(GUEST_NONE, mask, runs, "guest without FP");

	end = bystander_end(&second);
	if (end.bad)
		tap_note("second task: %s", end.msg);
	tap_ok(!end.bad && end.preempted,
	       "second task: %llu patterns, preempted %llu times, %llu bad",
	       (unsigned long long)end.rounds, (unsigned long long)end.preempted,
	       (unsigned long long)end.bad);
	return tap_end();
}
