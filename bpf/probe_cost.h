/* SPDX-License-Identifier: GPL-2.0 */
/* What a pair of probes that do nothing costs on this machine. */
#ifndef KVM_SVE_BPF_PROBE_COST_H
#define KVM_SVE_BPF_PROBE_COST_H

#include <stdbool.h>

#define PROBE_COST_TEXT 80

/*
 * Measure it, in some milliseconds, by fentry and fexit or by kprobes, and put that,
 * or that it is not known, into words of one line.
 */
const char *probe_cost_text(bool kprobes, char buf[PROBE_COST_TEXT]);

#endif /* KVM_SVE_BPF_PROBE_COST_H */
