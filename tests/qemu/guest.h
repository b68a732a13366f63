/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest for QEMU's virt machine that does as the serial port tells it, for tests of a
 * VMM that knows nothing of us. A command is one byte, the answer one line:
 *
 *	f	fill Z, P and FFR, at the largest VL: "filled VL SUM"
 *	3	fill at the VL of 3 quadwords, or the next below it that there is
 *	r	read them back: "has VL SUM", as filled if nothing was lost
 *	s	every VL that ZCR_EL1 can choose: "set 128,256,512"
 *
 * VL in bits. SUM is FNV-1a of all Z, P and FFR. Between commands the registers stay
 * where they are, while the guest polls the port; all that runs with the MMU off.
 */
#ifndef KVM_SVE_TESTS_QEMU_GUEST_H
#define KVM_SVE_TESTS_QEMU_GUEST_H

#define GUEST_STACK	4096
#define GUEST_MAX_VQ	16
#define GUEST_VQ_BYTES	16
/* 32 Z, 16 P, FFR: P and FFR have a bit for each byte of Z */
#define GUEST_REGS_VQ	(32 * GUEST_VQ_BYTES + 17 * GUEST_VQ_BYTES / 8)

#ifndef __ASSEMBLER__
/* A register file of @vq quadwords has vq * GUEST_REGS_VQ bytes, in the order above. */
void guest_load(const void *regs);
void guest_store(void *regs);
/* ZCR_EL1.LEN for @vq; the VL that it gives, or that there is, in quadwords. */
unsigned long guest_set_vq(unsigned long vq);
unsigned long guest_vq(void);
void guest_main(void);
#endif

#endif /* KVM_SVE_TESTS_QEMU_GUEST_H */
