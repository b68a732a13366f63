/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guests: loops that touch no FP register, all V registers, or every Z, P
 * and FFR, then leave: by a store to an address without memory, or some times by
 * a call that KVM answers or by sleeping, or they stay for a while to be preempted,
 * and by the store at last. payload.h says how they are started and what they report.
 *
 * Each iteration checks first that what the last one wrote came through the
 * exit at full width, then writes a new pattern. An iteration is a straight run
 * from <guest>_loop to <guest>_end: as many instructions at any VL. The scratch
 * area is touched by the SVE guest alone.
 *
 * The loops run as a real guest's code does, with stage 1 and caches on and on
 * write-back memory: the prologue turns that on and reports what it got. On a host
 * without FEAT_S2FWB (A64FX) it must not be left to stage 2: with stage 1 off each
 * instruction would be fetched, and the scratch area be reached, past the caches.
 * Nothing is stale at the switch. The host writes this code and its table through
 * its caches, before the guest runs. Where stage 2 does not force write-back, KVM
 * cleans and invalidates a page to the point of coherency when it maps it, so that
 * the first fetches, past the caches, see what was written. It also traps the guest's
 * write of SCTLR_EL1 there and does the same to all of the VM's memory. The prologue
 * stores nothing to memory, so no data has to be kept from one side to the other.
 *
 * The pattern of iteration i: 64-bit lane j of register n is
 * i * K_ITER + n * K_REG + j * K_LANE; P<n> has the sign of each byte of Z<n>;
 * FFR is its first (i + 1) modulo (VL + 1) elements, as an FFR must be a run
 * from element 0.
 */
#include "lib/el1_asm.h"
#include "payload.h"

#define K_ITER	0x9e3779b97f4a7c15
#define K_REG	0xd1b54a32d192ed03
#define K_LANE	0x8cb92ba72f3d8dd7

#define PSCI_VERSION_HIGH	0x8400	/* the function is this << 16 */

/* Stage 1: a level 1 table of four 1 GiB blocks, with 4 KiB granules. */
#define MAIR_DEVICE	0		/* index of Device-nGnRE, */
#define MAIR_NORMAL	1		/* of Normal write-back, read and write allocate */
#define MAIR		((0x04 << 8 * MAIR_DEVICE) | (0xff << 8 * MAIR_NORMAL))
#define TCR_T0SZ	32		/* addresses of 32 bits, in and (IPS 0) out */
#define TCR_WALKS	((1 << 8) | (1 << 10) | (3 << 12))	/* write-back, inner shareable */
#define TCR_EPD1	(1 << 23)	/* nothing by TTBR1_EL1, whose granule is */
#define TCR_TG1_4K	(2 << 30)
#define TCR		(TCR_T0SZ | TCR_WALKS | TCR_EPD1 | TCR_TG1_4K)
#define SCTLR_ON	((1 << 0) | (1 << 2) | (1 << 12))	/* M, C, I */

#define BLOCK		(1 | (1 << 10))	/* a valid one, with the access flag */
#define BLOCK_INNER	(3 << 8)	/* inner shareable */
#define BLOCK_XN	(3 << 53)	/* no code */
#define BLOCK_ATTR(i)	((i) << 2)
#define GIB		(1 << 30)

#define PAR_ATTR_SHIFT	56

/* Register numbers. */
#define R1_15	1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
#define R16_31	16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31

/* Registers that live through a loop; x2 and x3 are as payload.h says. */
iter	.req	x19
k_iter	.req	x20
base	.req	x21	/* iter * K_ITER: lane 0 of register 0 */
k_reg	.req	x22
k_lane	.req	x23
ffr_len	.req	x24
vl	.req	x25	/* RDVL at the start, bytes */
sleep	.req	x26	/* as payload.h says; so turns, left and gap */
turns	.req	x26
scratch	.req	x27	/* x3, which a hypervisor call does not keep */
left	.req	x28
gap	.req	x14
want	.req	x9
code	.req	x10	/* what to report if a check fails */

	.arch	armv8.2-a+sve
	.section .rodata.payload, "a", %progbits

	.balign	2048
entry payload_start
vectors:
	vectors_to exception
