/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Patterns in the host's own registers; see host_regs.h. Register n has
 * x9 + n * x11 in its first lane of 64 bits, and x12 more in each one above.
 */
#include "lib/fp_asm.h"

	.arch	armv8.2-a+sve
	.text

#define CALL_CLOBBERED	0,1,2,3,4,5,6,7,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
#define R1_31		1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31

	/* x9 is @seed, x11 and x12 constants. */
	.macro	pattern seed
	mov	x9, \seed
	mov	x11, #0x7c15
	movk	x11, #0x7f4a, lsl #16
	movk	x11, #0x9e37, lsl #48
	mov	x12, #0x2d8d
	movk	x12, #0x8cb9, lsl #32
	.endm

	.macro	write_v n
	add	x10, x9, x12
	fmov	d\n, x9
	mov	v\n\().d[1], x10
	add	x9, x9, x11
	.endm

	/* One more in \bad if V<n> is not as it was written. */
	.macro	check_v n, bad
	fmov	x13, d\n
	mov	x14, v\n\().d[1]
	add	x10, x9, x12
	cmp	x13, x9
	ccmp	x14, x10, #0, eq
	cinc	\bad, \bad, ne
	add	x9, x9, x11
	.endm

	/* x0 seed */
function host_regs_fill
	pattern	x0
	.irp	n, CALL_CLOBBERED
	write_v	\n
	.endr
	ret
	.size	host_regs_fill, . - host_regs_fill

	/* x0 seed; returns how many are wrong */
function host_regs_check
	pattern	x0
	mov	x0, #0
	.irp	n, CALL_CLOBBERED
	check_v	\n, x0
	.endr
	ret
	.size	host_regs_check, . - host_regs_check

	/* Count a round and go on until the stop word is set: x0 stop, x1 looks. */
	.macro	again label
	ldr	x13, [x1]
	add	x13, x13, #1
	str	x13, [x1]
	ldr	w13, [x0]
	cbz	w13, \label
	.endm

	/* x0 stop, x1 looks; returns how many were wrong */
function host_hold_none
1:	again	1b
	mov	x0, #0
	ret
	.size	host_hold_none, . - host_hold_none

function host_hold_fpsimd
	save_d
	mov	x15, #0
	pattern	x1
	.irp	n, 0, R1_31
	write_v	\n
	.endr
1:	mov	x9, x1
	.irp	n, 0, R1_31
	check_v	\n, x15
	.endr
	again	1b
	mov	x0, x15
	restore_d
	ret
	.size	host_hold_fpsimd, . - host_hold_fpsimd

	.macro	write_z n
	add	x9, x9, x11
	index	z\n\().d, x9, x12
	.endm

	.macro	check_z n
	add	x9, x9, x11
	index	z0.d, x9, x12
	cmpne	p1.d, p0/z, z\n\().d, z0.d
	cinc	x15, x15, ne
	.endm

function host_hold_sve
	save_d
	mov	x15, #0
	ptrue	p0.b
	pattern	x1
	.irp	n, R1_31
	write_z	\n
	.endr
1:	mov	x9, x1
	.irp	n, R1_31
	check_z	\n
	.endr
	again	1b
	mov	x0, x15
	restore_d
	ret
	.size	host_hold_sve, . - host_hold_sve

	.section .note.GNU-stack, "", %progbits
