/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest payloads and the host agree on; for C and for payload.S.
 *
 * A payload starts at EL1 with the MMU off at one of its entries, with
 *	x0	1: the vcpu has SVE, 0: it has not
 *	x1	value for ZCR_EL1 (with SVE)
 *	x2	PAYLOAD_MMIO
 *	x3	PAYLOAD_SCRATCH
 * stores what RDVL gives to PAYLOAD_MMIO + PAYLOAD_RDVL (0 without SVE), then
 * for ever writes its registers and stores a counter, from 0, to
 * PAYLOAD_MMIO + PAYLOAD_COUNT. A store anywhere else says that something is
 * wrong.
 */
#ifndef KVM_SVE_BENCH_PAYLOAD_H
#define KVM_SVE_BENCH_PAYLOAD_H

#define PAYLOAD_GPA		0x40000000	/* on 2 KiB, for the vectors */
#define PAYLOAD_SCRATCH		0x40008000	/* for one Z and two P registers */
#define PAYLOAD_MEM_SIZE	0x10000
#define PAYLOAD_MMIO		0x10000000	/* no memory here */

/* Offsets from PAYLOAD_MMIO. */
#define PAYLOAD_COUNT		0x00	/* the iteration that is done */
#define PAYLOAD_RDVL		0x08	/* VL in bytes */
#define PAYLOAD_BAD		0x10	/* a register lost its pattern: kind << 8 | number */
#define PAYLOAD_EXCEPTION	0x18	/* the guest took an exception: ESR_EL1 */

/* Kinds of PAYLOAD_BAD. */
#define PAYLOAD_BAD_Z		0
#define PAYLOAD_BAD_P		1
#define PAYLOAD_BAD_FFR		2
#define PAYLOAD_BAD_VL		3	/* RDVL changed between two iterations */
#define PAYLOAD_BAD_V		4

#ifndef __ASSEMBLER__
/* Position-independent code from payload_start to payload_end, and its entries. */
extern const char payload_start[], payload_end[];
extern const char payload_none[], payload_fpsimd[], payload_sve[];

/* The instructions of one iteration. */
extern const char payload_none_loop[], payload_none_end[];
extern const char payload_fpsimd_loop[], payload_fpsimd_end[];
extern const char payload_sve_loop[], payload_sve_end[];
#endif

#endif /* KVM_SVE_BENCH_PAYLOAD_H */
