/* SPDX-License-Identifier: GPL-2.0 */
/* What a pair of probes that do nothing costs on this machine. */
#ifndef KVM_SVE_BPF_PROBE_COST_H
#define KVM_SVE_BPF_PROBE_COST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Medians, in ns. */
struct probe_cost {
	bool known;
	uint64_t added_ns;	/* to the call of a function */
	uint64_t inside_ns;	/* that it shows between its two ends: none of that is the kernel's */
};

/* Measure it, in some milliseconds, by fentry and fexit or by kprobes. */
struct probe_cost probe_cost_measure(bool kprobes);

/* That, or that it is not known, in one line on @out. */
void probe_cost_print(FILE *out, const struct probe_cost *cost);

/* {"added_ns": 300, "inside_ns": 100}, or null if it is not known. */
json_t *probe_cost_json(const struct probe_cost *cost);

#endif /* KVM_SVE_BPF_PROBE_COST_H */
