// SPDX-License-Identifier: GPL-2.0
/*
 * The rules of kvm-sve lint. A call that KVM refuses for its place is reported at
 * once. What is only wrong if nothing mends it, as a set that was lost or refused,
 * is judged at the vcpu's first run, when nothing can mend it any more; so a vcpu
 * that a VMM makes to learn what the host can is left in peace.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/vls.h"
#include "lint_rules.h"
#include "lint_words.h"

static void report_finding(struct lint_rules *rules, struct lint_vcpu *vcpu,
			   const struct lint_event *event, enum lint_id id, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Report a finding, unless this vcpu has one of that kind; @fmt: what was seen. */
static void report_finding(struct lint_rules *rules, struct lint_vcpu *vcpu,
			   const struct lint_event *event, enum lint_id id, const char *fmt, ...)
{
	struct lint_finding finding = {
		.id = id,
		.vm = vcpu->vm->id,
		.vcpu = vcpu->id,
		.pid = event->pid,
	};
	va_list args;

	if (vcpu->reported & 1U << id)
		return;
	vcpu->reported |= 1U << id;
	memcpy(finding.comm, event->comm, LINT_COMM_LEN);
	va_start(args, fmt);
	vsnprintf(finding.what, sizeof(finding.what), fmt, args);
	va_end(args);
	rules->report(rules->arg, &finding);
}

/* The calls in turn */

static void init(struct lint_rules *rules, struct lint_vcpu *vcpu, const struct lint_event *event)
{
	if (event->ret)
		return;
	if (vcpu->initialized && !vcpu->finalized && vcpu->maker == LINT_BY_REG) {
		vcpu->lost = vcpu->vqs;
		vcpu->maker = LINT_DEFAULT;
	}
	vcpu->initialized = true;
	/* KVM gives a vcpu a maximum as its INIT asks for SVE. */
	vcpu->sve = event->max_vq;
}

/* A change of SVE state that KVM refused as it would in a vcpu without. */
static bool needs_sve(const struct lint_event *event)
{
	switch (event->call) {
	case LINT_FINALIZE:
		return event->ret == -EINVAL;
	case LINT_SET:
	case LINT_SET_REG:
	case LINT_WRITE:
		return event->ret == -ENOENT;
	default:
		return false; /* who only looks may find nothing */
	}
}

/* KVM's answers to a call that comes too early, or for a vcpu without SVE. */
static bool reported_early(struct lint_rules *rules, struct lint_vcpu *vcpu,
			   const struct lint_event *event)
{
	if (!vcpu->initialized && event->ret == -ENOEXEC) {
		report_finding(rules, vcpu, event, LINT_BEFORE_INIT,
			       "%s before KVM_ARM_VCPU_INIT: ENOEXEC.", lint_call_words(event));
		return true;
	}
	if (vcpu->initialized && !vcpu->sve && needs_sve(event)) {
		report_finding(rules, vcpu, event, LINT_SVE_NOT_ASKED,
			       "%s on a vcpu without SVE: %s.", lint_call_words(event),
			       lint_errno_name(event->ret));
		return true;
	}
	return false;
}

static void finalize(struct lint_rules *rules, struct lint_vcpu *vcpu,
		     const struct lint_event *event)
{
	if (!event->ret)
		vcpu->finalized = true;
	else if (vcpu->finalized && event->ret == -EPERM)
		report_finding(rules, vcpu, event, LINT_FINALIZE_TWICE,
			       "KVM_ARM_VCPU_FINALIZE of a vcpu that is finalized: EPERM.");
}

static void made(struct lint_vcpu *vcpu, const struct lint_event *event)
{
	vcpu->maker = event->call == LINT_SET ? LINT_BY_IOCTL : LINT_BY_REG;
	vcpu->vqs = event->vqs;
	vcpu->lost = 0;
	vcpu->unusual = false;
	vcpu->unknown = false;
}

