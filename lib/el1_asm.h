/* SPDX-License-Identifier: GPL-2.0 */
/* For assembly that runs in a guest, at EL1. */
#ifndef KVM_SVE_LIB_EL1_ASM_H
#define KVM_SVE_LIB_EL1_ASM_H

	/* What C finds and copies. Without .hidden its references would go through the GOT. */
	.macro	entry name
	.globl	\name
	.hidden	\name
	.type	\name, %function
\name:
	.endm

	.macro	mov64 reg, val
	movz	\reg, #((\val) >> 48) & 0xffff, lsl #48
	movk	\reg, #((\val) >> 32) & 0xffff, lsl #32
	movk	\reg, #((\val) >> 16) & 0xffff, lsl #16
	movk	\reg, #(\val) & 0xffff
	.endm

	/*
	 * What VBAR_EL1 is to point to: all exceptions go to one handler. It stands at
	 * a multiple of 2048 (Arm ARM D1, "Exception vectors").
	 */
	.macro	vectors_to handler
	.rept	16
	.balign	128
	b	\handler
	.endr
	.balign	128
	.endm

#endif /* KVM_SVE_LIB_EL1_ASM_H */
