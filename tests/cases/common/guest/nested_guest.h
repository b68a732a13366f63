/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest hypervisor that runs a payload of bench/ as its own guest, at EL1: it caps that
 * guest's VL, may trap its FP accesses, and at its calls (HVC) may use the FP registers
 * itself, across an exit to the VMM. For C and for nested_guest.S.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_NESTED_GUEST_H
#define KVM_SVE_TESTS_CASES_COMMON_NESTED_GUEST_H

#include "bench/cases/payload.h"

#define NESTED_GPA	0x4000a000	/* of the code, on 2 KiB */
#define NESTED_AREA	0x4000c000	/* what it shares with the VMM, and its own */

/* 64-bit words of the area: the VMM's */
#define NESTED_ENTRY	0x00	/* where its guest starts */
#define NESTED_LEN	0x08	/* ZCR_EL2.LEN for it */
#define NESTED_HOW	0x10	/* as below */
/* and the guest hypervisor's counts. */
#define NESTED_CALLS	0x18	/* of its guest */
#define NESTED_TRAPS	0x20	/* FP accesses of its guest that trapped to it */
#define NESTED_BAD	0x28	/* times that its own registers were not as it left them */

#define NESTED_TRAP	1	/* trap the guest's first FP access after each call */
#define NESTED_USE_FP	2	/* use the registers at each call */

/* Its own: X registers, Z, P and FFR at the largest VL. */
#define NESTED_X	0x40
#define NESTED_P	0x400
#define NESTED_Z	0x800

/* From PAYLOAD_MMIO: its own exit, the number of the call is stored. */
#define NESTED_EXIT	0x40

#ifndef __ASSEMBLER__
extern const char nested_guest_begin[], nested_guest_start[], nested_guest_end[];
#endif

#endif /* KVM_SVE_TESTS_CASES_COMMON_NESTED_GUEST_H */