static void set(struct lint_rules *rules, struct lint_vcpu *vcpu, const struct lint_event *event)
{
	bool late_reg = event->call == LINT_SET_REG && event->ret == -EPERM;

	vcpu->asked = true;
	if (!event->ret) {
		vcpu->refused.ret = 0;
		/* A replay by ONE_REG changes nothing, nor who made the set. */
		if (event->call == LINT_SET || !vcpu->finalized || vcpu->maker == LINT_DEFAULT)
			made(vcpu, event);
	} else if (vcpu->ran && (late_reg || event->ret == -EBUSY)) {
		report_finding(rules, vcpu, event, LINT_SET_AFTER_RUN,
			       "%s, for %s, after the first KVM_RUN: %s.", lint_call_words(event),
			       lint_set_words(event->vqs), lint_errno_name(event->ret));
	} else if (vcpu->finalized && late_reg) {
		report_finding(rules, vcpu, event, LINT_SET_AFTER_FINALIZE,
			       "%s, for %s, after KVM_ARM_VCPU_FINALIZE: EPERM.",
			       lint_call_words(event), lint_set_words(event->vqs));
		vcpu->unusual = true;
	} else {
		vcpu->refused = *event;
	}
}

static void access_reg(struct lint_rules *rules, struct lint_vcpu *vcpu,
		       const struct lint_event *event)
{
	if (!event->ret && !vcpu->ran)
		vcpu->wrote = true;
	if (event->ret == -EPERM && !vcpu->finalized)
		report_finding(rules, vcpu, event, LINT_REGS_BEFORE_FINALIZE,
			       "%s before KVM_ARM_VCPU_FINALIZE: EPERM.", lint_call_words(event));
}

static void cut(struct lint_rules *rules, struct lint_vcpu *vcpu, const struct lint_event *event)
{
	report_finding(rules, vcpu, event, LINT_DATA_CUT,
		       "%s with data of %u bits, while the vcpu's set went up to %u.",
		       lint_call_words(event), event->bad_vq * VLS_VQ_BITS,
		       event->max_vq * VLS_VQ_BITS);
}

/* The first run */

/* What was asked for, and is not so. */
static void judge_requests(struct lint_rules *rules, struct lint_vcpu *vcpu,
			   const struct lint_event *event)
{
	if (vcpu->lost) {
		report_finding(
			rules, vcpu, event, LINT_INIT_LOST_SET,
			"KVM_ARM_VCPU_INIT threw away the set %s, and the vcpu ran with one up to %u.",
			lint_set_words(vcpu->lost), event->max_vq * VLS_VQ_BITS);
		vcpu->unusual = true;
	} else if (vcpu->refused.ret) {
		report_finding(
			rules, vcpu, event, LINT_SET_REFUSED,
			"The vcpu ran with a set up to %u, although %s, for %s, had failed: %s%s.",
			event->max_vq * VLS_VQ_BITS, lint_call_words(&vcpu->refused),
			lint_set_words(vcpu->refused.vqs), lint_errno_name(vcpu->refused.ret),
			lint_refusal_words(&vcpu->refused));
		vcpu->unusual = true;
	} else if (vcpu->wrote && !vcpu->asked && !vcpu->checked) {
		report_finding(
			rules, vcpu, event, LINT_RESTORE_UNCHECKED,
			"Z, P or FFR were written and the vcpu ran; its set was neither made nor read.");
		vcpu->unusual = true;
	}
}

static unsigned int max_vl(unsigned int max_vq)
{
	return max_vq * VLS_VQ_BITS;
}

static void missing(struct lint_rules *rules, struct lint_vcpu *vcpu, const struct lint_ran *made,
		    const struct lint_event *event)
{
	report_finding(
		rules, vcpu, event, LINT_SET_MISSING,
		"The vcpu ran with the default set, up to %u; vcpu %u was given one, up to %u.",
		max_vl(vcpu->max_vq), made->vcpu, max_vl(made->max_vq));
}

