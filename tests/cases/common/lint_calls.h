/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A VMM's calls for the fixtures of kvm-sve lint. Each says what must come of it: a
 * fixture in which a call ends otherwise is not what it claims to be, and the
 * program exits with 3.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_LINT_CALLS_H
#define KVM_SVE_TESTS_CASES_COMMON_LINT_CALLS_H

#include "lib/vcpu.h"

#define Z(n) KVM_REG_ARM64_SVE_ZREG(n, 0)
#define CORE_V0                                                 \
	(KVM_REG_ARM64 | KVM_REG_SIZE_U128 | KVM_REG_ARM_CORE | \
	 KVM_REG_ARM_CORE_REG(fp_regs.vregs[0]))

extern struct vm fix_vm; /* the fixture's own, opened by its main() */
extern uint64_t fix_all; /* the default set of a new vcpu, which is all that can be had */

/* @ret, of the call @what, must be @want. */
void fix_expect(const char *what, int ret, int want);

/* KVM_CREATE_VCPU, KVM_ARM_VCPU_INIT with SVE, both, and KVM_ARM_VCPU_FINALIZE. */
struct vcpu *fix_create(int id);
void fix_init(struct vcpu *vcpu);
struct vcpu *fix_new_one(int id);
void fix_finalize(struct vcpu *vcpu);

/* The set by ONE_REG, and by SET; @want: 0 or a negative errno. */
uint64_t fix_read_set(struct vcpu *vcpu);
void fix_write_set(struct vcpu *vcpu, uint64_t mask, int want);
void fix_set(struct vcpu *vcpu, uint64_t mask, int want);

/* One with the set @mask by ONE_REG, ready for its registers. */
struct vcpu *fix_ready(int id, uint64_t mask);

/* Write Z0, with all bits of VQ @vq; and all registers, as a migration has them. */
void fix_write_z(struct vcpu *vcpu, unsigned int vq, int want);
void fix_restore(struct vcpu *vcpu);

/* The first run. */
void fix_run(struct vcpu *vcpu);

/* Learn fix_all. The vcpu never runs, so nothing is said of it. */
void fix_probe(void);

/* The sets of the host's smallest VL, and of those up to 256 bits. */
uint64_t fix_one(void);
uint64_t fix_two(void);

#endif /* KVM_SVE_TESTS_CASES_COMMON_LINT_CALLS_H */
