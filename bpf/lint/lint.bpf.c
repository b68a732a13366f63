// SPDX-License-Identifier: GPL-2.0
/*
 * Follows the ioctls of each vcpu from its creation, on any kernel: their
 * arguments are UAPI, read from the VMM's memory, and of KVM's own structs only a
 * few fields are needed, by CO-RE.
 *
 * A program must not sleep, so it cannot read memory that is not mapped right now,
 * while KVM faults it in. Such a call is marked unreadable: what it says is unknown.
 */
#include <linux/bpf.h>
#include <linux/kvm.h>
#include <linux/kvm_sve.h>
#include <bpf/bpf_helpers.h>

#include "bpf/vcpu_calls.bpf.h"
#include "lint_track.bpf.h"

#define Z_BYTES 256
#define P_BYTES 32
#define SVE_CLASS(id) (((id)&KVM_REG_ARM_COPROC_MASK) == KVM_REG_ARM64_SVE)

/* Registers */

/*
 * The smallest VQ that holds all bits that are set of a Z, P or FFR in the VMM's
 * memory, into @vq; 0 if none is. Return: 0, or not if it cannot be read.
 */
static __always_inline int needed_vq(__u64 id, const void *addr, __u32 *vq)
{
	__u32 is_z = (id & 0xffff) < (KVM_REG_ARM64_SVE_PREG_BASE & 0xffff), bytes = 0;
	__u8 data[Z_BYTES];

	__builtin_memset(data, 0, sizeof(data));
	if (bpf_probe_read_user(data, is_z ? Z_BYTES : P_BYTES, addr))
		return -1;
	for (__u32 i = 0; i < Z_BYTES; i++)
		if (data[i])
			bytes = i + 1;
	*vq = is_z ? (bytes + 15) / 16 : (bytes + 1) / 2;
	return 0;
}

/* Zeros are no state: a VMM may write them into a new vcpu. */
static __always_inline void wrote_sve(struct lint_event *event, int ret, const void *addr,
				      struct kvm_vcpu *vcpu, struct state *state)
{
	const __u32 both = 1U << LINT_WRITE | 1U << LINT_CUT;

	if (ret) {
		emit(event, LINT_WRITE, ret, vcpu, state);
		return;
	}
	if ((state->reported & both) == both)
		return;
	if (needed_vq(event->reg, addr, &event->bad_vq)) {
		emit_unreadable(event, LINT_WRITE, ret, vcpu, state);
		return;
	}
	if (event->bad_vq > BPF_CORE_READ(vcpu, arch.sve_max_vl) / 16)
		emit_once(event, LINT_CUT, ret, vcpu, state);
	if (event->bad_vq)
		emit_once(event, LINT_WRITE, ret, vcpu, state);
}

static __always_inline void on_set_reg(struct lint_event *event, int ret, const void *addr,
				       struct kvm_vcpu *vcpu, struct state *state)
{
	if (bpf_probe_read_user(&event->vqs, sizeof(event->vqs), addr))
		emit_unreadable(event, LINT_SET_REG, ret, vcpu, state);
	else
		emit(event, LINT_SET_REG, ret, vcpu, state);
}

static __always_inline void on_one_reg(const struct call *call, int write, int ret,
				       struct kvm_vcpu *vcpu, struct state *state)
{
	struct lint_event event = { 0 };
	struct kvm_one_reg reg;

	if (bpf_probe_read_user(&reg, sizeof(reg), call->arg)) {
		emit_unreadable(&event, LINT_ONE_REG, ret, vcpu, state);
		return;
	}
	event.reg = reg.id;
	if (reg.id == KVM_REG_ARM64_SVE_VLS) {
		if (write)
			on_set_reg(&event, ret, (void *)reg.addr, vcpu, state);
		else
			emit_once(&event, LINT_GET, ret, vcpu, state);
	} else if (SVE_CLASS(reg.id)) {
		if (write)
			wrote_sve(&event, ret, (void *)reg.addr, vcpu, state);
		else if (ret)
			emit(&event, LINT_READ, ret, vcpu, state);
	} else if (ret && (reg.id & KVM_REG_ARM_COPROC_MASK) == KVM_REG_ARM_CORE &&
		   (reg.id & KVM_REG_SIZE_MASK) == KVM_REG_SIZE_U128) {
		emit(&event, LINT_CORE_V, ret, vcpu, state);
	}
}

/* The other calls */

/*
 * That SVE is finalized shows in the vcpu. Whether a call that was refused asked for
 * it, only in its argument, which KVM need not have read.
 */
static __always_inline void on_finalize(const struct call *call, int ret, struct kvm_vcpu *vcpu,
					struct state *state)
{
	struct lint_event event = { 0 };
	int feature = 0;

