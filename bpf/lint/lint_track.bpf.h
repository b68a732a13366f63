/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For lint.bpf.c: which vcpus are followed, by what numbers they are known, and
 * how what they do gets to user space.
 */
#ifndef KVM_SVE_BPF_LINT_LINT_TRACK_BPF_H
#define KVM_SVE_BPF_LINT_LINT_TRACK_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "bpf/process.bpf.h"
#include "bpf/vm_filter.bpf.h"
#include "lint.h"

#define MAX_DEPTH 32 /* of processes below the one to watch */

/* What is read of the kernel's structs, wherever this kernel has it. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct kvm_arch {
	__u64 vm_id; /* of the kvm-sve series */
};
struct kvm {
	struct {
		struct {
			int counter;
		} refs;
	} users_count;
	struct kvm_arch arch;
};
struct kvm_vcpu_arch {
	void *sve_state;	 /* once finalized */
	unsigned int sve_max_vl; /* 0: without SVE */
};
struct kvm_vcpu {
	struct kvm *kvm;
	int vcpu_id;
	struct kvm_vcpu_arch arch;
};
#pragma clang attribute pop

#include "bpf/vm_id.bpf.h"

__u64 drops;
__u64 last_serial;

struct state {
	__u64 serial;
	__u64 vm;
	__u32 id;
	__u32 reported; /* bit N: enum lint_call N succeeded, which is reported once */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 16);
	__type(key, void *);
	__type(value, struct state);
} vcpus SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} events SEC(".maps");

static __always_inline void missed(void)
{
	__sync_fetch_and_add(&drops, 1);
}

/* Is the current task of the command, or of the process to watch or one below that? */
static __always_inline int is_watched(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	if (!is_of_command())
		return 0;
	if (!only_tgid)
		return 1;
	for (int i = 0; i < MAX_DEPTH && task; i++) {
		__u32 tgid = BPF_CORE_READ(task, tgid);

		if (tgid == only_tgid)
			return 1;
		if (tgid <= 1)
			return 0;
		task = BPF_CORE_READ(task, real_parent);
	}
	return 0;
}

static __always_inline void emit(struct lint_event *event, enum lint_call call, int ret,
				 struct kvm_vcpu *vcpu, const struct state *state)
{
	event->serial = state->serial;
	event->vm = state->vm;
	event->vcpu = state->id;
	event->pid = pid_of((void *)bpf_get_current_task());
	event->call = call;
	event->ret = ret;
	event->max_vq = BPF_CORE_READ(vcpu, arch.sve_max_vl) / 16;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	if (bpf_ringbuf_output(&events, event, sizeof(*event), 0))
		missed();
}

/* For a call whose data is in memory that cannot be read here. */
static __always_inline void emit_unreadable(struct lint_event *event, enum lint_call call, int ret,
					    struct kvm_vcpu *vcpu, const struct state *state)
{
	event->unreadable = 1;
	emit(event, call, ret, vcpu, state);
}

/* For calls whose success is reported once. */
static __always_inline void emit_once(struct lint_event *event, enum lint_call call, int ret,
				      struct kvm_vcpu *vcpu, struct state *state)
{
	if (!ret && state->reported & 1U << call)
		return;
	if (!ret)
		state->reported |= 1U << call;
	emit(event, call, ret, vcpu, state);
}

static __always_inline void follow(struct kvm_vcpu *vcpu, enum lint_call call)
{
	struct state state = { .vm = vm_id_of(vcpu), .id = BPF_CORE_READ(vcpu, vcpu_id) };
	struct lint_event event = { 0 };

	if (call == LINT_LATE)
		state.reported = 1U << LINT_LATE;
	state.serial = __sync_fetch_and_add(&last_serial, 1) + 1;
	if (bpf_map_update_elem(&vcpus, &vcpu, &state, BPF_ANY))
		missed();
	else
		emit(&event, call, 0, vcpu, &state);
}

/* The state of a vcpu that is followed from its creation, or NULL. */
static __always_inline struct state *state_of(struct kvm_vcpu *vcpu)
{
	struct state *state = bpf_map_lookup_elem(&vcpus, &vcpu);

	if (!state && is_watched())
		follow(vcpu, LINT_LATE);
	return state && !(state->reported & 1U << LINT_LATE) ? state : NULL;
}

#endif /* KVM_SVE_BPF_LINT_LINT_TRACK_BPF_H */
