// SPDX-License-Identifier: GPL-2.0
/* Calls of the fixtures of kvm-sve lint; lint_calls.h is their manual. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint_calls.h"
#include "vcpu_state.h"
#include "vls_test.h"

struct vm fix_vm;
uint64_t fix_all;

/* A call must end so, or the fixture is not what it claims to be. */
void fix_expect(const char *what, int ret, int want)
{
	if (ret == want)
		return;
	fprintf(stderr, "lint_fixture: %s: %d, not %d\n", what, ret, want);
	exit(3);
}

struct vcpu *fix_create(int id)
{
	struct vcpu *vcpu = calloc(1, sizeof(*vcpu));

	if (!vcpu)
		exit(3);
	fix_expect("KVM_CREATE_VCPU", vcpu_create(vcpu, &fix_vm, id), 0);
	return vcpu;
}

void fix_init(struct vcpu *vcpu)
{
	fix_expect("KVM_ARM_VCPU_INIT", vcpu_init(vcpu, true), 0);
}

uint64_t fix_read_set(struct vcpu *vcpu)
{
	uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS];

	fix_expect("read the set", vcpu_get_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs), 0);
	return vqs[0];
}

void fix_write_set(struct vcpu *vcpu, uint64_t mask, int want)
{
	const uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS] = { mask };

	fix_expect("write the set", vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs), want);
}

void fix_set(struct vcpu *vcpu, uint64_t mask, int want)
{
	fix_expect("SET", -set_mask(vcpu, 0, mask).err, want);
}

void fix_finalize(struct vcpu *vcpu)
{
	fix_expect("KVM_ARM_VCPU_FINALIZE", vcpu_finalize(vcpu), 0);
}

/* @vq: of the data; all bits of it. */
void fix_write_z(struct vcpu *vcpu, unsigned int vq, int want)
{
	uint8_t val[VCPU_REG_MAX] = { 0 };

	memset(val, 0xa5, vq * 16);
	fix_expect("write Z0", vcpu_set_reg(vcpu, Z(0), val), want);
}

/* All registers, as a migration has them. */
void fix_restore(struct vcpu *vcpu)
{
	struct vcpu_state state;

	fix_expect("read the state", vcpu_state_get(vcpu, &state), 0);
	fix_expect("write the state", vcpu_state_put(vcpu, &state), 0);
	vcpu_state_free(&state);
}

void fix_run(struct vcpu *vcpu)
{
	fix_expect("KVM_RUN", run_immediately(vcpu), 0);
}

struct vcpu *fix_new_one(int id)
{
	struct vcpu *vcpu = fix_create(id);

	fix_init(vcpu);
	return vcpu;
}

/* One with the set @mask by ONE_REG, ready for its registers. */
struct vcpu *fix_ready(int id, uint64_t mask)
{
	struct vcpu *vcpu = fix_new_one(id);

	fix_write_set(vcpu, mask, 0);
	fix_finalize(vcpu);
	return vcpu;
}

/* Learn what the host can. The vcpu never runs, so nothing is said of it. */
void fix_probe(void)
{
	struct vcpu vcpu;
	struct vm other;

	fix_expect("a VM", vm_open(&other, 0), 0);
	fix_expect("KVM_CREATE_VCPU", vcpu_create(&vcpu, &other, 0), 0);
	fix_init(&vcpu);
	fix_all = fix_read_set(&vcpu);
	fix_write_set(&vcpu, fix_all | VQ_BIT(17), -EINVAL);
	vcpu_close(&vcpu);
	vm_close(&other);
}

uint64_t fix_one(void)
{
	return mask_upto(fix_all, 1);
}

uint64_t fix_two(void)
{
	return mask_upto(fix_all, 2);
}