/* A set was made for one vcpu of the VM and not for another. */
static void judge_maker(struct lint_rules *rules, struct lint_vcpu *vcpu,
			const struct lint_event *event)
{
	const struct lint_ran this = { true, vcpu->id, vcpu->max_vq };
	struct lint_vm *vm = vcpu->vm;
	struct lint_vcpu *other;

	if (vcpu->maker == LINT_DEFAULT && vm->made.any) {
		missing(rules, vcpu, &vm->made, event);
		return;
	}
	if (vcpu->maker == LINT_DEFAULT) {
		vcpu->listed = true;
		LIST_INSERT_HEAD(&vm->unset, vcpu, link);
		return;
	}
	while ((other = LIST_FIRST(&vm->unset))) {
		other->listed = false;
		LIST_REMOVE(other, link);
		/* SET takes the set that a vcpu has after its first run, too. */
		if (other->maker == LINT_DEFAULT)
			missing(rules, other, &this, event);
	}
}

/*
 * Do the vcpus of the VM that ran have one maximum? All are compared with the first
 * one of their kind: that the default is not a set that was made is judge_maker()'s.
 */
static void judge_width(struct lint_rules *rules, struct lint_vcpu *vcpu,
			const struct lint_event *event)
{
	struct lint_vm *vm = vcpu->vm;
	struct lint_ran *first = vcpu->maker == LINT_DEFAULT ? &vm->unmade : &vm->made;

	if (vm->without.any)
		report_finding(rules, vcpu, event, LINT_SETS_DIFFER,
			       "The vcpu ran with a set up to %u, vcpu %u without SVE.",
			       max_vl(vcpu->max_vq), vm->without.vcpu);
	else if (!first->any)
		*first = (struct lint_ran){ true, vcpu->id, vcpu->max_vq };
	else if (first->max_vq != vcpu->max_vq)
		report_finding(rules, vcpu, event, LINT_SETS_DIFFER,
			       "The vcpu ran with a set up to %u, vcpu %u with one up to %u.",
			       max_vl(vcpu->max_vq), first->vcpu, max_vl(first->max_vq));
}

static void first_run_without_sve(struct lint_vcpu *vcpu, const struct lint_event *event)
{
	struct lint_vm *vm = vcpu->vm;

	if (!vm->without_sve++) {
		vm->without = (struct lint_ran){ true, vcpu->id, 0 };
		vm->pid = event->pid;
		memcpy(vm->comm, event->comm, sizeof(vm->comm));
	}
}

static void first_run(struct lint_rules *rules, struct lint_vcpu *vcpu,
		      const struct lint_event *event)
{
	vcpu->vm->with_sve = true;
	if (vcpu->unknown)
		return;
	judge_requests(rules, vcpu, event);
	if (vcpu->unusual)
		return;
	judge_maker(rules, vcpu, event);
	judge_width(rules, vcpu, event);
}

static void run(struct lint_rules *rules, struct lint_vcpu *vcpu, const struct lint_event *event)
{
	if (event->ret == -EPERM && vcpu->sve && !vcpu->finalized)
		report_finding(rules, vcpu, event, LINT_NO_FINALIZE,
			       "KVM_RUN without KVM_ARM_VCPU_FINALIZE: EPERM.");
	if (event->ret || vcpu->ran)
		return;
	vcpu->ran = true;
	if (vcpu->sve)
		first_run(rules, vcpu, event);
	else
		first_run_without_sve(vcpu, event);
}

