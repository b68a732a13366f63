// SPDX-License-Identifier: GPL-2.0
/*
 * An empty pair of probes, at the entry and the exit of a function of the kernel
 * that is there for such tests and does nothing; BPF_PROG_TEST_RUN of a tracing
 * program calls it once.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

__u64 entered;
__u64 inside_ns; /* of the last pair */

static __always_inline int enter(void)
{
	entered = bpf_ktime_get_ns();
	return 0;
}

static __always_inline int leave(void)
{
	inside_ns = bpf_ktime_get_ns() - entered;
	return 0;
}

/* Run and never attached. Its target is another: a run calls all of the tests' functions. */
SEC("fentry/bpf_fentry_test2")
int BPF_PROG(trigger)
{
	return 0;
}

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(fentry_empty)
{
	return enter();
}

SEC("fexit/bpf_fentry_test1")
int BPF_PROG(fexit_empty)
{
	return leave();
}

SEC("kprobe/bpf_fentry_test1")
int BPF_KPROBE(kprobe_empty)
{
	return enter();
}

SEC("kretprobe/bpf_fentry_test1")
int BPF_KRETPROBE(kretprobe_empty)
{
	return leave();
}

char LICENSE[] SEC("license") = "GPL";
