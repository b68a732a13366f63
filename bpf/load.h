/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the commands on BPF share: libbpf's messages, why loading failed, and a
 * command to watch from its first instruction to its end.
 */
#ifndef KVM_SVE_BPF_SUPPORT_H
#define KVM_SVE_BPF_SUPPORT_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* libbpf talks on stderr with -v and is quiet without. */
void bpf_quiet(void);

/*
 * One message for @err, a negative errno, from opening, loading or attaching
 * (@what: "load"), with what to do. Return: CLI_CANNOT.
 */
int bpf_cannot(const char *what, int err);

struct bpf_object;
struct bpf_program;

/* How often the kernel did not run a program, of @obj any, since it ran on that CPU. */
uint64_t bpf_program_missed(const struct bpf_program *prog);
uint64_t bpf_missed(const struct bpf_object *obj);

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

/* Of an object that has all its programs twice, load those of one kind. */
void bpf_choose_probes(struct bpf_object *obj, bool kprobes);

/* A command that runs while a tool watches. */
struct watched {
	pid_t pid; /* 0: none */
	int pidfd; /* readable once it has ended */
};

/*
 * Start argv[0], found in PATH, with its stdout joined to stderr, since stdout
 * is for the tool's data. Return: CLI_OK, or CLI_USAGE with a message.
 */
int watched_start(struct watched *child, char *const argv[]);

/*
 * poll() until CLOCK_MONOTONIC is @until (NULL: for ever) or a signal set
 * cli_stop. Return: how many of @fds are ready, 0 if it was one of those.
 */
int watched_poll(struct pollfd *fds, nfds_t n, const struct timespec *until);

/* The same for @child alone. Return: has it ended? */
bool watched_sleep(const struct watched *child, const struct timespec *until);

/*
 * The end of @child: if it still runs it gets SIGTERM and, two seconds later,
 * SIGKILL. @ended: it went by itself, so a failure of it is told on stderr.
 * Return: CLI_NO for such a failure, else CLI_OK. Harmless when none runs.
 */
int watched_end(struct watched *child, bool ended);

#endif /* KVM_SVE_BPF_SUPPORT_H */
