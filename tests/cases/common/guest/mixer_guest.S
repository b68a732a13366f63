/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest of mixer.h; see there.
 *
 * All Z, P and FFR are live; there is none to spare. What a part of a step needs
 * for itself goes to memory first and comes back after it. With the MMU off all
 * memory is Device memory: only aligned accesses.
 *
 * Each update is x = x + f(the others), x = x ^ f(the others), a rotation or a
 * product with an odd number: the state before can be computed from the state
 * after, so two states that differ never meet again.
 */
#include "lib/el1_asm.h"
#include "mixer.h"

#define K_Z	0x9e3779b97f4a7c15
#define K_LANE	0x8cb92ba72f3d8dd7

/* Register numbers. */
#define R2_7	2,3,4,5,6,7
#define R8_15	8,9,10,11,12,13,14,15
#define R0_31	0,1,R2_7,R8_15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
#define R30_0	30,29,28,27,26,25,24,23,22,21,20,19,18,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1,0

step	.req	x19
sum	.req	x20
k	.req	x21	/* odd: a product with it can be undone */
vl	.req	x22	/* RDVL at the start, bytes */
table	.req	x23
k_lane	.req	x24

	.arch	armv8.2-a+sve
	.section .rodata.mixer, "a", %progbits

	.balign	2048
entry mixer_begin
vectors:
	vectors_to exception
