/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For lat_detail.bpf.c: histograms by key, all of them there from the start, as
 * a program that must not sleep may find no memory. A key's first event takes the
 * next free ones: an index has where those of a key are.
 *
 * A key that has a CPU or is of one vcpu has one writer at a time, since events come
 * with preemption off: the counts are exact without atomics. The keys of a VM or of a
 * guest's VL have no CPU, or large hosts would need more of them than there is room for;
 * theirs are counted by atomics.
 *
 * User space swaps two indices, as it does the buffers of lat.bpf.c; each has
 * its half of the histograms.
 */
#ifndef KVM_SVE_BPF_LAT_LAT_CELLS_BPF_H
#define KVM_SVE_BPF_LAT_LAT_CELLS_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "lat_slot.h"

const volatile __u32 scale; /* enum lat_scale */
const volatile __u32 by;    /* enum lat_by */

/* Of a linear slot, in ticks, and for LAT_HOST_RESTORE in ns. */
const volatile __u64 width = 1, width_ns = 1;

__u64 lost; /* events for which there was no room */

#define SHARED_TURNS 8

/* lat_source.c sets the sizes: how many keys, and what the scale needs. */
struct index {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LAT_KEYS + 1);
	__type(key, struct lat_key);
	__type(value, struct lat_alloc);
} index_a SEC(".maps"), index_b SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct index);
} current_index SEC(".maps") = {
	.values = { &index_a },
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct lat_hist);
} hists SEC(".maps");

static __always_inline void *index_now(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&current_index, &zero);
}

/* Where the histograms of @key are, if there is room; NULL, counted, if not. */
static __always_inline struct lat_alloc *alloc_of(void *index, const struct lat_key *key)
{
	const struct lat_key freelist_key = { .vm = LAT_FREELIST };
	struct lat_alloc *alloc = bpf_map_lookup_elem(index, key), *freelist, taken;

	if (alloc)
		return alloc;
	freelist = bpf_map_lookup_elem(index, &freelist_key);
	if (freelist && freelist->next < freelist->end) {
		taken.next = __sync_fetch_and_add(&freelist->next, 1);
		taken.end = freelist->end;
		if (taken.next < taken.end)
			bpf_map_update_elem(index, key, &taken, BPF_NOEXIST);
		alloc = bpf_map_lookup_elem(index, key);
	}
	if (!alloc)
		__sync_fetch_and_add(&lost, 1);
	return alloc;
}

static __always_inline struct lat_hist *hist_of(const struct lat_alloc *alloc, __u32 phase)
{
	__u32 at = alloc->next * LAT_NR_COUNTS + phase;

	return bpf_map_lookup_elem(&hists, &at);
}

static __always_inline void raise(__u64 *max, __u64 value)
{
	if (value > *max)
		*max = value;
}

/* The same beside others. Each turn but the last was lost to one of them. */
static __always_inline void raise_shared(__u64 *max, __u64 value)
{
	for (int i = 0; i < SHARED_TURNS; i++) {
		__u64 seen = *(volatile __u64 *)max;

		if (value <= seen || __sync_val_compare_and_swap(max, seen, value) == seen)
			return;
	}
	__sync_fetch_and_add(&lost, 1);
}

/* Return: 0; a function of its own, since it is long. */
static __noinline int add_shared(struct lat_hist *hist, __u64 value, __u64 sum, __u32 slot, __u32 n)
{
	raise_shared(&hist->max, value);
	raise_shared(&hist->not_min, ~value);
	__sync_fetch_and_add(&hist->sum, sum);
	__sync_fetch_and_add(&hist->slots[slot], n);
	return 0;
}

/* @phase took @ticks altogether in @n times, which may be 0: each takes the mean. */
static __always_inline void count(const struct lat_alloc *alloc, __u32 phase, __u64 ticks, __u32 n)
{
	struct lat_hist *hist;
	__u64 mean;

	if (!n)
		return;
	hist = hist_of(alloc, phase);
	if (!hist)
		return;
	mean = n == 1 ? ticks : ticks / n;
	if (LAT_BY_SHARED(by)) {
		add_shared(hist, mean, ticks, slot_of(scale, mean, width), n);
		return;
	}
	raise(&hist->max, mean);
	raise(&hist->not_min, ~mean);
	hist->sum += ticks;
	hist->slots[slot_of(scale, mean, width)] += n;
}

/* It took @ns once, where a task that does the same may preempt this one. */
static __always_inline void count_ns(const struct lat_alloc *alloc, __u32 phase, __u64 ns)
{
	struct lat_hist *hist = hist_of(alloc, phase);

	if (hist)
		add_shared(hist, ns, ns, slot_of(scale, ns, width_ns), 1);
}

#endif /* KVM_SVE_BPF_LAT_LAT_CELLS_BPF_H */
