// SPDX-License-Identifier: GPL-2.0
/*
 * Aggregates the kvm_sve "switch" events in the kernel. One map lookup an
 * event, no copy to user space, no event dropped: the rows of a per-CPU array
 * are there from the start, and the program cannot nest, since the event is
 * emitted with preemption off.
 *
 * User space swaps the two buffers through the map of maps: an update of that
 * waits until no program uses the old one any more, which it then reads at rest.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "lat.h"

/* Thread group id of the VMM to look at, 0 for all. */
const volatile __u32 filter_pid;

/* Nanoseconds a tick, << LAT_SHIFT, and where the last slot begins, in ticks. */
const volatile __u64 ns_mult = 1 << LAT_SHIFT;
const volatile __u64 last_slot_ticks = 1ULL << (LAT_SLOTS - 1);

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

static __always_inline __u32 log2_u64(__u64 v)
{
	__u32 r = 0;

	if (v >> 32) {
		v >>= 32;
		r += 32;
	}
	if (v >> 16) {
		v >>= 16;
		r += 16;
	}
	if (v >> 8) {
		v >>= 8;
		r += 8;
	}
	if (v >> 4) {
		v >>= 4;
		r += 4;
	}
	if (v >> 2) {
		v >>= 2;
		r += 2;
	}
	return r + (v >> 1);
}

static __always_inline __u32 slot_of(__u64 ticks)
{
	if (ticks >= last_slot_ticks)
		return LAT_SLOTS - 1;
	return log2_u64(ticks * ns_mult >> LAT_SHIFT);
}

/* Count @n times in which a phase took @ticks altogether. */
static __always_inline void observe(struct lat_hist *hist, __u64 ticks, __u64 n)
{
	__u64 each = n > 1 ? ticks / n : ticks;
	__u32 slot;

	if (!n)
		return;
	if (!hist->count || each < hist->min)
		hist->min = each;
	if (each > hist->max)
		hist->max = each;
	hist->count += n;
	hist->sum += ticks;
	slot = slot_of(each);
	if (slot >= LAT_SLOTS) /* never; for the verifier */
		slot = LAT_SLOTS - 1;
	hist->slots[slot] += n;
}

static __always_inline __u32 row_of(const struct kvm_sve_switch *event)
{
	if (!event->sve)
		return LAT_ROW_FPSIMD;
	if (event->guest_vq > LAT_ROW_FPSIMD && event->guest_vq < LAT_ROW_OTHER)
		return event->guest_vq;
	return LAT_ROW_OTHER;
}

static __always_inline void account(struct lat_row *row, const struct kvm_sve_switch *event)
{
	__u64 stayed = 0;

	if (event->restores > event->foreign)
		stayed = event->restores - event->foreign;
	row->events++;
	row->restores += event->restores;
	row->foreign += event->foreign;
	observe(&row->phase[KVM_SVE_HOST_SAVE], event->ticks[KVM_SVE_HOST_SAVE], 1);
	observe(&row->phase[KVM_SVE_GUEST_RESTORE], event->ticks[KVM_SVE_GUEST_RESTORE],
		event->restores);
	observe(&row->phase[KVM_SVE_RESIDENT], event->ticks[KVM_SVE_RESIDENT], stayed);
	observe(&row->phase[KVM_SVE_GUEST_SAVE], event->ticks[KVM_SVE_GUEST_SAVE], stayed);
}

SEC("raw_tp/switch")
int on_switch(struct bpf_raw_tracepoint_args *ctx)
{
	struct kvm_sve_switch event;
	struct lat_row *row;
	__u32 key = 0;
	void *buffer;

	if (bpf_probe_read_kernel(&event, sizeof(event), (const void *)ctx->args[0]))
		return 0;
	if (filter_pid && event.vm_pid != filter_pid)
		return 0;

	buffer = bpf_map_lookup_elem(&current_buffer, &key);
	if (!buffer)
		return 0;
	key = row_of(&event);
	row = bpf_map_lookup_elem(buffer, &key);
	if (row)
		account(row, &event);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
