/* SPDX-License-Identifier: GPL-2.0 */
/* Holding FP/SVE registers across something, from assembly; and C's view of them. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_FP_REGS_H
#define KVM_SVE_TESTS_CASES_COMMON_FP_REGS_H

#include <stdint.h>

#define VL_BYTES_MAX 256 /* bytes */

/* What a thread keeps through a system call. */
struct fp_regs {
	uint64_t v[32][2];
	uint64_t fpsr;
	uint64_t fpcr;
	uint64_t rdvl; /* out only */
};

/*
 * All registers at VL bytes: Z0..Z31, then P0..P15 and FFR of VL / 8 bytes
 * each. Aligned to 16 bytes.
 */
struct sve_regs {
	_Alignas(VL_BYTES_MAX) uint8_t bytes[32 * VL_BYTES_MAX + 17 * VL_BYTES_MAX / 8];
};

/* ioctl(2) with @in loaded just before and @out stored just after. Return: 0 or -errno. */
long fp_hold_ioctl(int fd, unsigned long request, unsigned long arg, const struct fp_regs *in,
		   struct fp_regs *out);

/* Load @in, count @spins down in user space, store @out. Without a system call between. */
void sve_hold_spin(const struct sve_regs *in, struct sve_regs *out, uint64_t spins);

/* A pattern that differs in each register, place and @seed; @vl in bytes. */
void sve_pattern(struct sve_regs *regs, unsigned int vl, uint64_t seed);

/* The name of the first register in which they differ, NULL if none; @name has room for 8. */
const char *sve_differ(const struct sve_regs *a, const struct sve_regs *b, unsigned int vl,
		       char *name);

/* Set the VL of the calling thread, in bytes. Return: 0 or -1. */
int sve_set_vl(unsigned int vl);

#endif /* KVM_SVE_TESTS_CASES_COMMON_FP_REGS_H */
