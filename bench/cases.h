/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is measured: a guest (what its loop touches) that leaves by a kind of
 * exit, on a vcpu with a given largest VL.
 *
 * A trip is one such combination set up and running. Functions return 0 or a
 * negative errno with one line in trip.msg; -EBADMSG says that the guest found
 * or showed a wrong result, -EINTR that the user wants to stop.
 */
#ifndef KVM_SVE_BENCH_CASES_H
#define KVM_SVE_BENCH_CASES_H

#include <stdbool.h>
#include <stdint.h>

#include "vcpu.h"

struct bench_guest {
	const char *name;
	const char *entry;		/* in the payload */
	const char *loop, *loop_end;	/* its iteration, a straight run of instructions */
	bool uses_fp;			/* each round trip takes the FP/SVE trap */
	bool needs_sve;
};

struct trip;

/* A kind of exit. exec alone is timed, so it does nothing but the round trip. */
struct bench_exit {
	const char *name;
	int (*prep)(struct trip *trip);	/* before the first round trip; may be NULL */
	int (*exec)(struct trip *trip);	/* one round trip */
	int (*post)(struct trip *trip);	/* after each: was it the one expected? */
};

struct trip {
	const struct bench_guest *guest;
	const struct bench_exit *exit;
	struct vls set;			/* of the vcpu; empty: a vcpu without SVE */
	unsigned int rdvl;		/* what the guest's RDVL said, bits; 0 without SVE */
	uint64_t count;			/* the counter that the next exit must carry */
	struct vm vm;
	struct vcpu vcpu;
	char msg[VM_MSG_MAX + 64];
};

/* The guests, ended by one with a NULL name. */
extern const struct bench_guest bench_guests[];

/* To user space by a store to an address without memory. */
extern const struct bench_exit bench_exit_mmio;

/* The guest called @name (@len bytes of it), or NULL. */
const struct bench_guest *bench_guest_find(const char *name, size_t len);

/* How many instructions the guest itself runs in a round trip. */
unsigned int bench_guest_instructions(const struct bench_guest *guest);

/**
 * trip_start() - a VM with one vcpu, run until its loop begins
 * @set:	the vcpu's VLs, settable on this host; empty: no SVE
 *
 * On return the guest has said what RDVL gives it, which must be the largest
 * VL of @set. On failure nothing is left.
 */
int trip_start(struct trip *trip, const struct bench_guest *guest,
	       const struct bench_exit *exit, const struct vls *set);
void trip_end(struct trip *trip);

#endif /* KVM_SVE_BENCH_CASES_H */
