/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest whose result depends on every bit it ever held: each step mixes all
 * of Z, P, FFR, some memory and a few X registers with each other, by maps that
 * can be undone, so that a bit lost anywhere is never made good; and folds them
 * into a checksum. For C and for mixer_guest.S.
 *
 * It starts at EL1 with the MMU off, with
 *	x0	seed of the first values
 *	x1	value for ZCR_EL1
 *	x2	MIXER_MMIO
 *	x3	MIXER_DATA
 *	x4	steps to make
 *	x5	the step after which to tell MIXER_STEP; 0: never
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_MIXER_H
#define KVM_SVE_TESTS_CASES_COMMON_MIXER_H

#define MIXER_GPA 0x40000000  /* on 2 KiB, for the vectors */
#define MIXER_DATA 0x40004000 /* spilled registers, a table, the last dump */
#define MIXER_MEM_SIZE 0x8000
#define MIXER_MMIO 0x10000000 /* no memory here */

/* Offsets from MIXER_DATA. */
#define MIXER_TABLE 0x0800 /* MIXER_WORDS of 64 bits */
#define MIXER_WORDS 64
#define MIXER_DUMP 0x1000 /* Z0..Z31, P0..P15, FFR after the last step */

/* Stores to offsets from MIXER_MMIO tell: */
#define MIXER_RDVL 0x00	     /* at the start and at the end: VL in bytes */
#define MIXER_STEP 0x08	     /* the number of steps made is that of x5 */
#define MIXER_DONE 0x10	     /* all steps made: the checksum; again for ever */
#define MIXER_BAD_VL 0x18    /* RDVL is no longer what it was: what it is */
#define MIXER_EXCEPTION 0x20 /* ESR_EL1 */

/* Registers that the host looks at. */
#define MIXER_X_STEP 19 /* steps made */

#ifndef __ASSEMBLER__
#include <stdint.h>

#include "lib/vcpu.h"

struct mixer {
	struct vcpu *vcpu;
	uint64_t rdvl;	      /* what the guest last told, bytes */
	uint64_t step;	      /* where it stopped */
	uint64_t sum;	      /* its checksum, at the end */
	char msg[VM_MSG_MAX]; /* what went wrong */
};

/* The functions return 0, or negative with a text in mixer->msg. */

/*
 * Let a new, finalized @vcpu start, with @zcr in its ZCR_EL1, and run it up to
 * its first report of RDVL. It makes @steps and stops after @stop of them. The
 * memory of its VM must be of MIXER_MEM_SIZE.
 */
int mixer_start(struct mixer *mixer, struct vcpu *vcpu, uint64_t seed, uint64_t zcr, uint64_t steps,
		uint64_t stop);

/* Run up to the store after step @stop, which is left for vcpu_settle() to complete. */
int mixer_run_to_stop(struct mixer *mixer);

/* Run for about @usec and stop wherever the guest is, by a signal. */
int mixer_run_for(struct mixer *mixer, unsigned int usec);

/* Run to the end: ->rdvl and ->sum. The vcpu may be one that others started. */
int mixer_finish(struct mixer *mixer, struct vcpu *vcpu);
#endif

#endif /* KVM_SVE_TESTS_CASES_COMMON_MIXER_H */
