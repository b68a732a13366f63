/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What lint knows of each vcpu, and when that is a mistake. No BPF and no output
 * here: events go in, findings come out.
 */
#ifndef KVM_SVE_BPF_LINT_LINT_RULES_H
#define KVM_SVE_BPF_LINT_LINT_RULES_H

#include "lint.h"
#include "lint_vcpus.h"

#define LINT_WHAT_MAX 256

/* Mistakes of a vcpu's VMM; then notes, of a VM, which need not be any. */
enum lint_id {
	LINT_BEFORE_INIT,
	LINT_SVE_NOT_ASKED,
	LINT_REGS_BEFORE_FINALIZE,
	LINT_LIST_BEFORE_FINALIZE,
	LINT_NO_FINALIZE,
	LINT_FINALIZE_TWICE,
	LINT_SET_AFTER_FINALIZE,
	LINT_SET_AFTER_RUN,
	LINT_SET_REFUSED,
	LINT_INIT_LOST_SET,
	LINT_SET_MISSING,
	LINT_SETS_DIFFER,
	LINT_DATA_CUT,
	LINT_RESTORE_UNCHECKED,
	LINT_VREGS_AS_CORE,
	LINT_SVE_NOT_ENABLED,
	LINT_NR_IDS,
	LINT_FIRST_NOTE = LINT_SVE_NOT_ENABLED,
};

/* The words of a finding or note, all of them full sentences except for the name. */
struct lint_doc {
	const char *name;    /* stable: "set-after-finalize" */
	const char *why;     /* it fails, or goes wrong */
	const char *instead; /* what to do */
};

extern const struct lint_doc lint_docs[LINT_NR_IDS];

struct lint_finding {
	enum lint_id id;
	__u64 vm;
	__u32 vcpu; /* of a note: 0 */
	__u32 pid;
	char comm[LINT_COMM_LEN + 1];
	char what[LINT_WHAT_MAX]; /* was seen: a sentence */
};

struct lint_rules {
	void (*report)(void *arg, const struct lint_finding *finding);
	void *arg;
	unsigned long vms, vcpus, late; /* seen so far; older than the watch */
	unsigned long unreadable;	/* calls of which something is unknown */
	/* The rest is the rules' own. */
	struct lint_vcpus known;
};

/*
 * Apply the rules to what came next. At most one finding of a kind is reported
 * for a vcpu, and one note of a kind for a VM. Return: 0 or -ENOMEM.
 */
int lint_rules_event(struct lint_rules *rules, const struct lint_event *event);

/* No event comes any more: report the notes of the VMs that are still there. */
void lint_rules_end(struct lint_rules *rules);

/* Forget all vcpus. */
void lint_rules_free(struct lint_rules *rules);

#endif /* KVM_SVE_BPF_LINT_LINT_RULES_H */