	if (!ret)
		feature = BPF_CORE_READ(vcpu, arch.sve_state) ? KVM_ARM_VCPU_SVE : 0;
	else if (bpf_probe_read_user(&feature, sizeof(feature), call->arg))
		emit_unreadable(&event, LINT_FINALIZE, ret, vcpu, state);
	if (feature == KVM_ARM_VCPU_SVE)
		emit(&event, LINT_FINALIZE, ret, vcpu, state);
}

static __always_inline void on_set(const struct call *call, int ret, struct kvm_vcpu *vcpu,
				   struct state *state)
{
	struct lint_event event = { 0 };
	struct kvm_arm_sve_vls vls;

	if (call->before == LINT_TRY) {
		emit(&event, LINT_TRY, ret, vcpu, state);
		return;
	}
	if (call->before != LINT_SET || bpf_probe_read_user(&vls, sizeof(vls), call->arg)) {
		emit_unreadable(&event, LINT_SET, ret, vcpu, state);
		return;
	}
	event.vqs = vls.vqs[0];
	event.reason = vls.reason;
	event.bad_vq = vls.bad_vq;
	emit(&event, LINT_SET, ret, vcpu, state);
}

static __always_inline int is_followed(__u32 ioctl)
{
	switch (ioctl) {
	case KVM_ARM_VCPU_INIT:
	case KVM_ARM_VCPU_FINALIZE:
	case KVM_ARM_VCPU_SET_SVE_VLS:
	case KVM_ARM_VCPU_GET_SVE_VLS:
	case KVM_SET_ONE_REG:
	case KVM_GET_ONE_REG:
	case KVM_GET_REG_LIST:
		return 1;
	default:
		return 0;
	}
}

static __always_inline void dispatch(const struct call *call, int ret, struct state *state)
{
	struct kvm_vcpu *vcpu = call->vcpu;
	struct lint_event event = { 0 };

	switch (call->ioctl) {
	case KVM_ARM_VCPU_INIT:
		emit(&event, LINT_INIT, ret, vcpu, state);
		break;
	case KVM_ARM_VCPU_FINALIZE:
		on_finalize(call, ret, vcpu, state);
		break;
	case KVM_ARM_VCPU_SET_SVE_VLS:
		on_set(call, ret, vcpu, state);
		break;
	case KVM_ARM_VCPU_GET_SVE_VLS:
		emit_once(&event, LINT_GET, ret, vcpu, state);
		break;
	case KVM_SET_ONE_REG:
		on_one_reg(call, 1, ret, vcpu, state);
		break;
	case KVM_GET_ONE_REG:
		on_one_reg(call, 0, ret, vcpu, state);
		break;
	case KVM_GET_REG_LIST:
		if (ret)
			emit(&event, LINT_REG_LIST, ret, vcpu, state);
		break;
	}
}

/*
 * LINT_SET or LINT_TRY, by the flags, which the call clears; LINT_NR_CALLS if they
 * cannot be read.
 */
static __always_inline __u32 before_call(struct kvm_vcpu *vcpu, __u32 ioctl, const void *arg)
{
	__u32 flags = 0;

	if (ioctl != KVM_ARM_VCPU_SET_SVE_VLS)
		return 0;
	if (bpf_probe_read_user(&flags, sizeof(flags), arg))
		return LINT_NR_CALLS;
	return flags & KVM_ARM_SVE_VLS_TRY ? LINT_TRY : LINT_SET;
}

static __always_inline void on_call(const struct call *call, int ret)
{
	struct state *state = state_of(call->vcpu);

	if (state)
		dispatch(call, ret, state);
}

static __always_inline void on_created(struct kvm_vcpu *vcpu)
{
	if (is_watched())
		follow(vcpu, LINT_CREATE);
}

static __always_inline void on_run(struct kvm_vcpu *vcpu, int ret)
{
	struct state *state = state_of(vcpu);
	struct lint_event event = { 0 };

	if (state)
		emit(&event, LINT_RUN, ret, vcpu, state);
}

/*
 * A VM destroys its vcpus when it has no user left. While it has one, this vcpu was
 * never handed out: KVM_CREATE_VCPU failed after kvm_arch_vcpu_create(), for want of a
 * file descriptor or, on Linux 6.1 and 6.12, because the id exists.
 */
static __always_inline enum lint_call end_of(struct kvm_vcpu *vcpu)
{
	return BPF_CORE_READ(vcpu, kvm, users_count.refs.counter) > 0 ? LINT_FAILED : LINT_DESTROY;
}

static __always_inline void on_destroyed(struct kvm_vcpu *vcpu)
{
	struct state *state = bpf_map_lookup_elem(&vcpus, &vcpu);
	struct lint_event event = { 0 };

	if (state && !(state->reported & 1U << LINT_LATE))
		emit(&event, end_of(vcpu), 0, vcpu, state);
	bpf_map_delete_elem(&vcpus, &vcpu);
}

char LICENSE[] SEC("license") = "GPL";