exception:
	mrs	code, esr_el1
	str	code, [x2, #PAYLOAD_EXCEPTION]
	b	exception

bad:
	str	code, [x2, #PAYLOAD_BAD]
	b	bad

	/* Every address to itself: that of PAYLOAD_MMIO is a device, then comes memory. */
#if PAYLOAD_MMIO >> 30 != 0 || PAYLOAD_GPA >> 30 != 1
#error "the table maps other addresses"
#endif
	.balign	64
table:
	.quad	BLOCK | BLOCK_ATTR(MAIR_DEVICE) | BLOCK_XN
	.quad	GIB | BLOCK | BLOCK_ATTR(MAIR_NORMAL) | BLOCK_INNER
	.quad	0, 0

	/* The entries of a guest: its loop for each way to leave. */
	.macro	entries guest
entry payload_\guest
	adr	x15, start_\guest
	b	prologue
entry payload_\guest\()_hvc
	adr	x15, start_\guest\()_hvc
	b	prologue
entry payload_\guest\()_sleep
	adr	x15, start_\guest\()_sleep
	b	prologue
entry payload_\guest\()_preempt
	adr	x15, start_\guest\()_preempt
	b	prologue
	.endm

	entries	none
	entries	fpsimd
	entries	sve

	/* Memory attributes of an address, as the MMU has them; 0 if it maps none. */
	.macro	attributes to, addr
	at	s1e1r, \addr
	isb
	mrs	\to, par_el1
	tst	\to, #1			/* PAR_EL1.F */
	lsr	\to, \to, #PAR_ATTR_SHIFT
	csel	\to, xzr, \to, ne
	.endm

prologue:
	adr	x4, vectors
	msr	vbar_el1, x4

	/* May be on already, if the host starts this vcpu once more: then nothing changes. */
	mov	x4, #MAIR
	msr	mair_el1, x4
	mov64	x4, TCR
	msr	tcr_el1, x4
	adr	x4, table
	msr	ttbr0_el1, x4
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	mrs	x4, sctlr_el1
entry payload_sctlr				/* a test puts other bits here */
	mov	x5, #SCTLR_ON
	orr	x4, x4, x5
	msr	sctlr_el1, x4
	isb

	mov	x4, #(3 << 20)			/* CPACR_EL1.FPEN: no trap */
	mov	vl, #0
	cbz	x0, 1f
	orr	x4, x4, #(3 << 16)		/* CPACR_EL1.ZEN: no trap */
1:	msr	cpacr_el1, x4
	isb
	cbz	x0, 2f
	msr	s3_0_c1_c2_0, x1		/* ZCR_EL1 */
	isb
	rdvl	vl, #1
2:	mov64	k_iter, K_ITER
	mov64	k_reg, K_REG
	mov64	k_lane, K_LANE
	mov	scratch, x3
	mov	iter, #0
	mov	ffr_len, #0

	/* The report of payload.h. */
	mov	x4, vl
	mrs	x5, sctlr_el1
	bfi	x4, x5, #PAYLOAD_SCTLR_SHIFT, #16
	adr	x5, prologue
	attributes x6, x5
	bfi	x4, x6, #PAYLOAD_CODE_SHIFT, #8
	attributes x6, x3
	bfi	x4, x6, #PAYLOAD_DATA_SHIFT, #8
	attributes x6, x2
	bfi	x4, x6, #PAYLOAD_DEVICE_SHIFT, #8
	str	x4, [x2, #PAYLOAD_REPORT]
	br	x15

	/* Ways to leave and come back within KVM_RUN. */

	.macro	leave_hvc
	movz	w0, #PSCI_VERSION_HIGH, lsl #16
	hvc	#0
	mov	x2, #PAYLOAD_MMIO
	mov	x3, scratch
	.endm

	.macro	leave_sleep
	mrs	x11, cntvct_el0
	add	x11, x11, sleep
	msr	cntv_cval_el0, x11
	mov	x11, #1				/* CNTV_CTL_EL0.ENABLE */
	msr	cntv_ctl_el0, x11
	isb
	wfi
	msr	cntv_ctl_el0, xzr
	.endm

	/* An instruction that traps unless the guest's registers are in the CPU. */
	.macro	touch_none
	.endm
	.macro	touch_fpsimd
	fmov	x11, d31
	.endm
	.macro	touch_sve
	cntp	x11, p0, p0.b
	.endm

	/*
	 * Stay in the guest for some turns, until and after the host's task has changed the
	 * mark. The guest knows a preemption by the mark, not by a long turn, which may have
	 * other causes. The gap is the time of two turns: the one that found another mark, and the
	 * next one, whose touch is after the preemption for certain. The same instructions
	 * whether there was one or not.
	 */
	.macro	stay guest
	mov	x15, turns
	mov	gap, #0
	mov	x8, #0				/* the last turn found another mark */
	ldr	w4, [x3, #PAYLOAD_MARK]
	isb
	mrs	x12, cntvct_el0			/* the last turn's time, */
	mov	x13, x12			/* and that of the one before */
1:	touch_\guest
	isb
	mrs	x16, cntvct_el0
	sub	x17, x16, x13
	cmp	x8, #0
	csel	gap, x17, gap, ne
	ldr	w5, [x3, #PAYLOAD_MARK]
	cmp	w5, w4
	cset	x8, ne
	mov	w4, w5
	mov	x13, x12
	mov	x12, x16
	subs	x15, x15, #1
	b.ne	1b
	.endm

	.macro	leave_store guest, way
	str	iter, [x2, #PAYLOAD_COUNT]
	add	iter, iter, #1
	b	check_\guest\way
	.endm

	/* The end of an iteration; \way: empty for the store alone. */
	.macro	leave guest, way
	.ifb	\way
	leave_store \guest
entry payload_\guest\()_end
	.else
	.ifc	\way,_preempt
	stay	\guest
	leave_store \guest, \way
entry payload_\guest\way\()_end
	.else
	cbz	left, 1f
	sub	left, left, #1
	leave\way
	add	iter, iter, #1
	b	check_\guest\way
entry payload_\guest\way\()_end
1:	leave_store \guest, \way
	.endif
	.endif
	.endm

	/* No FP register */

	.macro	guest_none way
entry payload_none\way\()_loop
check_none\way:
start_none\way:
	leave	none, \way
	.endm

	guest_none
	guest_none _hvc
	guest_none _sleep
	guest_none _preempt

	/* V registers */

	.macro	check_v n
	fmov	x11, d\n
	mov	x12, v\n\().d[1]
	add	x13, want, k_lane
	mov	code, #(PAYLOAD_BAD_V << 8) | \n
	cmp	x11, want
	ccmp	x12, x13, #0, eq
	b.ne	bad
	add	want, want, k_reg
	.endm

	.macro	write_v n
	add	x13, want, k_lane
	fmov	d\n, want
	mov	v\n\().d[1], x13
	add	want, want, k_reg
	.endm

	.macro	guest_fpsimd way
entry payload_fpsimd\way\()_loop
check_fpsimd\way:
	mov	want, base
	.irp	n, 0, R1_15, R16_31
	check_v	\n
	.endr
start_fpsimd\way:
	mul	base, iter, k_iter
	mov	want, base
	.irp	n, 0, R1_15, R16_31
	write_v	\n
	.endr
	leave	fpsimd, \way
	.endm

	guest_fpsimd
	guest_fpsimd _hvc
	guest_fpsimd _sleep
	guest_fpsimd _preempt

	/* Z, P and FFR */

	/* Z<n> against the pattern that begins with want; uses \tmp and p1. */
	.macro	compare_z n, tmp
	index	z\tmp\().d, want, k_lane
	mov	code, #(PAYLOAD_BAD_Z << 8) | \n
	cmpne	p1.d, p0/z, z\n\().d, z\tmp\().d
	b.ne	bad
	.endm

	.macro	check_z n
	add	want, want, k_reg
	compare_z \n, 0
	.endm

	/* P<n>, which is in P<in>, against the signs of Z<n>. */
	.macro	compare_p n, in
	mov	code, #(PAYLOAD_BAD_P << 8) | \n
	cmplt	p1.b, p0/z, z\n\().b, #0
	eors	p1.b, p0/z, p1.b, p\in\().b
	b.ne	bad
	.endm

	.macro	write_z n
	index	z\n\().d, want, k_lane
	add	want, want, k_reg
	.endm

	/* P<n> from Z<n>; P0, which must be full, comes last. */
	.macro	write_p n
	cmplt	p\n\().b, p0/z, z\n\().b, #0
	.endm

	.macro	guest_sve way
entry payload_sve\way\()_loop
check_sve\way:
	/* The checks need a Z and two P registers: those are kept in memory. */
	str	p0, [x3, #0, mul vl]
	str	p1, [x3, #1, mul vl]
	str	z0, [x3, #1, mul vl]
	ptrue	p0.b
	mov	want, base
	.irp	n, R1_15, R16_31
	check_z	\n
	.endr
	ldr	z0, [x3, #1, mul vl]
	mov	want, base
	compare_z 0, 1
	add	want, want, k_reg
	index	z1.d, want, k_lane		/* it was right, see above */

	.irp	n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15
	compare_p \n, \n
	.endr
	ldr	p2, [x3, #0, mul vl]
	compare_p 0, 2
	ldr	p2, [x3, #1, mul vl]
	compare_p 1, 2

	rdffr	p2.b
	mov	code, #(PAYLOAD_BAD_FFR << 8)
	whilelo	p1.b, xzr, ffr_len
	eors	p1.b, p0/z, p1.b, p2.b
	b.ne	bad

	rdvl	x11, #1
	mov	code, #(PAYLOAD_BAD_VL << 8)
	cmp	x11, vl
	b.ne	bad
start_sve\way:
	mul	base, iter, k_iter
	mov	want, base
	.irp	n, 0, R1_15, R16_31
	write_z	\n
	.endr
	add	ffr_len, ffr_len, #1
	cmp	ffr_len, vl
	csel	ffr_len, xzr, ffr_len, hi
	whilelo	p1.b, xzr, ffr_len
	wrffr	p1.b
	ptrue	p0.b
	.irp	n, R1_15
	write_p	\n
	.endr
	write_p	0
	leave	sve, \way
	.endm

	guest_sve
	guest_sve _hvc
	guest_sve _sleep
	guest_sve _preempt

entry payload_end
	.section .note.GNU-stack, "", %progbits