exception:
	mrs	x9, esr_el1
	str	x9, [x2, #MIXER_EXCEPTION]
	b	exception

bad_vl:
	str	x9, [x2, #MIXER_BAD_VL]
	b	bad_vl

entry mixer_entry
	adr	x9, vectors
	msr	vbar_el1, x9
	mov	x9, #(3 << 20)			/* CPACR_EL1.FPEN: no trap */
	orr	x9, x9, #(3 << 16)		/* .ZEN: no trap */
	msr	cpacr_el1, x9
	isb
	msr	s3_0_c1_c2_0, x1		/* ZCR_EL1 */
	isb
	rdvl	vl, #1
	str	vl, [x2, #MIXER_RDVL]

	mov64	k, K_Z
	mov64	k_lane, K_LANE
	add	table, x3, #MIXER_TABLE
	mov	step, #0
	mul	sum, x0, k
	.irp	n, R0_31
	index	z\n\().d, sum, k_lane
	mul	sum, sum, k
	add	sum, sum, #1
	.endr
	ptrue	p0.b
	whilelo	p1.b, xzr, xzr
	wrffr	p1.b
	.irp	n, 1, R2_7, R8_15
	cmplt	p\n\().b, p0/z, z\n\().b, #0
	.endr
	cmplt	p0.b, p0/z, z0.b, #0

	/* \do for each two that follow each other in a list, the second one first. */
	.macro	each_pair do, a, b, rest:vararg
	\do	\b, \a
	.ifnb	\rest
	each_pair \do, \b, \rest
	.endif
	.endm

	/* Z<a>: its neighbour added, then turned by three bytes. */
	.macro	mix_z a, b
	add	z\a\().d, z\a\().d, z\b\().d
	ext	z\a\().b, z\a\().b, z\a\().b, #3
	.endm

	/* P<a> takes in its neighbour; with p0 all true. */
	.macro	mix_p a, b
	eor	p\a\().b, p0/z, p\a\().b, p\b\().b
	.endm

	/* P<n> takes in the signs of Z<n>; with p0 all true, by way of p1. */
	.macro	sign_p n
	cmplt	p1.b, p0/z, z\n\().b, #0
	eor	p\n\().b, p0/z, p\n\().b, p1.b
	.endm

	/* The bytes of Z<a> that P<p> names take in those of Z<b>. P0..P7 only. */
	.macro	choose_z a, b, p
	add	z\a\().b, p\p\()/m, z\a\().b, z\b\().b
	.endm

	/* The words from x9 to x10 go into the checksum. */
	.macro	fold_words
8:	ldr	x11, [x9], #8
	eor	sum, x11, sum, ror #31
	mul	sum, sum, k
	cmp	x9, x10
	b.ne	8b
	.endm

	/* The accumulator z31 takes in the bytes of Z<n> that p1 names. */
	.macro	fold_p n
	add	z31.b, p1/m, z31.b, z\n\().b
	ext	z31.b, z31.b, z31.b, #7
	.endm

next_step:
	each_pair mix_z, 31, R30_0
	mix_z	31, 0
	add	z0.d, z0.d, #0x9d

	/* P2..P15, and FFR, with p0 and p1 out of the way. */
	str	p0, [x3, #0, mul vl]
	str	p1, [x3, #1, mul vl]
	ptrue	p0.b
	.irp	n, R2_7, R8_15
	sign_p	\n
	.endr
	each_pair mix_p, 15,14,13,12,11,10,9,8,7,6,5,4,3,2
	rev	p15.b, p15.b

	/* FFR must be a run of ones from element 0: the state is its length. */
	rdffr	p1.b
	choose_z 0, 1, 1
	cntp	x9, p0, p1.b
	eor	sum, sum, x9
	mul	sum, sum, k
	and	x10, sum, #15
	add	x9, x9, x10
	add	x9, x9, #1			/* 1 to 16 more, modulo VL + 1 */
	cmp	x9, vl
	b.ls	1f
	sub	x9, x9, vl
	sub	x9, x9, #1
1:	whilelo	p1.b, xzr, x9
	wrffr	p1.b

	.irp	n, R8_15
	mov	p1.b, p\n\().b
	choose_z \n, 16, 1
	.endr

	/* The checksum, over all of them; z31 is kept in memory. */
	str	z31, [x3, #1, mul vl]
	.irp	n, R30_0
	add	z31.d, z31.d, z\n\().d
	ext	z31.b, z31.b, z31.b, #5
	.endr
	.irp	n, R2_7, R8_15
	mov	p1.b, p\n\().b
	fold_p	\n
	.endr
	rdffr	p1.b
	fold_p	16
	ldr	p1, [x3, #0, mul vl]
	fold_p	0
	ldr	p1, [x3, #1, mul vl]
	fold_p	1
	uaddv	d31, p0, z31.d
	fmov	x9, d31
	eor	sum, x9, sum, ror #29
	mul	sum, sum, k
	ldr	z31, [x3, #1, mul vl]

	/* P0 and P1, by way of p15. */
	eor	p1.b, p0/z, p1.b, p2.b
	str	p15, [x3, #2, mul vl]
	ldr	p15, [x3, #0, mul vl]
	eor	p15.b, p0/z, p15.b, p1.b
	mov	p0.b, p15.b
	ldr	p15, [x3, #2, mul vl]
	choose_z 0, 1, 0
	choose_z 1, 2, 1
	.irp	n, R2_7
	choose_z \n, 17, \n
	.endr

	/* Memory is a part of what moves, too. */
	and	x9, step, #(MIXER_WORDS - 1)
	ldr	x10, [table, x9, lsl #3]
	add	sum, sum, x10
	eor	x10, sum, x10, ror #23
	str	x10, [table, x9, lsl #3]

	rdvl	x9, #1
	cmp	x9, vl
	b.ne	bad_vl
	add	step, step, #1
	cmp	step, x5
	b.ne	2f
	str	step, [x2, #MIXER_STEP]
2:	cmp	step, x4
	b.ne	next_step

	/* All registers to memory; that and the table, word by word, into the checksum. */
	add	x9, x3, #MIXER_DUMP
	addvl	x10, x9, #31
	addvl	x10, x10, #1
	.irp	n, R0_31
	str	z\n, [x9, #\n, mul vl]
	.endr
	.irp	n, 0, 1, R2_7, R8_15
	str	p\n, [x10, #\n, mul vl]
	.endr
	rdffr	p0.b
	str	p0, [x10, #16, mul vl]
	addpl	x10, x10, #17
	add	x10, x10, #7			/* what is between is 0 */
	and	x10, x10, #~7
	fold_words
	mov	x9, table
	add	x10, table, #(MIXER_WORDS * 8)
	fold_words

	rdvl	x9, #1
	str	x9, [x2, #MIXER_RDVL]
3:	str	sum, [x2, #MIXER_DONE]
	b	3b
entry mixer_end
	.section .note.GNU-stack, "", %progbits
