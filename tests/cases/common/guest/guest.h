/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The payloads of bench/ as self-checking guests: each step runs one iteration
 * up to its exit; the guest has then compared every register with its pattern.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_GUEST_H
#define KVM_SVE_TESTS_CASES_COMMON_GUEST_H

#include <stdint.h>

#include "lib/vcpu.h"

enum guest_kind { GUEST_NONE, GUEST_FPSIMD, GUEST_SVE };

struct guest {
	struct vcpu *vcpu;
	uint64_t next;	      /* the iteration that the next step reports */
	uint64_t rdvl;	      /* what the guest's RDVL gave at the start; 0 without SVE */
	uint64_t exits;	      /* KVM_RUNs that ended in an exit of the guest */
	char msg[VM_MSG_MAX]; /* what went wrong */
};

/*
 * Let a finalized @vcpu, whose VM has the payload loaded, start (again) as
 * @kind with @len in ZCR_EL1.LEN, and run it up to its report, which must say that
 * it runs with stage 1 and caches on. Return: 0, or negative with a text in
 * @guest->msg; guest_step() likewise.
 */
int guest_start(struct guest *guest, struct vcpu *vcpu, enum guest_kind kind, unsigned int len);

/* Likewise, at guest address @entry of other code, which goes on to the payload. */
int guest_start_at(struct guest *guest, struct vcpu *vcpu, uint64_t entry, unsigned int len);

/* One iteration. */
int guest_step(struct guest *guest);

/* The exit that KVM_RUN just made, when the caller runs the vcpu itself. */
int guest_stepped(struct guest *guest);

#endif /* KVM_SVE_TESTS_CASES_COMMON_GUEST_H */
