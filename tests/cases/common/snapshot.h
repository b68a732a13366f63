/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A stopped mixer guest in a file: the vcpu's state, the VM's memory, and what
 * must come of it. A file holds any number of them, each with a checksum; its
 * form is this test's own, in the byte order of the host.
 */
#ifndef KVM_SVE_TESTS_CASES_COMMON_SNAPSHOT_H
#define KVM_SVE_TESTS_CASES_COMMON_SNAPSHOT_H

#include <stdint.h>
#include <stdio.h>

#include "mixer.h"
#include "vcpu_state.h"

struct snapshot {
	/* How it was made. */
	char origin[96]; /* the host's set, as text */
	uint64_t mask;	 /* the vcpu's set: bit (VQ - 1) */
	uint64_t zcr;	 /* the guest's own ZCR_EL1 */
	uint64_t kicked; /* stopped anywhere, by a signal; else at an exit */
	uint64_t step;	 /* where, of how many */
	uint64_t steps;
	/* What must come of it: the unmigrated run's. */
	uint64_t rdvl;
	uint64_t sum;
	/* The vcpu and its VM. */
	struct vcpu_state state;
	uint8_t mem[MIXER_MEM_SIZE];
};

/* Append @snap. Bails out if it cannot be written. */
void snapshot_write(FILE *file, const struct snapshot *snap);

/*
 * The next one into @snap, for vcpu_state_free(&snap->state). Return: false at
 * the end of the file. Bails out at anything that is not a whole snapshot.
 */
bool snapshot_read(FILE *file, struct snapshot *snap);

#endif /* KVM_SVE_TESTS_CASES_COMMON_SNAPSHOT_H */
