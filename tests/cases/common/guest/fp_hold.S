/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Registers held across a system call or a spin; see fp_regs.h. Both
 * functions keep what the procedure call standard asks for: d8-d15 and FPCR.
 */
#include <asm/unistd.h>

#include "lib/fp_asm.h"

#define FP_REGS_FPSR	(32 * 16)
#define FP_REGS_FPCR	(FP_REGS_FPSR + 8)
#define FP_REGS_RDVL	(FP_REGS_FPSR + 16)

	.arch	armv8.2-a+sve
	.text

	/* x0 fd, x1 request, x2 arg, x3 in, x4 out; Linux keeps x1-x30. */
function fp_hold_ioctl
	save_d
	mrs	x5, fpcr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ldr	q\n, [x3, #\n * 16]
	.endr
	ldr	x6, [x3, #FP_REGS_FPSR]
	msr	fpsr, x6
	ldr	x6, [x3, #FP_REGS_FPCR]
	msr	fpcr, x6
	mov	x8, #__NR_ioctl
	svc	#0
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	str	q\n, [x4, #\n * 16]
	.endr
	mrs	x6, fpsr
	str	x6, [x4, #FP_REGS_FPSR]
	mrs	x6, fpcr
	str	x6, [x4, #FP_REGS_FPCR]
	rdvl	x6, #1
	str	x6, [x4, #FP_REGS_RDVL]
	msr	fpcr, x5
	restore_d
	ret
	.size	fp_hold_ioctl, . - fp_hold_ioctl

	/* x0 in, x1 out, x2 spins */
function sve_hold_spin
	save_d
	sve_load x0, x3
1:	subs	x2, x2, #1
	b.hi	1b
	sve_store x1, x3
	restore_d
	ret
	.size	sve_hold_spin, . - sve_hold_spin

	.section .note.GNU-stack, "", %progbits
