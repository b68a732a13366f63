// SPDX-License-Identifier: GPL-2.0
/* The VL set calls and their model; see vls_test.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

#include "bench/cases/payload.h"
#include "tap.h"
#include "vls_test.h"

uint64_t probe_user_vls(void)
{
	int old = prctl(PR_SVE_GET_VL, 0, 0, 0, 0);
	uint64_t mask = 0;
	int vq, vl;

	if (old < 0)
		return 0;
	for (vq = 1; vq <= 64; vq++) {
		vl = prctl(PR_SVE_SET_VL, vq * 16, 0, 0, 0);
		if (vl >= 0 && (vl & PR_SVE_VL_LEN_MASK) == vq * 16)
			mask |= VQ_BIT(vq);
	}
	prctl(PR_SVE_SET_VL, old & PR_SVE_VL_LEN_MASK, 0, 0, 0);
	return mask;
}

void learn_host(struct vls_host *host)
{
	struct kvm_arm_sve_vls arg = { 0 };
	struct vcpu vcpu;

	host->vls = probe_user_vls();
	if (!host->vls)
		tap_skip_all("this host has no SVE");
	raw_vcpu(&vcpu);
	if (!vcpu.vm->sve_vls)
		tap_bail("KVM_CAP_ARM_SVE_VLS is not 1: is kvm_sve.ko loaded?");
	if (vcpu_init(&vcpu, true))
		tap_bail("%s", vcpu.msg);
	if (call_get(&vcpu, KVM_ARM_SVE_VLS_GUEST_MAX, &arg).err)
		tap_bail("GET of the guest maximum failed");
	host->guest_max = arg.vqs[0];
	host->max_vq = mask_max(host->guest_max);
	free_vcpu(&vcpu);
	tap_note("host set %#llx, guest maximum %#llx", (unsigned long long)host->vls,
		 (unsigned long long)host->guest_max);
}

void raw_vcpu(struct vcpu *vcpu)
{
	struct vm *vm = malloc(sizeof(*vm));

	if (!vm)
		tap_bail("no memory");
	if (vm_open(vm, PAYLOAD_MEM_SIZE) ||
	    vm_load(vm, PAYLOAD_GPA, payload_start, payload_end - payload_start))
		tap_bail("%s", vm->msg);
	if (vcpu_create(vcpu, vm, 0))
		tap_bail("%s", vcpu->msg);
}

void new_vcpu(struct vcpu *vcpu, bool sve)
{
	raw_vcpu(vcpu);
	if (vcpu_init(vcpu, sve))
		tap_bail("%s", vcpu->msg);
}

void must_finalize(struct vcpu *vcpu)
{
	if (vcpu_finalize(vcpu))
		tap_bail("%s", vcpu->msg);
}

void free_vcpu(struct vcpu *vcpu)
{
	struct vm *vm = vcpu->vm;

	vcpu_close(vcpu);
	vm_close(vm);
	free(vm);
}

static struct answer answer_of(int ret, const struct kvm_arm_sve_vls *arg)
{
	return (struct answer){ ret ? errno : 0, arg->reason, arg->bad_vq };
}

struct answer call_get(struct vcpu *vcpu, uint32_t flags, struct kvm_arm_sve_vls *arg)
{
	arg->flags = flags;
	return answer_of(ioctl(vcpu->fd, KVM_ARM_VCPU_GET_SVE_VLS, arg), arg);
}

struct answer call_set(struct vcpu *vcpu, struct kvm_arm_sve_vls *arg)
{
	return answer_of(ioctl(vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, arg), arg);
}

struct answer set_mask(struct vcpu *vcpu, uint32_t flags, uint64_t mask)
{
	struct kvm_arm_sve_vls arg = { .flags = flags, .vqs = { mask } };

	return call_set(vcpu, &arg);
}

static bool only_low_word(const uint64_t *vqs, uint64_t mask)
{
	static const uint64_t zero[KVM_ARM_SVE_VLS_WORDS - 1];

	return vqs[0] == mask && !memcmp(vqs + 1, zero, sizeof(zero));
}

bool has_mask(struct vcpu *vcpu, uint64_t mask)
{
	struct kvm_arm_sve_vls arg = { 0 };
	uint64_t reg[KVM_ARM_SVE_VLS_WORDS] = { 0 };
	struct answer got = call_get(vcpu, 0, &arg);

	if (got.err || !only_low_word((uint64_t *)arg.vqs, mask) || arg.max_vq != mask_max(mask)) {
		tap_note("GET: %s, set %#llx, max_vq %u; not %#llx", answer_text(got),
			 (unsigned long long)arg.vqs[0], arg.max_vq, (unsigned long long)mask);
		return false;
	}
	if (vcpu_get_reg(vcpu, KVM_REG_ARM64_SVE_VLS, reg) || !only_low_word(reg, mask)) {
		tap_note("ONE_REG: set %#llx, not %#llx", (unsigned long long)reg[0],
			 (unsigned long long)mask);
		return false;
	}
	return true;
}

uint64_t mask_upto(uint64_t mask, unsigned int vq)
{
	return vq >= 64 ? mask : mask & ((1ULL << vq) - 1);
}

unsigned int mask_max(uint64_t mask)
{
	unsigned int vq;

	for (vq = 64; vq; vq--)
		if (mask & VQ_BIT(vq))
			break;
	return vq;
}

unsigned int mask_ceil(uint64_t mask, unsigned int vq)
{
	for (; vq <= 64; vq++)
		if (mask & VQ_BIT(vq))
			return vq;
	return 0;
}

struct answer model_set(const struct vls_host *host, uint64_t mask)
{
	const uint64_t vqs[KVM_ARM_SVE_VLS_WORDS] = { mask };

	return model_set_vqs(host, vqs);
}

static bool vqs_has(const uint64_t *vqs, unsigned int vq)
{
	return vqs[(vq - 1) / 64] >> (vq - 1) % 64 & 1;
}

/* Straight from the errno table: each VQ in turn, no set arithmetic. */
struct answer model_set_vqs(const struct vls_host *host, const uint64_t *vqs)
{
	unsigned int vq, max = 0;

