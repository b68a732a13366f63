// SPDX-License-Identifier: GPL-2.0
/* Shared by the commands on BPF; load.h is its manual. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cli/cli.h"
#include "load.h"

#define TERM_TO_KILL_S 2
#define KERNEL_BTF "/sys/kernel/btf/vmlinux"
#define FTRACE_ENABLED "/proc/sys/kernel/ftrace_enabled"
#define LOCKDOWN "/sys/kernel/security/lockdown" /* "none integrity [confidentiality]" */

static int print_if_verbose(enum libbpf_print_level level, const char *fmt, va_list args)
{
	return cli_verbose ? vfprintf(stderr, fmt, args) : 0;
}

void bpf_quiet(void)
{
	libbpf_set_print(print_if_verbose);
}

/*
 * Was that lockdown? The verifier then knows no helper that reads the kernel
 * (EINVAL), and perf no kprobe (EPERM, as without the rights).
 */
static bool lockdown_refused(int err)
{
	char modes[64] = "";
	FILE *file;

	if (err != -EINVAL && (err != -EPERM || geteuid()))
		return false;
	file = fopen(LOCKDOWN, "re");
	if (!file)
		return false;
	if (!fgets(modes, sizeof(modes), file))
		modes[0] = '\0';
	fclose(file);
	return strstr(modes, "[confidentiality]");
}

int bpf_cannot(const char *what, int err)
{
	if (lockdown_refused(err)) {
		cli_error(
			"cannot %s the BPF program: kernel lockdown is in confidentiality mode ("
			LOCKDOWN "), where BPF may not read the kernel; boot with lockdown=integrity, or without",
			what);
		return CLI_CANNOT;
	}

	/* To root it is the verifier, or a security module, that says so. */
	if (err == -EACCES && !geteuid()) {
		cli_error(
			"cannot %s the BPF program: this kernel's verifier, or a security module, refused it; -v shows why",
			what);
		return CLI_CANNOT;
	}

	switch (-err) {
	case EPERM:
	case EACCES:
		cli_error(
			"cannot %s the BPF program: not permitted; run as root, or with CAP_BPF and CAP_PERFMON, and without kernel lockdown",
			what);
		break;
	case ENOSYS:
	case EOPNOTSUPP:
		cli_error(
			"cannot %s the BPF program: this kernel has no BPF tracing; it needs CONFIG_BPF_SYSCALL and CONFIG_BPF_EVENTS",
			what);
		break;
	case ESRCH: /* libbpf's, when it finds no BTF */
		cli_error(
			"cannot %s the BPF program: no BTF of this kernel (/sys/kernel/btf/vmlinux); it needs CONFIG_DEBUG_INFO_BTF",
			what);
		break;
	default:
		cli_error("cannot %s the BPF program: %s; -v shows why", what, strerror(-err));
	}
	return CLI_CANNOT;
}

uint64_t bpf_program_missed(const struct bpf_program *prog)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);
	int fd = bpf_program__fd(prog);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.recursion_misses;
}

uint64_t bpf_missed(const struct bpf_object *obj)
{
	struct bpf_program *prog;
	uint64_t n = 0;

	bpf_object__for_each_program(prog, obj)
		n += bpf_program_missed(prog);
	return n;
}

int bpf_need_types(void)
{
	if (!access(KERNEL_BTF, F_OK))
		return CLI_OK;
	cli_error("this kernel tells no types (no " KERNEL_BTF
		  "), so KVM's structs cannot be read; it needs CONFIG_DEBUG_INFO_BTF");
	return CLI_CANNOT;
}

void bpf_choose_probes(struct bpf_object *obj, bool kprobes)
{
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, obj)
	{
		bool is_kprobe = strstr(bpf_program__section_name(prog), "probe/");

		bpf_program__set_autoload(prog, is_kprobe == kprobes);
	}
}

/*
 * Somebody turned ftrace off: fentry programs can be attached, and are never
 * called.
 */
static bool ftrace_is_off(void)
{
	FILE *file = fopen(FTRACE_ENABLED, "re");
	bool off = file && fgetc(file) == '0';

	if (file)
		fclose(file);
	return off;
}

/* fentry costs less, and a return probe can be missed; but not every kernel has it. */
int bpf_try_probes(bool kprobes, bpf_try_fn try, void *arg, const char **what)
{
	int err;

	if (!kprobes && !ftrace_is_off()) {
		err = try(arg, false, what);
		if (!err || err == -EPERM || err == -EACCES)
			return err;
	}
	return try(arg, true, what);
}

/* The signals that end a sleep. */
static void signals_of_sleep(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
}

int watched_start(struct watched *child, char *const argv[])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t ignored;
	int err;

	/* kvm-sve ignores SIGPIPE; the command must not inherit that. */
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigdefault(&attr, &ignored);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	err = posix_spawnp(&child->pid, argv[0], &actions, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	if (err) {
		child->pid = 0;
		cli_error("cannot run '%s': %s", argv[0], strerror(err));
		return CLI_USAGE;
	}

	child->pidfd = pidfd_open(child->pid, 0);
	if (child->pidfd < 0) {
		cli_error("cannot watch '%s': %s", argv[0], strerror(errno));
		watched_end(child, false);
		return CLI_CANNOT;
	}
	return CLI_OK;
}

static bool time_left(const struct timespec *until, struct timespec *left)
{
	clock_gettime(CLOCK_MONOTONIC, left);
	left->tv_sec = until->tv_sec - left->tv_sec;
	left->tv_nsec = until->tv_nsec - left->tv_nsec;
	if (left->tv_nsec < 0) {
		left->tv_sec--;
		left->tv_nsec += 1000000000;
	}
	return left->tv_sec >= 0;
}

/*
 * The signals are blocked but for the time of ppoll(), so that one which comes
 * between the look at cli_stop and the sleep is not slept through.
 */
int watched_poll(struct pollfd *fds, nfds_t n, const struct timespec *until)
{
	struct timespec left;
	sigset_t blocked, old;
	int ready = 0;

	signals_of_sleep(&blocked);
	sigprocmask(SIG_BLOCK, &blocked, &old);
	while (!cli_stop && ready <= 0 && (!until || time_left(until, &left)))
		ready = ppoll(fds, n, until ? &left : NULL, &old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ready > 0 ? ready : 0;
}

bool watched_sleep(const struct watched *child, const struct timespec *until)
{
	struct pollfd end = { .fd = child->pid ? child->pidfd : -1, .events = POLLIN };

	return watched_poll(&end, 1, until);
}

static void terminate(const struct watched *child)
{
	struct pollfd end = { .fd = child->pidfd, .events = POLLIN };

	kill(child->pid, SIGTERM);
	if (child->pidfd < 0 || poll(&end, 1, TERM_TO_KILL_S * 1000) <= 0)
		kill(child->pid, SIGKILL);
}

int watched_end(struct watched *child, bool ended)
{
	int status;

	if (!child->pid)
		return CLI_OK;
	if (!ended)
		terminate(child);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
	if (child->pidfd >= 0)
		close(child->pidfd);
	if (!ended || status == 0)
		return CLI_OK;

	if (WIFSIGNALED(status))
		cli_error("the command was killed: %s", strsignal(WTERMSIG(status)));
	else
		cli_error("the command failed: exit status %d", WEXITSTATUS(status));
	return CLI_NO;
}
