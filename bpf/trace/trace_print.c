// SPDX-License-Identifier: GPL-2.0
/*
 * The lines of kvm-sve trace. Text is for 80 columns: a set of many VLs shows
 * its ends alone. Nothing is lost by that where the set was made, since a set
 * that a host can make is known by its maximum; where it was refused the reason
 * names the VL.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/cli/cli.h"
#include "lib/cli/iso_time.h"
#include "lib/cli/pid_text.h"
#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"
#include "lib/cli/vls_text.h"
#include "lib/vls.h"
#include "trace_print.h"

#define NS_PER_S 1000000000LL
#define CLOCK_STEP (NS_PER_S / 1000)
#define SET_WIDTH 11 /* of a set in a line of 80 columns */
#define COMM_WIDTH(format) ((format)->wide ? TRACE_COMM_LEN - 1 : 8)
#define CHANGE_WIDTH (2 * SET_WIDTH + 4)

const char *const trace_kind_names[TRACE_NR_KINDS] = {
	[TRACE_VLS_SET] = "vls_set",
	[TRACE_VL_CHANGE] = "vl_change",
	[TRACE_VCPU] = "vcpu",
};

/* As the trace events of the module name them, for JSON. */
static const char *const source_names[] = {
	[KVM_SVE_SRC_DEFAULT] = "default", [KVM_SVE_SRC_POLICY] = "policy",
	[KVM_SVE_SRC_IOCTL] = "ioctl",	   [KVM_SVE_SRC_ONEREG] = "onereg",
	[KVM_SVE_SRC_INIT] = "init",
};

static const char *const life_names[] = {
	[KVM_SVE_LIFE_INIT] = "init",
	[KVM_SVE_LIFE_FINALIZE] = "finalize",
	[KVM_SVE_LIFE_FIRST_RUN] = "first_run",
	[KVM_SVE_LIFE_DESTROY] = "destroy",
};

#define NAME_OF(names, i) ((i) < sizeof(names) / sizeof(*(names)) ? (names)[i] : "?")

/* Why */

/* In words, for a reason that the module gave; NULL if it is not known here. */
static const char *reason_words(const struct kvm_sve_vls_set *set, char *buf, size_t size)
{
	unsigned int bits = set->bad_vq * VLS_VQ_BITS;

	switch (set->reason) {
	case KVM_ARM_SVE_VLS_R_NO_SVE:
		return "the vcpu has no SVE";
	case KVM_ARM_SVE_VLS_R_BAD_ARG:
		return "a bad flag or field";
	case KVM_ARM_SVE_VLS_R_EMPTY:
		return "no VL at all";
	case KVM_ARM_SVE_VLS_R_UNSUPPORTED:
		snprintf(buf, size, "no guest can have %u here", bits);
		return buf;
	case KVM_ARM_SVE_VLS_R_UNMASKABLE:
		snprintf(buf, size, "%u cannot be hidden", bits);
		return buf;
	case KVM_ARM_SVE_VLS_R_RAN:
		return "the vcpu has run";
	case KVM_ARM_SVE_VLS_R_STATE:
		snprintf(buf, size, "registers hold data up to %u", bits);
		return buf;
	default:
		return NULL;
	}
}

static const char *set_words(const struct kvm_sve_vls_set *set, char *buf, size_t size)
{
	const char *words = set->reason ? reason_words(set, buf, size) : NULL;

	if (words)
		return words;
	switch (-set->ret) {
	case EFAULT:
		return "a bad address";
	case ENOEXEC:
		return "before INIT";
	case EPERM:
		return "after FINALIZE";
	case EINVAL:
		return "this host cannot make it";
	case EOPNOTSUPP:
		return "a protected guest";
	default:
		return strerror(-set->ret);
	}
}

static const char *life_words(const struct kvm_sve_vcpu *life)
{
	switch (-life->ret) {
	case EPERM:
		return life->what == KVM_SVE_LIFE_FINALIZE ? "it was finalized before"
							   : "not finalized";
	case ENOEXEC:
		return "before INIT";
	case EINVAL:
		return life->what == KVM_SVE_LIFE_FINALIZE ? "the vcpu has no SVE"
							   : "not the target or features of before";
	default:
		return strerror(-life->ret);
	}
}

/* Text */

/* The last columns, where there is something to say. */
static void print_change(const struct trace_format *format, const char *old, const char *new)
{
	char text[2 * 512];
	int len = snprintf(text, sizeof(text), "%s -> %s", old, new);

	printf(" %-*s", format->wide && len > CHANGE_WIDTH ? len : CHANGE_WIDTH, text);
}

static void print_result(int ret, const char *words)
{
	if (ret)
		printf(" %s: %s\n", strerrorname_np(-ret) ?: "?", words);
	else
		printf(" ok\n");
}

static void print_set(const struct trace_format *format, const struct kvm_sve_vls_set *set)
{
	int width = format->wide ? INT_MAX : SET_WIDTH;
	char what[16], old[512], new[512], words[64];

	snprintf(what, sizeof(what), "set %s",
		 set->try ? "try" : NAME_OF(source_names, set->source));
	printf("%-11s", what);
	vls_format_short(old, sizeof(old), set->old_vqs, width);
	vls_format_short(new, sizeof(new), set->new_vqs, width);
	print_change(format, old, new);
	print_result(set->ret, set_words(set, words, sizeof(words)));
}