	for (vq = 1; vq <= VLS_VQ_MAX; vq++)
		if (vqs_has(vqs, vq))
			max = vq;
	if (!max)
		return (struct answer){ EINVAL, KVM_ARM_SVE_VLS_R_EMPTY, 0 };
	for (vq = 1; vq <= VLS_VQ_MAX; vq++)
		if (vqs_has(vqs, vq) && (vq > 64 || !(host->guest_max & VQ_BIT(vq))))
			return (struct answer){ EINVAL, KVM_ARM_SVE_VLS_R_UNSUPPORTED, vq };
	for (vq = 1; vq < max; vq++)
		if (!vqs_has(vqs, vq) && (host->vls & VQ_BIT(vq)))
			return (struct answer){ EINVAL, KVM_ARM_SVE_VLS_R_UNMASKABLE, vq };
	return (struct answer){ 0 };
}

bool same_answer(struct answer got, struct answer want)
{
	return got.err == want.err && got.reason == want.reason && got.bad_vq == want.bad_vq;
}

const char *answer_text(struct answer answer)
{
	static char texts[4][64];
	static unsigned int next;
	char *text = texts[next++ % 4];

	snprintf(text, sizeof(texts[0]), "%s/%u/VQ %u",
		 answer.err ? strerrorname_np(answer.err) : "0", answer.reason, answer.bad_vq);
	return text;
}

bool result_fields_ok(const struct kvm_arm_sve_vls *arg, const struct kvm_arm_sve_vls *asked)
{
	return !arg->flags && arg->reserved0 == asked->reserved0 &&
	       arg->max_vq == mask_max(asked->vqs[0]) &&
	       !memcmp(arg->vqs, asked->vqs, sizeof(arg->vqs)) &&
	       !memcmp(arg->reserved, asked->reserved, sizeof(arg->reserved));
}

uint64_t kvm_guest_max(void)
{
	struct vls set = { { 0 } };
	struct vcpu vcpu;

	if (!probe_user_vls())
		tap_skip_all("this host has no SVE");
	new_vcpu(&vcpu, true);
	if (vcpu_guest_max(&vcpu, &set))
		tap_bail("%s", vcpu.msg);
	free_vcpu(&vcpu);
	return set.vqs[0];
}

uint64_t sve_reg_id(unsigned int n)
{
	if (n < 32)
		return KVM_REG_ARM64_SVE_ZREG(n, 0);
	return n < 48 ? KVM_REG_ARM64_SVE_PREG(n - 32, 0) : KVM_REG_ARM64_SVE_FFR(0);
}

unsigned int sve_reg_vq_bytes(unsigned int n)
{
	return n < 32 ? 16 : 2;
}

int run_immediately(struct vcpu *vcpu)
{
	int err;

	vcpu->run->immediate_exit = 1;
	err = vcpu_run_once(vcpu);
	vcpu->run->immediate_exit = 0;
	return err == -EINTR ? 0 : err;
}
