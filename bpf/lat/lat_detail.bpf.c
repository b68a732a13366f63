// SPDX-License-Identifier: GPL-2.0
/*
 * Switches of vcpus by any key and scale, where lat.bpf.c is not enough. From the
 * module's events; or on any kernel from probes at the entry and the exit of
 * load and put, which see neither the trap nor what it restores. lat_source.c
 * chooses the programs.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "bpf/vcpu_read.bpf.h"
#include "bpf/vm_filter.bpf.h"
#include "bpf/vm_id.bpf.h"
#include "lat_cells.bpf.h"

/* Something happens after the put: LAT_HOST_RESTORE, LAT_KVM_RUN. */
const volatile __u32 follow_threads;

/* The vcpu that a thread put last, and when its host state began to be restored. */
struct thread {
	struct lat_key key;
	__u64 start;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1 << 14);
	__type(key, __u32);
	__type(value, struct thread);
} threads SEC(".maps");

static __always_inline __u32 row_of(__u32 vq)
{
	return vq < LAT_ROW_OTHER ? vq : LAT_ROW_OTHER;
}

/* KVM moves a vcpu's state at its maximum, whatever VL its guest has chosen. */
static __always_inline struct lat_key key_of(__u64 vm, __u32 tgid, __u32 vcpu, __u32 max_vq,
					     __u32 guest_vq)
{
	struct lat_key key = { .row = row_of(max_vq) };

	if (by == LAT_BY_VCPU || by == LAT_BY_VM) {
		key.vm = vm;
		key.pid = pid_of_tgid(tgid);
	}
	if (by == LAT_BY_GUEST_VL)
		key.guest_row = row_of(guest_vq);
	if (by == LAT_BY_VCPU)
		key.vcpu = vcpu;
	else if (!LAT_BY_SHARED(by))
		key.cpu = bpf_get_smp_processor_id();
	return key;
}

static __always_inline int is_wanted(__u32 tgid)
{
	return (!only_tgid || tgid == only_tgid) && is_of_command();
}

static __always_inline void remember(const struct lat_key *key)
{
	__u32 tid = bpf_get_current_pid_tgid();
	struct thread thread = { .key = *key };

	if (follow_threads && bpf_map_update_elem(&threads, &tid, &thread, BPF_ANY))
		__sync_fetch_and_add(&lost, 1);
}

/* The module's events */

SEC("raw_tp/sve_switch")
int on_switch(struct bpf_raw_tracepoint_args *ctx)
{
	const __u64 *args = ctx->args, *ticks = args + KVM_SVE_ARG_TICKS;
	__u32 tgid = kvm_sve_switch_tgid(args), saves = kvm_sve_switch_saves(args);
	void *index = index_now();
	struct lat_alloc *alloc;
	struct lat_key key;

	if (!index || !is_wanted(tgid))
		return 0;
	/* Both are 0 without SVE: LAT_ROW_FPSIMD. */
	key = key_of(args[KVM_SVE_ARG_VM_ID], tgid, kvm_sve_switch_vcpu_id(args),
		     args[KVM_SVE_ARG_VQS] & 0xffff, args[KVM_SVE_ARG_VQS] >> 16 & 0xffff);
	remember(&key);

	alloc = alloc_of(index, &key);
	if (!alloc)
		return 0;
	count(alloc, KVM_SVE_HOST_SAVE, ticks[KVM_SVE_HOST_SAVE], 1);
	count(alloc, KVM_SVE_GUEST_RESTORE, ticks[KVM_SVE_GUEST_RESTORE],
	      args[KVM_SVE_ARG_COUNTS]);
	count(alloc, KVM_SVE_RESIDENT, ticks[KVM_SVE_RESIDENT], saves);
	count(alloc, KVM_SVE_GUEST_SAVE, ticks[KVM_SVE_GUEST_SAVE], saves);
	count(alloc, LAT_EARLY, 0, kvm_sve_switch_early(args));
	count(alloc, LAT_KEPT, 0, kvm_sve_switch_kept(args));
	return 0;
}

/* Probes at load and put; their times are in ns */

/* The probes come and go one by one: what was not seen whole does not count. */
__u32 counting;

enum stage {
	NOWHERE,
	LOADING,
	LOADED,
	PUTTING,
};

/* A load and its put, with preemption off at both and on one CPU. */
struct visit {
	void *vcpu;
	__u64 start; /* of the call under way */
	__u64 host_save;
	enum stage stage;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct visit);
} visits SEC(".maps");

static __always_inline struct visit *visit_here(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&visits, &zero);
}

static __always_inline int load_begins(void *vcpu)
{
	struct visit *visit = visit_here();

	if (!visit || !counting)
		return 0;
	if (visit->stage != NOWHERE) /* a probe of its end, or its put, was missed */
		__sync_fetch_and_add(&lost, 1);
	visit->stage = LOADING;
	visit->vcpu = vcpu;
	visit->start = bpf_ktime_get_ns();
	return 0;
}

