/* SPDX-License-Identifier: GPL-2.0 */
/* One call of a program on its way: for the files that make the calls. */
#ifndef KVM_SVE_TESTS_FUZZ_ABI_TARGET_H
#define KVM_SVE_TESTS_FUZZ_ABI_TARGET_H

#include <errno.h>

#include "execute.h"

/* One run of a program. */
struct run {
	struct model *model;
	struct result *result;
	struct vm vm;
	struct vcpu vcpus[PROGRAM_VCPUS];
	bool host_changed;
};

struct target {
	struct run *run;
	struct vcpu *vcpu;
	struct model_vcpu *model;
	const struct op *op;
};

/* The first answer that is not the model's is the program's result. */
void differs(const struct target *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* An errno, or 0, is as it should be, or differs. */
void expect(const struct target *t, int got, int want);

static inline int err_of(int ret)
{
	return ret < 0 ? errno : 0;
}

typedef void (*op_fn)(const struct target *t);

/* By enum op_kind: those of one vcpu (calls.c), which must be open, and of root (root.c). */
extern const op_fn vcpu_ops[OP_NR];
extern const op_fn root_ops[OP_NR];

/* KVM_CREATE_VCPU: of a vcpu that is not open. */
void do_create(const struct target *t);

/* SET, TRY, GET and reads of one vcpu by several threads at once. */
void do_storm(const struct target *t);

/* Bring back what root changed of the host. Bails out if that fails. */
void restore_host(struct run *run);

#endif /* KVM_SVE_TESTS_FUZZ_ABI_TARGET_H */
