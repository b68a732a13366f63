/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest payloads and the host agree on; for C and for payload.S.
 *
 * A payload starts at EL1 at one of its entries, with the MMU off as KVM resets a
 * vcpu, or on as it left it, and with
 *	x0	1: the vcpu has SVE, 0: it has not
 *	x1	value for ZCR_EL1 (with SVE)
 *	x2	PAYLOAD_MMIO
 *	x3	PAYLOAD_SCRATCH, or for another vcpu of the VM one of its own
 *	x26	_sleep: ticks that a sleep takes; _preempt: turns of its loop
 * turns on stage 1 and the caches, and stores a report to PAYLOAD_MMIO +
 * PAYLOAD_REPORT: what RDVL gives (0 without SVE), SCTLR_EL1, and the attributes of
 * its memory. payload_report.h reads it. Then it for ever writes its registers and
 * stores a counter of iterations, from 0, to PAYLOAD_MMIO + PAYLOAD_COUNT. A store
 * anywhere else says that something is wrong.
 *
 * The entries _hvc and _sleep leave x28 times in another way before each store,
 * which the host may set at any store: by a call of PSCI_VERSION, which KVM
 * answers, or by WFI with the virtual timer set, while KVM gives the CPU away.
 * The counter counts these iterations too.
 *
 * The entry _preempt stays in a loop of x26 turns before each store, without any exit
 * of its own, while a task of the host may preempt it and change the word at x3 +
 * PAYLOAD_MARK. At the store x14 is how long that took the guest, in ticks, or 0 if
 * the word is the same.
 */
#ifndef KVM_SVE_BENCH_PAYLOAD_H
#define KVM_SVE_BENCH_PAYLOAD_H

#define PAYLOAD_GPA		0x40000000	/* on 2 KiB, for the vectors */
#define PAYLOAD_SCRATCH		0x40008000	/* for one Z and two P registers */
#define PAYLOAD_SCRATCH_SIZE	0x1000
#define PAYLOAD_MARK		0x0ff8		/* in the scratch area, 32 bits */
#define PAYLOAD_MEM_SIZE	0x10000
#define PAYLOAD_MMIO		0x10000000	/* no memory here */

/* Offsets from PAYLOAD_MMIO. */
#define PAYLOAD_COUNT		0x00	/* the iteration that is done */
#define PAYLOAD_REPORT		0x08	/* as below */
#define PAYLOAD_BAD		0x10	/* a register lost its pattern: kind << 8 | number */
#define PAYLOAD_EXCEPTION	0x18	/* the guest took an exception: ESR_EL1 */

/* The report: RDVL in bytes, and from these bits on the rest. */
#define PAYLOAD_RDVL_MASK	0xffff
#define PAYLOAD_SCTLR_SHIFT	16	/* bits 15:0 of SCTLR_EL1 */
#define PAYLOAD_CODE_SHIFT	32	/* 8 bits, as in MAIR_EL1, of the code, */
#define PAYLOAD_DATA_SHIFT	40	/* the scratch area */
#define PAYLOAD_DEVICE_SHIFT	48	/* and PAYLOAD_MMIO */

/* Kinds of PAYLOAD_BAD. */
#define PAYLOAD_BAD_Z		0
#define PAYLOAD_BAD_P		1
#define PAYLOAD_BAD_FFR		2
#define PAYLOAD_BAD_VL		3	/* RDVL changed between two iterations */
#define PAYLOAD_BAD_V		4

/* Registers that the host may set later, see above. */
#define PAYLOAD_X_SLEEP		26
#define PAYLOAD_X_TURNS		26
#define PAYLOAD_X_LEFT		28

/* A register that the host may read at a store. */
#define PAYLOAD_X_GAP		14

#ifndef __ASSEMBLER__
/* Position-independent code from payload_start to payload_end. */
extern const char payload_start[], payload_end[];
/* MOVZ to X5 of what the prologue sets in SCTLR_EL1. */
extern const char payload_sctlr[];

/* Of each guest its entry, and the instructions of one iteration, for each way to leave. */
#define PAYLOAD_LOOP(id) \
	extern const char payload_##id[], payload_##id##_loop[], payload_##id##_end[]
PAYLOAD_LOOP(none);
PAYLOAD_LOOP(none_hvc);
PAYLOAD_LOOP(none_sleep);
PAYLOAD_LOOP(none_preempt);
PAYLOAD_LOOP(fpsimd);
PAYLOAD_LOOP(fpsimd_hvc);
PAYLOAD_LOOP(fpsimd_sleep);
PAYLOAD_LOOP(fpsimd_preempt);
PAYLOAD_LOOP(sve);
PAYLOAD_LOOP(sve_hvc);
PAYLOAD_LOOP(sve_sleep);
PAYLOAD_LOOP(sve_preempt);
#undef PAYLOAD_LOOP
#endif

#endif /* KVM_SVE_BENCH_PAYLOAD_H */
