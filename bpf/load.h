/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the commands on BPF share: libbpf's messages, loading, and why it failed.
 */
#ifndef KVM_SVE_BPF_LOAD_H
#define KVM_SVE_BPF_LOAD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* libbpf talks on stderr with -v and is quiet without. */
void bpf_quiet(void);

/*
 * One message for @err, a negative errno, from opening, loading or attaching
 * (@what: "load"), with what to do. Return: CLI_CANNOT.
 */
int bpf_report_error(const char *what, int err);

struct bpf_object;
struct bpf_object_skeleton;

/* Events that were lost. */
struct bpf_missed {
	uint64_t n;
	bool unknown; /* more than @n may have been: this kernel does not count all of them */
};

/*
 * Add how often the kernel did not run an attached program of @skeleton, since one ran
 * on that CPU or too many return probes were under way. @section: only the programs
 * with that in the name of their section or, unless @in, only the others; NULL: all.
 * Nothing is added once they are detached: the kernel then no longer knows.
 */
void bpf_add_missed(struct bpf_missed *missed, const struct bpf_object_skeleton *skeleton,
		    const char *section, bool in);

/* If not all are counted a message says so, of which @events, and what may be wrong. */
void bpf_report_unknown(const struct bpf_missed *missed, const char *events, const char *so);

/* Their number, or null if that is not known. */
json_t *bpf_missed_json(const struct bpf_missed *missed);

/*
 * Does this kernel tell the types of its structs? Return: CLI_OK, or CLI_CANNOT
 * with a message.
 */
int bpf_need_types(void);

/*
 * Open, load and attach an object by @try: by fentry, or by kprobes if @kprobes,
 * where ftrace is turned off, and where fentry fails for any reason but missing
 * rights. @try returns 0 or a negative errno, and says in @what what it was doing;
 * it may be called twice and destroys what it left. Return: what the last try did.
 */
typedef int (*bpf_try_fn)(void *arg, bool kprobes, const char **what);
int bpf_try_probes(bool kprobes, bpf_try_fn try, void *arg, const char **what);

/*
 * Can this kernel preempt a task in a function of KVM, and so in a fentry or fexit
 * program? It then does not call that program for another task of the same CPU, since
 * its guard against recursion is per CPU (kernel/bpf/trampoline.c). A kprobe's program
 * runs with preemption off. With PREEMPT_DYNAMIC it can begin to at any time.
 */
bool bpf_kernel_preempts(void);

struct bpf_program;

/*
 * Of an object that has all its probes twice, is this one to be loaded? By fentry and
 * fexit or, if @kprobes, by kprobes; by kprobes anyway where preemption would lose calls.
 */
bool bpf_is_chosen(const struct bpf_program *prog, bool kprobes);

/* Load those of an object that are, and what is no such probe. */
void bpf_choose_probes(struct bpf_object *obj, bool kprobes);

#endif /* KVM_SVE_BPF_LOAD_H */
