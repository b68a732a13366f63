// SPDX-License-Identifier: GPL-2.0
/* The state of a vcpu for a migration; see vcpu_state.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "vcpu_state.h"

static int fail(struct vcpu *vcpu, int err, const char *what)
{
	snprintf(vcpu->msg, sizeof(vcpu->msg), "%s: %s", what, strerror(-err));
	return err;
}

static int vcpu_ioctl(struct vcpu *vcpu, unsigned long request, const char *name, void *arg)
{
	return ioctl(vcpu->fd, request, arg) ? fail(vcpu, -errno, name) : 0;
}

int vcpu_reg_list(struct vcpu *vcpu, struct kvm_reg_list **list)
{
	struct kvm_reg_list probe = { 0 }, *full;
	int err;

	/* With room for none KVM refuses, and says how many there are. */
	if (ioctl(vcpu->fd, KVM_GET_REG_LIST, &probe) && errno != E2BIG)
		return fail(vcpu, -errno, "KVM_GET_REG_LIST");
	full = malloc(sizeof(*full) + probe.n * sizeof(full->reg[0]));
	if (!full)
		return fail(vcpu, -ENOMEM, "KVM_GET_REG_LIST");

	full->n = probe.n;
	err = vcpu_ioctl(vcpu, KVM_GET_REG_LIST, "KVM_GET_REG_LIST", full);
	if (err)
		free(full);
	else
		*list = full;
	return err;
}

int vcpu_settle(struct vcpu *vcpu)
{
	int err;

	vcpu->run->immediate_exit = 1;
	err = vcpu_run_once(vcpu);
	vcpu->run->immediate_exit = 0;
	if (err == -EINTR)
		return 0;
	return fail(vcpu, err ? err : -EPROTO, "KVM_RUN with immediate_exit");
}

/*
 * The set travels beside the registers: KVM takes this one before FINALIZE
 * only, and the others after it.
 */
static bool is_the_set(uint64_t id)
{
	return id == KVM_REG_ARM64_SVE_VLS;
}

static int get_regs(struct vcpu *vcpu, const struct kvm_reg_list *list, struct vcpu_state *state)
{
	int err = 0;

	/* Zeroed: bytes past a register's size are equal in equal states. */
	state->regs = calloc(list->n + 1, sizeof(*state->regs));
	if (!state->regs)
		return fail(vcpu, -ENOMEM, "registers");

	for (uint64_t i = 0; i < list->n && !err; i++) {
		struct vcpu_reg *reg = &state->regs[state->count];

		if (is_the_set(list->reg[i]))
			continue;
		reg->id = list->reg[i];
		if (VCPU_REG_SIZE(reg->id) > sizeof(reg->val))
			return fail(vcpu, -E2BIG, "registers");
		err = vcpu_get_reg(vcpu, reg->id, reg->val);
		state->count++;
	}
	return err;
}

int vcpu_state_get(struct vcpu *vcpu, struct vcpu_state *state)
{
	struct kvm_reg_list *list = NULL;
	int err;

	*state = (struct vcpu_state){ .sve = vcpu->sve };
	err = vcpu_reg_list(vcpu, &list);
	if (!list)
		return err;
	err = get_regs(vcpu, list, state);
	free(list);
	if (!err && state->sve)
		err = vcpu_get_vls(vcpu, &state->set);
	if (!err)
		err = vcpu_ioctl(vcpu, KVM_GET_MP_STATE, "KVM_GET_MP_STATE", &state->mp);
	if (!err)
		err = vcpu_ioctl(vcpu, KVM_GET_VCPU_EVENTS, "KVM_GET_VCPU_EVENTS", &state->events);
	if (err)
		vcpu_state_free(state);
	return err;
}

int vcpu_state_put(struct vcpu *vcpu, const struct vcpu_state *state)
{
	struct kvm_vcpu_events events = state->events;
	struct kvm_mp_state mp = state->mp;
	int err = 0;

	for (size_t i = 0; i < state->count && !err; i++)
		err = vcpu_set_reg(vcpu, state->regs[i].id, state->regs[i].val);
	if (!err)
		err = vcpu_ioctl(vcpu, KVM_SET_MP_STATE, "KVM_SET_MP_STATE", &mp);
	if (!err)
		err = vcpu_ioctl(vcpu, KVM_SET_VCPU_EVENTS, "KVM_SET_VCPU_EVENTS", &events);
	return err;
}

void vcpu_state_free(struct vcpu_state *state)
{
	free(state->regs);
	*state = (struct vcpu_state){ 0 };
}
