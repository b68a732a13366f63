/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state of a vcpu as a migration moves it: its set of vector lengths,
 * every register of KVM_GET_REG_LIST, its MP state and its pending events. Not
 * in it: guest memory, and what an interrupt controller would keep.
 *
 * A function returns 0 or a negative errno, and on failure leaves one line in
 * vcpu->msg, as those of lib/vcpu.h do.
 *
 * Origin:	the vcpu has stopped; vcpu_settle, vcpu_state_get.
 * Destination:	vcpu_create, vcpu_init, then in any order that has
 *		vcpu_finalize before vcpu_state_put:
 *		vcpu_finalize, vcpu_state_put, vcpu_set_vls(&state->set).
 *		Only then vcpu_run.
 *
 * The one order to avoid is vcpu_state_put in a vcpu whose set was made
 * narrower than state->set before: KVM drops what does not fit in it.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_VCPU_STATE_H
#define KVM_SVE_TESTS_CASES_COMMON_VCPU_STATE_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/vcpu.h"
#include "lib/vls.h"

#define VCPU_REG_MAX	256		/* bytes of the largest register: a slice of Z */

/* Bytes of the register that @id names, as it says itself; a power of two. */
#define VCPU_REG_SIZE(id)						\
	((size_t)1 << (((id) & KVM_REG_SIZE_MASK) >> KVM_REG_SIZE_SHIFT))

struct vcpu_reg {
	uint64_t id;			/* KVM_REG_* */
	uint8_t val[VCPU_REG_MAX];	/* the first VCPU_REG_SIZE(id) bytes of it are used */
};

struct vcpu_state {
	bool sve;
	struct vls set;			/* with @sve; KVM_REG_ARM64_SVE_VLS is not among regs[] */
	struct kvm_mp_state mp;
	struct kvm_vcpu_events events;
	size_t count;
	struct vcpu_reg *regs;		/* @count of them in KVM's order, by malloc() */
};

/**
 * vcpu_reg_list() - KVM_GET_REG_LIST
 * @list:	out, on success: for free()
 *
 * -EPERM: an SVE vcpu that is not finalized has no list yet.
 */
int vcpu_reg_list(struct vcpu *vcpu, struct kvm_reg_list **list);

/**
 * vcpu_settle() - complete the exit that the last vcpu_run() ended with
 *
 * KVM finishes an MMIO access only in the next KVM_RUN: without this the saved
 * PC is still at the access, and for a load the result is not in its register.
 * By KVM_RUN with immediate_exit, which enters no guest but counts as a run.
 * What the VMM answers to a load must be in @vcpu->run before.
 */
int vcpu_settle(struct vcpu *vcpu);

/**
 * vcpu_state_get() - read all of a finalized vcpu that is not running
 * @state:	out: for vcpu_state_free(); on failure there is nothing to free
 */
int vcpu_state_get(struct vcpu *vcpu, struct vcpu_state *state);

/**
 * vcpu_state_put() - write all of it but the set, registers in KVM's order
 *
 * The first register that KVM refuses ends it, with its number in the message;
 * what was written before stays. -EINVAL for a register of the CPU or firmware
 * that this host has otherwise (ID registers, MIDR_EL1), -ENOENT for one it
 * does not have, -EPERM before vcpu_finalize().
 */
int vcpu_state_put(struct vcpu *vcpu, const struct vcpu_state *state);

/* Free what vcpu_state_get() allocated; harmless on a zeroed or freed one. */
void vcpu_state_free(struct vcpu_state *state);

#endif /* KVM_SVE_TESTS_CASES_COMMON_VCPU_STATE_H */
