/* SPDX-License-Identifier: GPL-2.0 */
/* For assembly that is called from C and uses the host's own FP/SIMD registers. */
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

#endif /* KVM_SVE_LIB_FP_ASM_H */
