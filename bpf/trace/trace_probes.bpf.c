// SPDX-License-Identifier: GPL-2.0
/*
 * The events of kvm-sve trace without the module, as near to the module's as an
 * unchanged KVM lets see: its own sets and refusals have an errno, and no reason.
 */
#include <linux/bpf.h>
#include <linux/errno.h>
#include <linux/kvm.h>
#include <linux/kvm_sve.h>
#include <bpf/bpf_helpers.h>

#include "bpf/vcpu_read.bpf.h"
#include "bpf/vcpu_calls.bpf.h"
#include "bpf/vm_id.bpf.h"
#include "trace_emit.bpf.h"

static __always_inline __u32 pid_of_vm(__u32 vm_tgid)
{
	return pid_of_tgid(vm_tgid);
}

/* Bit N: enum trace_kind N is wanted. */
const volatile __u32 kinds;

/* The VQ of a vcpu's guest when it was last seen. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 14);
	__type(key, void *);
	__type(value, __u32);
} last_vq SEC(".maps");

static __always_inline void missed(void)
{
	__sync_fetch_and_add(&drops, 1);
}

/* As every record begins: vm_id, vm_tgid, vcpu_id. */
#define VCPU_OF(vcpu) \
	.vm_id = vm_id_of(vcpu), .vm_tgid = vmm_of(vcpu), .vcpu_id = id_of(vcpu)

static __always_inline void emit_life(struct kvm_vcpu *vcpu, enum kvm_sve_life what, int ret)
{
	struct kvm_sve_vcpu rec = { VCPU_OF(vcpu), .what = what, .ret = ret };

	if (kinds & 1U << TRACE_VCPU)
		emit(TRACE_VCPU, &rec, sizeof(rec));
}

static __always_inline void emit_set(struct kvm_vcpu *vcpu, enum kvm_sve_source source,
				     __u32 old_vq, __u64 new_vqs, int ret)
{
	struct kvm_sve_vls_set rec = {
		VCPU_OF(vcpu),
		.source = source,
		.old_vqs = vqs_prefix(old_vq),
		.new_vqs = new_vqs,
		.ret = ret,
	};

	if (kinds & 1U << TRACE_VLS_SET)
		emit(TRACE_VLS_SET, &rec, sizeof(rec));
}

/* INIT: KVM gives a vcpu with SVE that is not finalized its default, each time. */
static __always_inline void on_init(const struct call *call, int ret)
{
	struct kvm_vcpu *vcpu = call->vcpu;
	__u32 vq = max_vq_of(vcpu);

	if (!ret && vq && !BPF_CORE_READ(vcpu, arch.sve_state))
		emit_set(vcpu, call->before ? KVM_SVE_SRC_INIT : KVM_SVE_SRC_DEFAULT, call->before,
			 vqs_prefix(vq), 0);
	emit_life(vcpu, KVM_SVE_LIFE_INIT, ret);
}

/*
 * A write that did not get as far as the set is none. What KVM could read and we cannot,
 * since the page is not mapped any more, is an event that was missed.
 */
static __always_inline void on_set_reg(const struct call *call, int ret)
{
	struct kvm_one_reg reg;
	__u64 vqs = 0;

	if (!call->before)
		return;
	if (bpf_probe_read_user(&reg, sizeof(reg), call->arg)) {
		if (ret != -EFAULT)
			missed();
		return;
	}
	if (reg.id != KVM_REG_ARM64_SVE_VLS)
		return;
	if (bpf_probe_read_user(&vqs, sizeof(vqs), (void *)reg.addr) && ret != -EFAULT)
		missed();
	else
		emit_set(call->vcpu, KVM_SVE_SRC_ONEREG, call->before, vqs, ret);
}

static __always_inline int is_followed(__u32 ioctl)
{
	return ioctl == KVM_ARM_VCPU_INIT || ioctl == KVM_ARM_VCPU_FINALIZE ||
	       ioctl == KVM_SET_ONE_REG;
}

static __always_inline __u32 before_call(struct kvm_vcpu *vcpu, __u32 ioctl, const void *arg)
{
	return max_vq_of(vcpu);
}

static __always_inline void on_call(const struct call *call, int ret)
{
	switch (call->ioctl) {
	case KVM_ARM_VCPU_INIT:
		on_init(call, ret);
		break;
	case KVM_ARM_VCPU_FINALIZE:
		emit_life(call->vcpu, KVM_SVE_LIFE_FINALIZE, ret);
		break;
	case KVM_SET_ONE_REG:
		on_set_reg(call, ret);
		break;
	}
}

static __always_inline void on_created(struct kvm_vcpu *vcpu)
{
}

static __always_inline void on_run(struct kvm_vcpu *vcpu, int ret)
{
	if (!BPF_CORE_READ(vcpu, pid))
		emit_life(vcpu, KVM_SVE_LIFE_FIRST_RUN, ret);
}

static __always_inline void on_destroyed(struct kvm_vcpu *vcpu)
{
	bpf_map_delete_elem(&last_vq, &vcpu);
	emit_life(vcpu, KVM_SVE_LIFE_DESTROY, 0);
}

/* Load and put, for what the guest does to its own VL */

static __always_inline int loaded(struct kvm_vcpu *vcpu)
{
	__u32 vq;

	if (bpf_map_lookup_elem(&last_vq, &vcpu))
		return 0;
	vq = guest_vq_of(vcpu);
	if (vq && bpf_map_update_elem(&last_vq, &vcpu, &vq, BPF_ANY))
		missed();
	return 0;
}

/* By now ZCR_EL1 is saved: when the guest exited, or on older kernels by the put. */
static __always_inline int put(struct kvm_vcpu *vcpu)
{
	__u32 *last = bpf_map_lookup_elem(&last_vq, &vcpu), vq;

	if (!last)
		return 0;
	vq = guest_vq_of(vcpu);
	if (vq != *last) {
		struct kvm_sve_vl_change rec = {
			VCPU_OF(vcpu),
			.old_vq = *last,
			.new_vq = vq,
			.zcr = zcr_of(vcpu),
		};

		*last = vq;
		emit(TRACE_VL_CHANGE, &rec, sizeof(rec));
	}
	return 0;
}

SEC("fentry/kvm_arch_vcpu_load_fp")
int BPF_PROG(fentry_load_fp, struct kvm_vcpu *vcpu)
{
	return loaded(vcpu);
}

SEC("fexit/kvm_arch_vcpu_put_fp")
int BPF_PROG(fexit_put_fp, struct kvm_vcpu *vcpu)
{
	return put(vcpu);
}

SEC("kprobe/kvm_arch_vcpu_load_fp")
int BPF_KPROBE(kprobe_load_fp, struct kvm_vcpu *vcpu)
{
	return loaded(vcpu);
}

/* A return probe has no arguments; the put does not leave its CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct kvm_vcpu *);
} putting SEC(".maps");

SEC("kprobe/kvm_arch_vcpu_put_fp")
int BPF_KPROBE(kprobe_put_fp, struct kvm_vcpu *vcpu)
{
	__u32 zero = 0;

	bpf_map_update_elem(&putting, &zero, &vcpu, BPF_ANY);
	return 0;
}

SEC("kretprobe/kvm_arch_vcpu_put_fp")
int BPF_KRETPROBE(kretprobe_put_fp)
{
	struct kvm_vcpu **vcpu;
	__u32 zero = 0;

	vcpu = bpf_map_lookup_elem(&putting, &zero);
	return vcpu && *vcpu ? put(*vcpu) : 0;
}

char LICENSE[] SEC("license") = "GPL";