static __always_inline int load_ends(void)
{
	__u64 now = bpf_ktime_get_ns();
	struct visit *visit = visit_here();

	if (!visit || visit->stage != LOADING)
		return 0;
	visit->stage = LOADED;
	visit->host_save = now - visit->start;
	return 0;
}

static __always_inline int put_begins(void)
{
	struct visit *visit = visit_here();

	if (!visit || visit->stage != LOADED)
		return 0;
	visit->stage = PUTTING;
	visit->start = bpf_ktime_get_ns();
	return 0;
}

static __always_inline int put_ends(void)
{
	__u64 now = bpf_ktime_get_ns();
	struct visit *visit = visit_here();
	void *index = index_now();
	struct lat_alloc *alloc;
	struct kvm_vcpu *vcpu;
	struct lat_key key;
	__u32 tgid;

	if (!visit || visit->stage != PUTTING || !index)
		return 0;
	visit->stage = NOWHERE;
	vcpu = visit->vcpu;
	tgid = vmm_of(vcpu);
	if (!is_wanted(tgid))
		return 0;
	key = key_of(by == LAT_BY_VCPU || by == LAT_BY_VM ? vm_id_of(vcpu) : 0, tgid,
		     id_of(vcpu), host_max_vq_of(vcpu),
		     by == LAT_BY_GUEST_VL ? guest_vq_of(vcpu) : 0);
	remember(&key);

	alloc = alloc_of(index, &key);
	if (!alloc)
		return 0;
	count(alloc, KVM_SVE_HOST_SAVE, visit->host_save, 1);
	count(alloc, KVM_SVE_GUEST_SAVE, now - visit->start, 1);
	return 0;
}

SEC("fentry/kvm_arch_vcpu_load_fp")
int BPF_PROG(fentry_load, void *vcpu)
{
	return load_begins(vcpu);
}

SEC("fexit/kvm_arch_vcpu_load_fp")
int BPF_PROG(fexit_load)
{
	return load_ends();
}

SEC("fentry/kvm_arch_vcpu_put_fp")
int BPF_PROG(fentry_put)
{
	return put_begins();
}

SEC("fexit/kvm_arch_vcpu_put_fp")
int BPF_PROG(fexit_put)
{
	return put_ends();
}

SEC("kprobe/kvm_arch_vcpu_load_fp")
int BPF_KPROBE(kprobe_load, void *vcpu)
{
	return load_begins(vcpu);
}

SEC("kretprobe/kvm_arch_vcpu_load_fp")
int BPF_KRETPROBE(kretprobe_load)
{
	return load_ends();
}

SEC("kprobe/kvm_arch_vcpu_put_fp")
int BPF_KPROBE(kprobe_put)
{
	return put_begins();
}

SEC("kretprobe/kvm_arch_vcpu_put_fp")
int BPF_KRETPROBE(kretprobe_put)
{
	return put_ends();
}

/*
 * The host's state comes back on the thread's way to user space. Once for each
 * KVM_RUN: a later restore is due to another task.
 */

static __always_inline struct thread *thread_here(void)
{
	__u32 tid = bpf_get_current_pid_tgid();

	return bpf_map_lookup_elem(&threads, &tid);
}

static __always_inline int restore_begins(void)
{
	struct thread *thread = thread_here();

	if (thread)
		thread->start = bpf_ktime_get_ns();
	return 0;
}

static __always_inline int restore_ends(void)
{
	__u64 now = bpf_ktime_get_ns();
	struct thread *thread = thread_here();
	void *index = index_now();
	__u32 tid = bpf_get_current_pid_tgid();
	struct lat_alloc *alloc;

	if (!thread || !thread->start || !index)
		return 0;
	alloc = alloc_of(index, &thread->key);
	if (alloc)
		count_ns(alloc, LAT_HOST_RESTORE, now - thread->start);
	bpf_map_delete_elem(&threads, &tid);
	return 0;
}

SEC("fentry/fpsimd_restore_current_state")
int BPF_PROG(fentry_restore)
{
	return restore_begins();
}

SEC("fexit/fpsimd_restore_current_state")
int BPF_PROG(fexit_restore)
{
	return restore_ends();
}

SEC("kprobe/fpsimd_restore_current_state")
int BPF_KPROBE(kprobe_restore)
{
	return restore_begins();
}

SEC("kretprobe/fpsimd_restore_current_state")
int BPF_KRETPROBE(kretprobe_restore)
{
	return restore_ends();
}

/* KVM_RUN returned to user space; the vcpu was put just before. */
SEC("raw_tp/kvm_userspace_exit")
int on_run(struct bpf_raw_tracepoint_args *ctx)
{
	struct thread *thread = thread_here();
	void *index = index_now();
	struct lat_alloc *alloc;

	if (!thread || !index)
		return 0;
	alloc = alloc_of(index, &thread->key);
	if (alloc)
		count_ns(alloc, LAT_KVM_RUN, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
