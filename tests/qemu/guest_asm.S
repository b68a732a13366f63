/* SPDX-License-Identifier: GPL-2.0 */
/* Where the guest begins, and what C cannot say; guest.h is the manual. */
#include "guest.h"

#define CPACR_ZEN_FPEN	((3 << 16) | (3 << 20))	/* neither SVE nor FP traps */

	.arch	armv8.2-a+sve
	.text

	.globl	_start
_start:
	mov	x0, #CPACR_ZEN_FPEN
	msr	cpacr_el1, x0
	adr	x0, vectors
	msr	vbar_el1, x0
	isb
	adr	x0, stack + GUEST_STACK
	mov	sp, x0
	b	guest_main

	/* Nothing here should be met: to be silent is to fail. */
	.balign	2048
vectors:
	.rept	16
	.balign	128
	b	.
	.endr

	.globl	guest_set_vq
guest_set_vq:
	sub	x0, x0, #1
	msr	zcr_el1, x0
	isb
	.globl	guest_vq
guest_vq:
	rdvl	x0, #1
	lsr	x0, x0, #4
	ret

	/* x1: the P registers, which follow Z. */
	.macro	p_registers
	addvl	x1, x0, #31
	addvl	x1, x1, #1
	.endm

	.globl	guest_load
guest_load:
	p_registers
	ldr	p0, [x1, #16, mul vl]
	wrffr	p0.b
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	ldr	p\n, [x1, #\n, mul vl]
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ldr	z\n, [x0, #\n, mul vl]
	.endr
	ret

	.globl	guest_store
guest_store:
	p_registers
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	str	z\n, [x0, #\n, mul vl]
	.endr
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	str	p\n, [x1, #\n, mul vl]
	.endr
	rdffr	p0.b
	str	p0, [x1, #16, mul vl]
	ldr	p0, [x1]
	ret

	.bss
	.balign	16
stack:
	.skip	GUEST_STACK

	.section .note.GNU-stack, "", %progbits
