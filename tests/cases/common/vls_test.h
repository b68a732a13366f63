/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the tests of the VL set interface: the calls as they are, and a model of
 * what they must answer that shares no code with lib/vls.c or the module. Sets
 * are masks here, bit (VQ - 1), as no host has a VQ above 64.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_VLS_TEST_H
#define KVM_SVE_TESTS_CASES_COMMON_VLS_TEST_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/vcpu.h"

#define VQ_BIT(vq) (1ULL << ((vq)-1))

/* What a call must answer. */
struct answer {
	int err; /* positive errno, 0 for success */
	unsigned int reason;
	unsigned int bad_vq;
};

/* What the host is, as user space and KVM tell. */
struct vls_host {
	uint64_t vls;	     /* by PR_SVE_SET_VL */
	uint64_t guest_max;  /* by KVM_ARM_SVE_VLS_GUEST_MAX */
	unsigned int max_vq; /* of guest_max */
};

/* The VLs that this thread can set, or 0 without SVE. */
uint64_t probe_user_vls(void);

/*
 * Learn @host. Without SVE the program ends as skipped; without the interface
 * it fails.
 */
void learn_host(struct vls_host *host);

/*
 * A vcpu in a VM of its own, since KVM takes no vcpu number twice and no two
 * sets of features in a VM. The payload is loaded. raw_vcpu() is not
 * initialized, new_vcpu() is, but not finalized. They bail out on failure.
 */
void raw_vcpu(struct vcpu *vcpu);
void new_vcpu(struct vcpu *vcpu, bool sve);
void must_finalize(struct vcpu *vcpu);
void free_vcpu(struct vcpu *vcpu);

/* The calls; the answer is in @arg too, as the kernel left it. */
struct answer call_get(struct vcpu *vcpu, uint32_t flags, struct kvm_arm_sve_vls *arg);
struct answer call_set(struct vcpu *vcpu, struct kvm_arm_sve_vls *arg);

/* SET of @mask with @flags, all else 0. */
struct answer set_mask(struct vcpu *vcpu, uint32_t flags, uint64_t mask);

/* Do GET and ONE_REG both say @mask? A difference is noted. */
bool has_mask(struct vcpu *vcpu, uint64_t mask);

/* The answer that SET of @mask must give to a vcpu with SVE that has not run. */
struct answer model_set(const struct vls_host *host, uint64_t mask);

/* The same for all KVM_ARM_SVE_VLS_WORDS words of a set. */
struct answer model_set_vqs(const struct vls_host *host, const uint64_t *vqs);

/* The members of @mask up to @vq. */
uint64_t mask_upto(uint64_t mask, unsigned int vq);
unsigned int mask_max(uint64_t mask);
/* Smallest member that is at least @vq, or 0. */
unsigned int mask_ceil(uint64_t mask, unsigned int vq);

bool same_answer(struct answer got, struct answer want);

/* "errno/REASON/bad_vq" of an answer; a few results live at a time. */
const char *answer_text(struct answer answer);

/* The rest of what an answer must leave in the struct after SET of @asked. */
bool result_fields_ok(const struct kvm_arm_sve_vls *arg, const struct kvm_arm_sve_vls *asked);

/*
 * The guest maximum, by the module or a new vcpu's default: for tests of KVM's own
 * that need no module. Without SVE the program ends as skipped.
 */
uint64_t kvm_guest_max(void);

/* The ONE_REG of SVE register @n: Z0..Z31, P0..P15, FFR as 0..SVE_REGS - 1. */
#define SVE_REGS 49
uint64_t sve_reg_id(unsigned int n);

/* Bytes of it for each VQ: a Z has 16, a P and FFR 2. */
unsigned int sve_reg_vq_bytes(unsigned int n);

/* KVM_RUN with immediate_exit, which counts as the first run. */
int run_immediately(struct vcpu *vcpu);

#endif /* KVM_SVE_TESTS_CASES_COMMON_VLS_TEST_H */
