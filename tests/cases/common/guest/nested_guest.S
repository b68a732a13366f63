/* SPDX-License-Identifier: GPL-2.0 */
/* The guest hypervisor of nested_guest.h; see there. MMU off, HCR_EL2.E2H on, SP the area. */
#include "lib/el1_asm.h"
#include "nested_guest.h"

#define HCR_RW		(1 << 31)
#define HCR_E2H		(1 << 34)
#define SPSR_EL1H	0x3c5		/* interrupts masked */
#define CPTR_NO_TRAP	((3 << 20) | (3 << 16))	/* FPEN, ZEN */
#define LEN_MAX		15
#define EC_SHIFT	26
#define EC_FP		0x07
#define EC_HVC		0x16
#define EC_SVE		0x19

/* Not known to all assemblers. */
#define ZCR_EL2		s3_4_c1_c2_0

	.arch	armv8.2-a+sve
	.section .rodata.nested_guest, "a", %progbits

area	.req	x9
how	.req	x10
t0	.req	x11
t1	.req	x12
t2	.req	x13

	.balign	2048
entry nested_guest_begin
	/* Vectors: the current EL's are an error; of a lower one only synchronous ones come. */
	.rept	8
	.balign	128
	b	unexpected
	.endr
	.balign	128
	b	from_guest
	.rept	7
	.balign	128
	b	unexpected
	.endr
	.balign	128

	/* Let the guest trap or not, at its VL. */
	.macro	to_guest
	ldr	how, [area, #NESTED_HOW]
	ldr	t0, [area, #NESTED_LEN]
	msr	ZCR_EL2, t0
	isb
	mov64	t0, CPTR_NO_TRAP
	tst	how, #NESTED_TRAP
	csel	t0, xzr, t0, ne
	msr	cptr_el2, t0
	isb
	.endm

entry nested_guest_start
	mov64	area, NESTED_AREA
	mov	sp, area
	adr	t0, nested_guest_begin
	msr	vbar_el2, t0
	mov64	t0, HCR_RW | HCR_E2H
	msr	hcr_el2, t0
	mov	t0, #SPSR_EL1H
	msr	spsr_el2, t0
	ldr	t0, [area, #NESTED_ENTRY]
	msr	elr_el2, t0
	mov64	t0, CPTR_NO_TRAP
	msr	cptr_el2, t0
	isb
	to_guest
	eret

unexpected:
	mrs	t0, esr_el2
	mov64	t1, PAYLOAD_MMIO
	str	t0, [t1, #PAYLOAD_EXCEPTION]
	b	unexpected

	.macro	count what
	ldr	t0, [area, #\what]
	add	t0, t0, #1
	str	t0, [area, #\what]
	.endm

from_guest:
	stp	x9, x10, [sp, #NESTED_X]
	stp	x11, x12, [sp, #NESTED_X + 16]
	str	x13, [sp, #NESTED_X + 32]
	mov	area, sp
	mov64	t0, CPTR_NO_TRAP
	msr	cptr_el2, t0
	isb
	mrs	t0, esr_el2
	lsr	t0, t0, #EC_SHIFT
	cmp	t0, #EC_HVC
	b.eq	called
	cmp	t0, #EC_FP
	ccmp	t0, #EC_SVE, #4, ne
	b.ne	unexpected

	/* It wants FP registers: no trap until it calls the next time. */
	count	NESTED_TRAPS
	b	back

called:
	count	NESTED_CALLS
	ldr	how, [area, #NESTED_HOW]
	tst	how, #NESTED_USE_FP
	b.eq	leave

	/* All registers, at the largest VL: saved, used across an exit, and put back. */
	mov	t0, #LEN_MAX
	msr	ZCR_EL2, t0
	isb
	add	t1, area, #NESTED_Z
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	str	z\n, [t1, #\n, mul vl]
	.endr
	add	t1, area, #NESTED_P
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	str	p\n, [t1, #\n, mul vl]
	.endr
	rdffr	p0.b
	str	p0, [t1, #16, mul vl]

	ldr	t2, [area, #NESTED_CALLS]
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	dup	z\n\().d, t2
	.endr
	mov64	t0, PAYLOAD_MMIO
	str	t2, [t0, #NESTED_EXIT]

	/* The last against another, and all but that against a new one of the same. */
	ptrue	p0.d
	cmpne	p2.d, p0/z, z31.d, z30.d
	dup	z31.d, t2
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
	cmpne	p1.d, p0/z, z\n\().d, z31.d
	orr	p2.b, p0/z, p2.b, p1.b
	.endr
	ptest	p0, p2.b
	b.none	1f
	count	NESTED_BAD
1:
	add	t1, area, #NESTED_P
	ldr	p0, [t1, #16, mul vl]
	wrffr	p0.b
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	ldr	p\n, [t1, #\n, mul vl]
	.endr
	add	t1, area, #NESTED_Z
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ldr	z\n, [t1, #\n, mul vl]
	.endr
leave:
	to_guest

back:
	ldr	x13, [sp, #NESTED_X + 32]
	ldp	x11, x12, [sp, #NESTED_X + 16]
	ldp	x9, x10, [sp, #NESTED_X]
	eret

entry nested_guest_end