static void print_vl_change(const struct trace_format *format,
			    const struct kvm_sve_vl_change *change)
{
	char old[16], new[16];

	snprintf(old, sizeof(old), "%u", change->old_vq * VLS_VQ_BITS);
	snprintf(new, sizeof(new), "%u", change->new_vq * VLS_VQ_BITS);
	printf("%-11s", "guest VL");
	print_change(format, old, new);
	printf(" ok\n");
}

static void print_life(const struct kvm_sve_vcpu *life)
{
	printf("%-11s %-*s", NAME_OF(life_names, life->what), CHANGE_WIDTH, "");
	print_result(life->ret, life_words(life));
}

static void clock_text(char *buf, size_t size, const struct tm *tm, __s64 ns)
{
	size_t len = strftime(buf, size, "%H:%M:%S", tm);

	snprintf(buf + len, size - len, ".%03lld", ns / 1000000 % 1000);
}

static void print_text(const struct trace_format *format, const struct trace_event *event)
{
	__s64 real = event->time + format->clock_offset;
	time_t seconds = real / NS_PER_S;
	char clock[32], comm[TRACE_COMM_LEN], pid[PID_TEXT_MAX];

	clock_text(clock, sizeof(clock), localtime(&seconds), real % NS_PER_S);
	printable_copy(comm, COMM_WIDTH(format) + 1, event->comm);
	printf("%s %-*s %6s %4" PRIu64 " %4u ", clock, COMM_WIDTH(format), comm,
	       pid_text(pid, event->pid), (uint64_t)event->vcpu.vm_id, event->vcpu.vcpu_id);
	if (event->kind == TRACE_VLS_SET)
		print_set(format, &event->vls_set);
	else if (event->kind == TRACE_VL_CHANGE)
		print_vl_change(format, &event->vl_change);
	else
		print_life(&event->life);
}

/* JSON */

static void put_string(json_t *object, const char *name, const char *text)
{
	json_object_set_new(object, name, text ? json_string(text) : json_null());
}

static void put_int(json_t *object, const char *name, __s64 value)
{
	json_object_set_new(object, name, json_integer(value));
}

static void put_vls(json_t *object, const char *name, __u64 vqs)
{
	const struct vls set = { .vqs = { vqs } };

	json_object_set_new(object, name, json_from_vls(&set));
}

/* errno and words are null where all went well. */
static void put_result(json_t *object, int ret, const char *words)
{
	put_int(object, "ret", ret);
	put_string(object, "errno", ret ? strerrorname_np(-ret) ?: "?" : NULL);
	put_string(object, "words", ret ? words : NULL);
}

static void put_set(json_t *object, const struct kvm_sve_vls_set *set)
{
	char words[64];

	put_string(object, "source", NAME_OF(source_names, set->source));
	json_object_set_new(object, "try", json_boolean(set->try));
	put_vls(object, "old_vls", set->old_vqs);
	put_vls(object, "new_vls", set->new_vqs);
	put_result(object, set->ret, set_words(set, words, sizeof(words)));
	put_string(object, "reason", set->reason ? vls_reason_name(set->reason) : NULL);
	json_object_set_new(object, "bad_vl",
			    set->bad_vq ? json_integer(set->bad_vq * VLS_VQ_BITS) : json_null());
}

static void put_time(json_t *object, __s64 real)
{
	char buf[ISO_TIME_MAX];

	iso_time_us(buf, real / NS_PER_S, real % NS_PER_S / 1000);
	put_string(object, "time", buf);
}

static int print_json(const struct trace_format *format, const struct trace_event *event)
{
	json_t *object = cli_json_new("trace", 1);

	put_time(object, event->time + format->clock_offset);
	put_string(object, "event", NAME_OF(trace_kind_names, event->kind));
	json_object_set_new(object, "comm", printable_json(event->comm));
	json_object_set_new(object, "pid", pid_json(event->pid));
	put_int(object, "vm", event->vcpu.vm_id);
	put_int(object, "vcpu", event->vcpu.vcpu_id);
	if (event->kind == TRACE_VLS_SET) {
		put_set(object, &event->vls_set);
	} else if (event->kind == TRACE_VL_CHANGE) {
		put_int(object, "old_vl", event->vl_change.old_vq * VLS_VQ_BITS);
		put_int(object, "new_vl", event->vl_change.new_vq * VLS_VQ_BITS);
		put_int(object, "zcr", event->vl_change.zcr);
	} else {
		put_string(object, "what", NAME_OF(life_names, event->life.what));
		put_result(object, event->life.ret, life_words(&event->life));
	}
	return cli_json_print(object, false);
}

static __s64 clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* What is less is how long it takes to read two clocks, and would jumble the order of events. */
void trace_print_clock(struct trace_format *format)
{
	__s64 offset = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC);

	if (llabs(offset - format->clock_offset) >= CLOCK_STEP)
		format->clock_offset = offset;
}

void trace_print_head(const struct trace_format *format)
{
	if (!format->json)
		printf("%-12s %-*s %6s %4s %4s %-11s %s\n", "TIME", COMM_WIDTH(format), "COMMAND",
		       "PID", "VM", "VCPU", "WHAT", "OLD -> NEW, RESULT");
}

int trace_print(const struct trace_format *format, const struct trace_event *event)
{
	if (format->json)
		return print_json(format, event);
	print_text(format, event);
	return ferror(stdout) ? cli_flush() : CLI_OK;
}
