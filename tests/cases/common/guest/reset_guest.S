/* SPDX-License-Identifier: GPL-2.0 */
/* The guest of reset_guest.h; see there. */
#include "lib/el1_asm.h"
#include "reset_guest.h"

#define PSCI_CPU_OFF_LOW	0x0002	/* 0x84000002 */
#define PSCI_CPU_OFF_HIGH	0x8400
#define PSCI_CPU_ON_LOW		0x0003	/* 0xc4000003, with 64-bit arguments */
#define PSCI_CPU_ON_HIGH	0xc400
#define CPACR_FPEN		(3 << 20)

	.arch	armv8-a
	.section .rodata.reset_guest, "a", %progbits

	.balign	16
entry reset_guest_begin

entry reset_guest_off
	mov	x1, #CPACR_FPEN
	msr	cpacr_el1, x1
	isb
	mov	x1, v5.d[0]
	mov	x2, v5.d[1]
	orr	x1, x1, x2
	ldr	x2, [x0, #RESET_FOUND]
	orr	x2, x2, x1
	str	x2, [x0, #RESET_FOUND]
	movi	v5.16b, #0x5a
	ldr	x1, [x0, #RESET_STARTS]
	add	x1, x1, #1
	str	x1, [x0, #RESET_STARTS]
	movz	w0, #PSCI_CPU_OFF_LOW
	movk	w0, #PSCI_CPU_OFF_HIGH, lsl #16
	hvc	#0
	b	.

entry reset_guest_on
	mov	x19, x0
	mov	x20, x1
	mov	x21, x2
	mov	x22, x3
	mov	x23, x4
	mov	x24, x5
	mov	x25, #1			/* starts to wait for */
wait_start:
	ldr	x9, [x19, #RESET_STARTS]
	cmp	x9, x25
	b.lo	wait_start
	cbz	x20, done
	/* Let it go to sleep. */
	mov	x9, x23
delay:
	subs	x9, x9, #1
	b.ne	delay
power_on:
	movz	w0, #PSCI_CPU_ON_LOW
	movk	w0, #PSCI_CPU_ON_HIGH, lsl #16
	mov	x1, x21
	mov	x2, x22
	mov	x3, x19
	hvc	#0
	cbnz	x0, power_on		/* it is not off yet */
	add	x25, x25, #1
	sub	x20, x20, #1
	b	wait_start
done:
	str	x25, [x24]
	b	.

entry reset_guest_end