static void apply(struct lint_rules *rules, struct lint_vcpu *vcpu, const struct lint_event *event)
{
	vcpu->max_vq = event->max_vq;
	switch (event->call) {
	case LINT_INIT:
		init(rules, vcpu, event);
		break;
	case LINT_FINALIZE:
		finalize(rules, vcpu, event);
		break;
	case LINT_SET:
	case LINT_SET_REG:
		set(rules, vcpu, event);
		break;
	case LINT_TRY:
	case LINT_GET:
		vcpu->checked |= event->call == LINT_TRY || !event->ret;
		break;
	case LINT_READ:
	case LINT_WRITE:
		access_reg(rules, vcpu, event);
		break;
	case LINT_CUT:
		cut(rules, vcpu, event);
		break;
	case LINT_CORE_V:
		if (vcpu->sve && event->ret == -EINVAL)
			report_finding(rules, vcpu, event, LINT_VREGS_AS_CORE, "%s: EINVAL.",
				       lint_call_words(event));
		break;
	case LINT_REG_LIST:
		if (event->ret == -EPERM && !vcpu->finalized)
			report_finding(rules, vcpu, event, LINT_LIST_BEFORE_FINALIZE,
				       "KVM_GET_REG_LIST before KVM_ARM_VCPU_FINALIZE: EPERM.");
		break;
	case LINT_RUN:
		run(rules, vcpu, event);
		break;
	}
}

/*
 * A call with data that no probe could read. What it did to the vcpu's set is unknown,
 * except if it wrote a register of the state, was a FINALIZE that failed, or came before
 * INIT.
 */
static void unreadable(struct lint_rules *rules, struct lint_vcpu *vcpu,
		       const struct lint_event *event)
{
	rules->unreadable++;
	if (vcpu && event->call != LINT_WRITE && event->call != LINT_FINALIZE &&
	    event->ret != -ENOEXEC)
		vcpu->unknown = true;
}

/* Its guests never had SVE. Judged at the end: until then a vcpu can come that has. */
static void judge_vm(void *arg, const struct lint_vm *vm)
{
	struct lint_finding note = { .id = LINT_SVE_NOT_ENABLED, .vm = vm->id, .pid = vm->pid };
	struct lint_rules *rules = arg;

	if (!vm->without_sve || vm->with_sve)
		return;
	memcpy(note.comm, vm->comm, LINT_COMM_LEN);
	snprintf(note.what, sizeof(note.what), "%lu vcpu%s ran without SVE, which this host has.",
		 vm->without_sve, vm->without_sve == 1 ? "" : "s");
	rules->report(rules->arg, &note);
}

/* Vcpus come and go */

static int create(struct lint_rules *rules, const struct lint_event *event)
{
	struct lint_vcpu *vcpu = lint_vcpus_add(&rules->known, event->serial, event->vm);

	if (!vcpu)
		return -ENOMEM;
	vcpu->id = event->vcpu;
	rules->vcpus++;
	rules->vms += vcpu->vm->vcpus == 1;
	return 0;
}

/* A VM ends with its last vcpu. One that was never handed out does not count. */
static void destroy(struct lint_rules *rules, struct lint_vcpu *vcpu,
		    const struct lint_event *event)
{
	bool last = vcpu->vm->vcpus == 1;

	if (event->call == LINT_FAILED) {
		rules->vcpus--;
		rules->vms -= last;
	} else if (last) {
		judge_vm(rules, vcpu->vm);
	}
	lint_vcpus_remove(&rules->known, vcpu);
}

int lint_rules_event(struct lint_rules *rules, const struct lint_event *event)
{
	struct lint_vcpu *vcpu;

	if (event->call == LINT_CREATE)
		return create(rules, event);
	vcpu = lint_vcpus_find(&rules->known, event->serial);
	if (event->call == LINT_LATE)
		rules->late++;
	else if (event->unreadable)
		unreadable(rules, vcpu, event);
	else if (vcpu && (event->call == LINT_DESTROY || event->call == LINT_FAILED))
		destroy(rules, vcpu, event);
	else if (vcpu && !reported_early(rules, vcpu, event))
		apply(rules, vcpu, event);
	return 0;
}

void lint_rules_end(struct lint_rules *rules)
{
	lint_vcpus_each_vm(&rules->known, judge_vm, rules);
}

void lint_rules_free(struct lint_rules *rules)
{
	lint_vcpus_free(&rules->known);
}
