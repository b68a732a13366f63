// SPDX-License-Identifier: GPL-2.0
/* The rules of KVM and of the interface; see model.h. */
#include <errno.h>
#include <string.h>

#include "model.h"

void model_new_vm(struct model *model)
{
	model->has_features = false;
	model->sve = false;
	memset(model->vcpus, 0, sizeof(model->vcpus));
}

/*
 * Numbers below 128 are a prefix of the host's set; above, the same with one VL less or
 * more, which is mostly none that can be made.
 */
uint64_t model_set_of(const struct model *model, unsigned int number)
{
	uint64_t set = mask_upto(model->host.vls, 1 + number % 17);

	if (number < 128)
		return set;
	if (number < 136)
		return 0;
	return set ^ VQ_BIT(1 + number / 17 % 18);
}

unsigned int model_reg_of(unsigned int number)
{
	return number % SVE_REGS;
}

unsigned int model_vq_of(unsigned int number)
{
	return 1 + number % 16;
}

int model_create(struct model_vcpu *vcpu)
{
	if (vcpu->exists)
		return EEXIST;
	*vcpu = (struct model_vcpu){ .exists = true, .open = true };
	return 0;
}

/* A VM takes the policies, and its features, once. */
static void take_features(struct model *model, bool sve)
{
	if (model->has_features)
		return;
	model->has_features = true;
	model->sve = sve;
	model->vm = model->host;
	if (model->guest_max)
		model->vm.guest_max = model->guest_max;
	model->vm_default = model->default_set ?: model->vm.guest_max;
}

int model_init(struct model *model, struct model_vcpu *vcpu, bool sve)
{
	if (model->has_features && model->sve != sve)
		return EINVAL;
	take_features(model, sve);
	if (sve && !vcpu->finalized && !vcpu->is_explicit)
		vcpu->set = model->vm_default;
	vcpu->initialized = true;
	vcpu->state_known = true;
	memset(vcpu->need, 0, sizeof(vcpu->need));
	return 0;
}

static bool has_sve(const struct model *model, const struct model_vcpu *vcpu)
{
	return vcpu->initialized && model->sve;
}

int model_finalize(struct model *model, struct model_vcpu *vcpu, bool sve)
{
	if (!vcpu->initialized)
		return ENOEXEC;
	if (!sve || !has_sve(model, vcpu))
		return EINVAL;
	if (vcpu->finalized)
		return EPERM;
	vcpu->finalized = true;
	return 0;
}

/* What comes before the set is looked at. */
static bool refused_early(const struct model *model, const struct model_vcpu *vcpu,
			  enum arg_kind kind, struct answer *answer)
{
	if (!model->loaded)
		*answer = (struct answer){ EINVAL, 0, 0 };
	else if (kind == ARG_NULL || kind == ARG_READ_ONLY)
		*answer = (struct answer){ EFAULT, 0, 0 };
	else if (!vcpu->initialized)
		*answer = (struct answer){ ENOEXEC, 0, 0 };
	else if (!has_sve(model, vcpu))
		*answer = (struct answer){ ENOENT, KVM_ARM_SVE_VLS_R_NO_SVE, 0 };
	else if (kind == ARG_FLAG || kind == ARG_RESERVED)
		*answer = (struct answer){ EINVAL, KVM_ARM_SVE_VLS_R_BAD_ARG, 0 };
	else
		return false;
	return true;
}

unsigned int model_needed(const struct model_vcpu *vcpu)
{
	unsigned int reg, most = 0;

	for (reg = 0; reg < SVE_REGS; reg++)
		if (vcpu->need[reg] > most)
			most = vcpu->need[reg];
	return most;
}

struct answer model_call_set(struct model *model, struct model_vcpu *vcpu, enum arg_kind kind,
			     uint64_t set, bool try)
{
	struct answer answer;

	if (refused_early(model, vcpu, kind, &answer))
		return answer;
	answer = model_set(&model->vm, set);
	if (answer.err)
		return answer;
	if (vcpu->ran && set != vcpu->set)
		return (struct answer){ EBUSY, KVM_ARM_SVE_VLS_R_RAN, 0 };
	if (vcpu->finalized && model_needed(vcpu) > mask_max(set))
		return (struct answer){ EOVERFLOW, KVM_ARM_SVE_VLS_R_STATE,
					mask_ceil(model->vm.guest_max, model_needed(vcpu)) };
	if (!try) {
		vcpu->set = set;
		vcpu->is_explicit = true;
	}
	return answer;
}

struct answer model_call_get(const struct model *model, const struct model_vcpu *vcpu,
			     enum arg_kind kind)
{
	struct answer answer;

	return refused_early(model, vcpu, kind, &answer) ? answer : (struct answer){ 0 };
}

int model_set_reg(struct model *model, struct model_vcpu *vcpu, uint64_t set)
{
	if (!vcpu->initialized)
		return ENOEXEC;
	if (!has_sve(model, vcpu))
		return ENOENT;
	if (vcpu->finalized)
		return EPERM;
	if (model_set(&model->vm, set).err)
		return EINVAL;
	vcpu->set = set;
	vcpu->is_explicit = false;
	return 0;
}

int model_get_reg(const struct model *model, const struct model_vcpu *vcpu)
{
	if (!vcpu->initialized)
		return ENOEXEC;
	return has_sve(model, vcpu) ? 0 : ENOENT;
}

/* Of a register of the SVE state. */
int model_access(const struct model *model, const struct model_vcpu *vcpu)
{
	int err = model_get_reg(model, vcpu);

	return err || vcpu->finalized ? err : EPERM;
}

void model_wrote(struct model_vcpu *vcpu, unsigned int reg, unsigned int vq)
{
	vcpu->need[reg] = vq <= mask_max(vcpu->set) ? vq : 0;
}

int model_list(const struct model *model, const struct model_vcpu *vcpu)
{
	if (!vcpu->initialized)
		return ENOEXEC;
	return model->sve && !vcpu->finalized ? EPERM : E2BIG;
}

int model_run(const struct model *model, struct model_vcpu *vcpu)
{
	int err = model_list(model, vcpu);

	if (err != E2BIG)
		return err;
	vcpu->ran = true;
	return 0;
}

int model_write_guest_max(struct model *model, uint64_t set)
{
	if (set && model_set(&model->host, set).err)
		return EINVAL;
	if (set && mask_max(model->default_set) > mask_max(set))
		return EBUSY;
	model->guest_max = set;
	return 0;
}

int model_write_default(struct model *model, uint64_t set)
{
	struct vls_host host = model->host;

	if (model->guest_max)
		host.guest_max = model->guest_max;
	if (set && model_set(&host, set).err)
		return EINVAL;
	model->default_set = set;
	return 0;
}
