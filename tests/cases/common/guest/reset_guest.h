/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two vcpus of a VM without MMU: "off" looks at V5, writes it and powers off, by PSCI;
 * "on" powers it on again. For C and for reset_guest.S.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_RESET_GUEST_H
#define KVM_SVE_TESTS_CASES_COMMON_RESET_GUEST_H

/* 64-bit words of memory that both use, at X0. */
#define RESET_STARTS	0	/* how often "off" started */
#define RESET_FOUND	8	/* what it found in V5 at its starts, by OR */

#ifndef __ASSEMBLER__
/*
 * "off" starts with X0; "on" with X0, X1: how often to power "off" on, X2: its MPIDR, X3: the
 * address of its code, X4: turns of a loop to wait before, X5: where to store when done.
 */
extern const char reset_guest_begin[], reset_guest_off[], reset_guest_on[], reset_guest_end[];
#endif

#endif /* KVM_SVE_TESTS_CASES_COMMON_RESET_GUEST_H */
