/* SPDX-License-Identifier: GPL-2.0 */
/* What the libFuzzer targets share. */
#ifndef KVM_SVE_TESTS_FUZZ_TARGET_H
#define KVM_SVE_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A finding: @what on stderr, and abort. */
void die(const char *what) __attribute__((noreturn));

/* @data as a file to read; never NULL. */
FILE *open_input(const void *data, size_t size);

#endif /* KVM_SVE_TESTS_FUZZ_TARGET_H */
