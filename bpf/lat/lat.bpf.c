// SPDX-License-Identifier: GPL-2.0
/*
 * Aggregates the kvm_sve "sve_switch" events in the kernel. One map lookup an
 * event, no copy to user space, no event dropped: the rows of a per-CPU array
 * are there from the start, and the program cannot nest, since the event is
 * emitted with preemption off.
 *
 * User space swaps the two buffers through the map of maps: an update of that
 * waits until no program uses the old one any more, which it then reads at rest.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "bpf/vm_filter.bpf.h"
#include "lat_slot.h"

/* There is a filter at all: one look for what is most often so. */
const volatile __u32 filtered;

struct buffer {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, LAT_ROWS);
	__type(key, __u32);
	__type(value, struct lat_row);
} buffer_a SEC(".maps"), buffer_b SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct buffer);
} current_buffer SEC(".maps") = {
	.values = { &buffer_a },
};

/* A phase took @ticks, @n > 0 times. */
static __always_inline void observe(struct lat_log2 *hist, __u64 ticks, __u64 n)
{
	if (ticks > hist->max)
		hist->max = ticks;
	if (~ticks > hist->not_min)
		hist->not_min = ~ticks;
	hist->sum += ticks;
	hist->slots[log2_u64(ticks) & (LAT_LOG2_SLOTS - 1)] += n;
}

/* A phase took @ticks altogether in @n times, which may be 0: each takes the mean. */
static __always_inline void observe_many(struct lat_log2 *hist, __u64 ticks, __u32 n)
{
	__u64 sum = hist->sum + ticks;

	if (!n)
		return;
	observe(hist, ticks / n, n);
	hist->sum = sum;
}

/* Protected mode, or kernel-mode NEON: any number of restores in one event. */
static __noinline int account_many(struct lat_row *row, const __u64 *args)
{
	const __u64 *ticks = args + KVM_SVE_ARG_TICKS;
	__u32 restores = args[KVM_SVE_ARG_COUNTS], evicted = args[KVM_SVE_ARG_COUNTS] >> 32;

	observe_many(&row->phase[KVM_SVE_GUEST_RESTORE], ticks[KVM_SVE_GUEST_RESTORE], restores);
	observe_many(&row->phase[KVM_SVE_RESIDENT], ticks[KVM_SVE_RESIDENT], restores - evicted);
	observe_many(&row->phase[KVM_SVE_GUEST_SAVE], ticks[KVM_SVE_GUEST_SAVE],
		     restores - evicted);
	return 0;
}

static __always_inline void account(struct lat_row *row, const __u64 *args)
{
	const __u64 *ticks = args + KVM_SVE_ARG_TICKS;
	__u64 counts = args[KVM_SVE_ARG_COUNTS];

	observe(&row->phase[KVM_SVE_HOST_SAVE], ticks[KVM_SVE_HOST_SAVE], 1);
	if (!counts)
		return;
	if (counts != 1) { /* one restore, none of them evicted */
		account_many(row, args);
		return;
	}
	observe(&row->phase[KVM_SVE_GUEST_RESTORE], ticks[KVM_SVE_GUEST_RESTORE], 1);
	observe(&row->phase[KVM_SVE_RESIDENT], ticks[KVM_SVE_RESIDENT], 1);
	observe(&row->phase[KVM_SVE_GUEST_SAVE], ticks[KVM_SVE_GUEST_SAVE], 1);
}

/* The VM of the command that was seen last: most often the next event is of it too. */
__u64 command_vm;

static __always_inline int is_wanted(const __u64 *args)
{
	if (only_tgid && (__u32)args[KVM_SVE_ARG_IDS] != only_tgid)
		return 0;
	if (!command_parent || args[KVM_SVE_ARG_VM_ID] == command_vm)
		return 1;
	if (!is_of_command())
		return 0;
	command_vm = args[KVM_SVE_ARG_VM_ID];
	return 1;
}

/* Few instructions are the aim: each is paid at every switch (make cost). */
SEC("raw_tp/sve_switch")
int on_switch(struct bpf_raw_tracepoint_args *ctx)
{
	struct lat_row *row;
	__u32 key = 0;
	void *buffer;

	if (filtered && !is_wanted(ctx->args))
		return 0;

	buffer = bpf_map_lookup_elem(&current_buffer, &key);
	if (!buffer)
		return 0;
	/* guest_max_vq, which is 0 without SVE: LAT_ROW_FPSIMD. */
	key = ctx->args[KVM_SVE_ARG_VQS] & 0xffff;
	if (key > LAT_ROW_OTHER)
		key = LAT_ROW_OTHER;
	row = bpf_map_lookup_elem(buffer, &key);
	if (row)
		account(row, ctx->args);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
