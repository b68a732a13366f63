/* SPDX-License-Identifier: GPL-2.0 */
/* What a pair of probes that do nothing costs on this machine. */
#ifndef KVM_SVE_BPF_PAIR_COST_H
#define KVM_SVE_BPF_PAIR_COST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pair_cost {
	uint64_t shown; /* ns that it shows between its two ends: none of that is the kernel's */
	uint64_t paid;	/* ns that it adds to the call */
};

/*
 * Measure it, in some milliseconds, by fentry and fexit or by kprobes: medians.
 * Return: 0 or a negative errno, when nothing is known.
 */
int pair_cost_measure(bool kprobes, struct pair_cost *cost);

#define PAIR_COST_TEXT 80

/* Measure it and put that, or that it is not known, into words of one line. */
const char *pair_cost_text(bool kprobes, char buf[PAIR_COST_TEXT]);

#endif /* KVM_SVE_BPF_PAIR_COST_H */
