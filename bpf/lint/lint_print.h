/* SPDX-License-Identifier: GPL-2.0 */
/* What kvm-sve lint says: findings and notes as they come, or one JSON object at the end. */
#ifndef KVM_SVE_BPF_LINT_LINT_PRINT_H
#define KVM_SVE_BPF_LINT_LINT_PRINT_H

#include <jansson.h>
#include <stdbool.h>

#include "bpf/load.h"
#include "bpf/probe_cost.h"
#include "lint_rules.h"

struct lint_output {
	bool json;
	bool kprobes;	    /* not fentry */
	struct probe_cost cost;
	const char *module; /* its version, or NULL */
	unsigned long findings, notes;
	bool explained[LINT_NR_IDS];	  /* why, and what to do instead */
	json_t *finding_list, *note_list; /* JSON */
};

/* What is seen, what is not, and what the probes cost. */
void lint_print_head(const struct lint_output *output);

void lint_print(struct lint_output *output, const struct lint_finding *finding);

/* The sum; without a vcpu there was nothing to find. Return: CLI_OK, or CLI_CANNOT with a message. */
int lint_print_end(struct lint_output *output, const struct lint_rules *rules,
		   const struct bpf_missed *missed);

#endif /* KVM_SVE_BPF_LINT_LINT_PRINT_H */
