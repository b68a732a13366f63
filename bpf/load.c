// SPDX-License-Identifier: GPL-2.0
/* Shared by the commands on BPF; see load.h. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/cli/cli.h"
#include "lib/sysfs.h"
#include "load.h"

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
	char modes[64];

	if (err != -EINVAL && (err != -EPERM || geteuid()))
		return false;
	sysfs_read_line(modes, sizeof(modes), LOCKDOWN);
	return strstr(modes, "[confidentiality]");
}

int bpf_report_error(const char *what, int err)
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

/* bpf_link_info of a kprobe's perf event, as linux/bpf.h has it since 6.7. */
struct kprobe_link_info {
	__u32 type, id, prog_id, pad;
	__u32 event_type, pad2;
	__u64 func_name;
	__u32 name_len, offset;
	__u64 addr;
	__u64 missed;
	__u64 cookie;
};

/* Before, a kprobe's program that is not called, as another one runs, is counted nowhere. */
static bool kernel_counts_kprobes(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname name;

	return !uname(&name) && sscanf(name.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 7));
}

/* What the probe itself missed: return probes of which too many were under way. */
static int add_link_missed(const struct bpf_link *link, uint64_t *n)
{
	struct kprobe_link_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size))
		return -errno;
	if (info.type != BPF_LINK_TYPE_PERF_EVENT) /* libbpf found no links of perf events */
		return -EINVAL;
	*n += info.missed;
	return 0;
}

static int add_program_missed(const struct bpf_program *prog, uint64_t *n)
{
	struct bpf_prog_info info = { 0 };
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(prog), &info, &size))
		return -errno;
	*n += info.recursion_misses;
	return 0;
}

void bpf_add_missed(struct bpf_missed *missed, const struct bpf_object_skeleton *skeleton,
		    const char *section, bool in)
{
	const struct bpf_link *link;
	const struct bpf_program *prog;
	uint64_t before;
	int i;

	for (i = 0; i < skeleton->prog_cnt; i++) {
		before = missed->n;
		prog = *skeleton->progs[i].prog;
		link = *skeleton->progs[i].link;
		if (!link || (section && !strstr(bpf_program__section_name(prog), section) == in))
			continue;
		if (add_program_missed(prog, &missed->n))
			missed->unknown = true;
		if (strstr(bpf_program__section_name(prog), "probe/") &&
		    (!kernel_counts_kprobes() || add_link_missed(link, &missed->n)))
			missed->unknown = true;
		if (cli_verbose && missed->n != before)
			cli_error("%s missed %" PRIu64 " events", bpf_program__name(prog),
				  missed->n - before);
	}
}

void bpf_report_unknown(const struct bpf_missed *missed, const char *events, const char *so)
{
	if (missed->unknown)
		cli_error("this kernel does not count %s that a kprobe misses: %s", events, so);
}

json_t *bpf_missed_json(const struct bpf_missed *missed)
{
	return missed->unknown ? json_null() : json_integer(missed->n);
}

int bpf_need_types(void)
{
	if (!access(KERNEL_BTF, F_OK))
		return CLI_OK;
	cli_error("this kernel tells no types (no " KERNEL_BTF
		  "), so KVM's structs cannot be read; it needs CONFIG_DEBUG_INFO_BTF");
	return CLI_CANNOT;
}

bool bpf_kernel_preempts(void)
{
	struct utsname name;

	return !uname(&name) && strstr(name.version, "PREEMPT");
}

/*
 * The first two run with preemption off. The third is there to be timed: where one is
 * missed, the times of the others are still right.
 */
static bool needs_no_kprobe(const char *section)
{
	return strstr(section, "/kvm_arch_vcpu_load_fp") ||
	       strstr(section, "/kvm_arch_vcpu_put_fp") ||
	       strstr(section, "/fpsimd_restore_current_state");
}

bool bpf_is_chosen(const struct bpf_program *prog, bool kprobes)
{
	const char *section = bpf_program__section_name(prog);
	bool is_kprobe = strstr(section, "probe/");

	if (!is_kprobe && !strstr(section, "fentry/") && !strstr(section, "fexit/"))
		return true;
	if (!needs_no_kprobe(section) && bpf_kernel_preempts())
		kprobes = true;
	return is_kprobe == kprobes;
}

void bpf_choose_probes(struct bpf_object *obj, bool kprobes)
{
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, obj)
		bpf_program__set_autoload(prog, bpf_is_chosen(prog, kprobes));
}

/*
 * Somebody turned ftrace off: fentry programs can be attached, and are never
 * called.
 */
static bool ftrace_is_off(void)
{
	char text[8];

	sysfs_read_line(text, sizeof(text), FTRACE_ENABLED);
	return !strcmp(text, "0");
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
