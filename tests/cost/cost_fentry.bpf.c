// SPDX-License-Identifier: GPL-2.0
/*
 * What can be timed from outside, on any kernel: how long load and put of a
 * vcpu's FP state take, by fentry and fexit, as log2 histograms a CPU. The
 * yardstick for what "kvm-sve lat" costs (make cost).
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define SLOTS 64

struct hist {
	__u64 start;
	__u64 count;
	__u64 sum;
	__u64 slots[SLOTS];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct hist);
} hists SEC(".maps");

static __always_inline __u32 log2_u64(__u64 v)
{
	__u32 r = 0;

	for (int shift = 32; shift; shift /= 2)
		if (v >> shift) {
			v >>= shift;
			r += shift;
		}
	return r;
}

static __always_inline int begin(__u32 phase)
{
	struct hist *hist = bpf_map_lookup_elem(&hists, &phase);

	if (hist)
		hist->start = bpf_ktime_get_ns();
	return 0;
}

static __always_inline int end(__u32 phase)
{
	struct hist *hist = bpf_map_lookup_elem(&hists, &phase);
	__u64 took;

	if (!hist || !hist->start)
		return 0;
	took = bpf_ktime_get_ns() - hist->start;
	hist->count++;
	hist->sum += took;
	hist->slots[log2_u64(took) & (SLOTS - 1)]++;
	return 0;
}

SEC("fentry/kvm_arch_vcpu_load_fp")
int BPF_PROG(load_begin)
{
	return begin(0);
}

SEC("fexit/kvm_arch_vcpu_load_fp")
int BPF_PROG(load_end)
{
	return end(0);
}

SEC("fentry/kvm_arch_vcpu_put_fp")
int BPF_PROG(put_begin)
{
	return begin(1);
}

SEC("fexit/kvm_arch_vcpu_put_fp")
int BPF_PROG(put_end)
{
	return end(1);
}

char LICENSE[] SEC("license") = "GPL";
