/* SPDX-License-Identifier: GPL-2.0 */
/* What a pair of probes that do nothing costs on this machine. */
#ifndef KVM_SVE_BPF_PAIR_COST_H
#define KVM_SVE_BPF_PAIR_COST_H

#include <stdbool.h>

#define PAIR_COST_TEXT 80

/*
 * Measure it, in some milliseconds, by fentry and fexit or by kprobes, and put that,
 * or that it is not known, into words of one line.
 */
const char *pair_cost_text(bool kprobes, char buf[PAIR_COST_TEXT]);

#endif /* KVM_SVE_BPF_PAIR_COST_H */
