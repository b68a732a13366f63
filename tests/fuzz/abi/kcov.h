/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which code of the kernel this thread runs, by KCOV (Documentation/dev-tools/kcov.rst). Of
 * the kernel "fuzz" only arch/arm64/kvm is instrumented.
 */
#ifndef KVM_SVE_TESTS_FUZZ_ABI_KCOV_H
#define KVM_SVE_TESTS_FUZZ_ABI_KCOV_H

#include <stdbool.h>

/* Return: false where the kernel has no KCOV; then nothing is ever new. */
bool kcov_start(void);

/* What runs from here on counts as one program's. */
void kcov_begin(void);

/* Return: how many steps from one instrumented place to the next no program had before. */
unsigned int kcov_end(void);

/* How many there are by now. */
unsigned int kcov_seen(void);

#endif /* KVM_SVE_TESTS_FUZZ_ABI_KCOV_H */
