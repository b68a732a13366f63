/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls and their results in words, for what a finding says was seen. The text is
 * valid until the next call of the same function.
 */
#ifndef KVM_SVE_BPF_LINT_LINT_WORDS_H
#define KVM_SVE_BPF_LINT_LINT_WORDS_H

#include "lint.h"

/* "KVM_SET_ONE_REG of Z0" */
const char *lint_call_words(const struct lint_event *event);

/* "EPERM", of a negative errno */
const char *lint_errno_name(int ret);

/* The reason that KVM_ARM_VCPU_SET_SVE_VLS gave, to follow the errno; "" if none. */
const char *lint_refusal_words(const struct lint_event *event);

/* "128,256" */
const char *lint_set_words(__u64 vqs);

#endif /* KVM_SVE_BPF_LINT_LINT_WORDS_H */
