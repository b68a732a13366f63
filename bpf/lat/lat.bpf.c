// SPDX-License-Identifier: GPL-2.0
/*
 * Aggregates the kvm_sve "sve_switch" events in the kernel. One map lookup an
 * event, no copy to user space, no event dropped: the rows of a per-CPU array
 * are there from the start, and the program cannot nest, since the event is
 * emitted with preemption off.
 *
 * The array holds two buffers. User space lets the programs fill the other one and
 * waits until none of them uses the old one any more, which it then reads at rest.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "bpf/vm_filter.bpf.h"
#include "lat_slot.h"

/* Where the buffer begins that is filled now: 0 or LAT_ROWS. */
__u32 first_row;

struct rows {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2 * LAT_ROWS);
	__type(key, __u32);
	__type(value, struct lat_row);
} rows SEC(".maps");

/*
 * User space updates it to wait for the programs that run. They could find their buffer
 * in it too, but that look-up takes 14 instructions more than @first_row.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct rows);
} wait_programs SEC(".maps") = {
	.values = { &rows },
};

/* A phase took @ticks, @n > 0 times. @of_byte: as log2_by() has it. */
static __always_inline void observe(struct lat_log2 *hist, __u64 ticks, __u64 n,
				    const __u8 *of_byte)
{
	if (ticks > hist->max)
		hist->max = ticks;
	if (ticks < hist->min)
		hist->min = ticks;
	hist->sum += ticks;
	hist->slots[log2_by(of_byte, ticks) & (LAT_LOG2_SLOTS - 1)] += n;
}

/* A phase took @ticks altogether in @n times, which may be 0: each takes the mean. */
static __always_inline void observe_many(struct lat_log2 *hist, __u64 ticks, __u32 n)
{
	__u64 sum = hist->sum + ticks;

	if (!n)
		return;
	observe(hist, ticks / n, n, log2_byte);
	hist->sum = sum;
}

/*
 * Protected mode, or kernel-mode NEON: any number of restores in one event. Restores
 * before the trap, and states that were kept.
 */
static __noinline int account_many(struct lat_row *row, const __u64 *args)
{
	const __u64 *ticks = args + KVM_SVE_ARG_TICKS;
	__u32 saves = kvm_sve_switch_saves(args);

	row->early += kvm_sve_switch_early(args);
	row->kept += kvm_sve_switch_kept(args);
	observe_many(&row->phase[KVM_SVE_GUEST_RESTORE], ticks[KVM_SVE_GUEST_RESTORE],
		     args[KVM_SVE_ARG_COUNTS]);
	observe_many(&row->phase[KVM_SVE_RESIDENT], ticks[KVM_SVE_RESIDENT], saves);
	observe_many(&row->phase[KVM_SVE_GUEST_SAVE], ticks[KVM_SVE_GUEST_SAVE], saves);
	return 0;
}

static __always_inline void account(struct lat_row *row, const __u64 *args)
{
	const __u64 *ticks = args + KVM_SVE_ARG_TICKS;
	__u64 counts = args[KVM_SVE_ARG_COUNTS];
	const __u8 *of_byte = log2_byte;

	/* Else clang loads the address again for each phase. */
	asm volatile("" : "+r"(of_byte));

	observe(&row->phase[KVM_SVE_HOST_SAVE], ticks[KVM_SVE_HOST_SAVE], 1, of_byte);
	if (__builtin_expect(counts != 1, 0)) { /* one restore by a trap, none evicted */
		if (counts)
			account_many(row, args);
		return;
	}
	observe(&row->phase[KVM_SVE_GUEST_RESTORE], ticks[KVM_SVE_GUEST_RESTORE], 1, of_byte);
	observe(&row->phase[KVM_SVE_RESIDENT], ticks[KVM_SVE_RESIDENT], 1, of_byte);
	observe(&row->phase[KVM_SVE_GUEST_SAVE], ticks[KVM_SVE_GUEST_SAVE], 1, of_byte);
}

/* Few instructions are the aim: each is paid at every switch (make cost). */
static __always_inline int count(const __u64 *args)
{
	/* guest_max_vq, which is 0 without SVE: LAT_ROW_FPSIMD. */
	__u32 key = args[KVM_SVE_ARG_VQS] & 0xffff;
	struct lat_row *row;

	if (key > LAT_ROW_OTHER)
		key = LAT_ROW_OTHER;
	key += first_row;
	row = bpf_map_lookup_elem(&rows, &key);
	if (row)
		account(row, args);
	return 0;
}

/* The VM of the command that was seen last: most often the next event is of it too. */
__u64 command_vm;

static __always_inline int is_wanted(const __u64 *args)
{
	if (only_tgid && kvm_sve_switch_tgid(args) != only_tgid)
		return 0;
	if (!command_parent || args[KVM_SVE_ARG_VM_ID] == command_vm)
		return 1;
	if (!is_of_command())
		return 0;
	command_vm = args[KVM_SVE_ARG_VM_ID];
	return 1;
}

SEC("raw_tp/sve_switch")
int on_any_switch(struct bpf_raw_tracepoint_args *ctx)
{
	return count(ctx->args);
}

/*
 * lat_source.c attaches this one instead if there is a filter, so that without one no
 * instruction is spent on it.
 */
SEC("raw_tp")
int on_wanted_switch(struct bpf_raw_tracepoint_args *ctx)
{
	return is_wanted(ctx->args) ? count(ctx->args) : 0;
}

char LICENSE[] SEC("license") = "GPL";
