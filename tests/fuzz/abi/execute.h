/* SPDX-License-Identifier: GPL-2.0 */
/* Run a program on KVM, beside the model. */
#ifndef KVM_SVE_TESTS_FUZZ_ABI_EXECUTE_H
#define KVM_SVE_TESTS_FUZZ_ABI_EXECUTE_H

#include "model.h"

struct result {
	bool differs; /* from the model, at the call @at */
	unsigned int at;
	char what[192];	  /* the call said, and should have */
	unsigned int ops; /* that were made; those without a vcpu are left out */
};

/*
 * Run @program in a new VM, and bring back what it changed of the host. Bails out where that
 * fails, or a VM cannot be made.
 */
struct result execute(struct model *model, const struct program *program);

#endif /* KVM_SVE_TESTS_FUZZ_ABI_EXECUTE_H */
