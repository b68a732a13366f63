/* SPDX-License-Identifier: GPL-2.0 */
/* Where the guest begins, and what C cannot say; see guest.h. */
#include "el1_asm.h"
#include "fp_asm.h"
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
	vectors_to .

function guest_set_vq
	sub	x0, x0, #1
	msr	zcr_el1, x0
	isb
	/* fall through */
function guest_vq
	rdvl	x0, #1
	lsr	x0, x0, #4
	ret

function guest_load
	sve_load x0, x1
	ret

function guest_store
	sve_store x0, x1
	ret

	.bss
	.balign	16
stack:
	.skip	GUEST_STACK

	.section .note.GNU-stack, "", %progbits
