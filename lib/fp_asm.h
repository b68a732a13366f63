/* SPDX-License-Identifier: GPL-2.0 */
/* For assembly that is called from C and uses FP/SIMD or SVE registers. */
#ifndef KVM_SVE_LIB_FP_ASM_H
#define KVM_SVE_LIB_FP_ASM_H

	.macro	function name
	.globl	\name
	.type	\name, %function
	.balign	16
\name:
	.endm

	/* What the procedure call standard (AAPCS64) asks a callee to keep. */
	.macro	save_d
	stp	d8, d9, [sp, #-64]!
	stp	d10, d11, [sp, #16]
	stp	d12, d13, [sp, #32]
	stp	d14, d15, [sp, #48]
	.endm

	.macro	restore_d
	ldp	d10, d11, [sp, #16]
	ldp	d12, d13, [sp, #32]
	ldp	d14, d15, [sp, #48]
	ldp	d8, d9, [sp], #64
	.endm

	/*
	 * All SVE registers from, or to, memory at regs: 32 Z, 16 P and FFR, as long as
	 * the VL makes them. p is another register, for the address of P.
	 */
	.macro	sve_load regs, p
	addvl	\p, \regs, #31
	addvl	\p, \p, #1
	ldr	p0, [\p, #16, mul vl]
	wrffr	p0.b
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	ldr	p\n, [\p, #\n, mul vl]
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ldr	z\n, [\regs, #\n, mul vl]
	.endr
	.endm

	.macro	sve_store regs, p
	addvl	\p, \regs, #31
	addvl	\p, \p, #1
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	str	z\n, [\regs, #\n, mul vl]
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	str	p\n, [\p, #\n, mul vl]
	.endr
	rdffr	p0.b
	str	p0, [\p, #16, mul vl]
	ldr	p0, [\p]
	.endm

#endif /* KVM_SVE_LIB_FP_ASM_H */
