// SPDX-License-Identifier: GPL-2.0
/*
 * Follows the ioctls of each vcpu from its creation, on any kernel: their
 * arguments are UAPI, read from the VMM's memory, and of KVM's own structs only a
 * few fields are needed, by CO-RE. No probe lies in the way of KVM_RUN but for a
 * vcpu's first and where another thread takes over.
 *
 * All calls but KVM_RUN come through kvm_arch_vcpu_ioctl() with vcpu->mutex held,
 * so that those of one vcpu cannot overtake each other on their way here.
 */
#include <linux/bpf.h>
#include <linux/kvm.h>
#include <linux/kvm_sve.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "lint_track.bpf.h"

#define Z_BYTES 256
#define P_BYTES 32
#define SVE_CLASS(id) (((id)&KVM_REG_ARM_COPROC_MASK) == KVM_REG_ARM64_SVE)

struct call {
	void *vcpu;
	void *arg;
	__u32 ioctl;
	__u32 flags; /* of KVM_ARM_VCPU_SET_SVE_VLS, which the call clears */
};

/* The calls under way, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 14);
	__type(key, __u64);
	__type(value, struct call);
} calls SEC(".maps");

/* Registers */

/*
 * The smallest VQ that holds all bits that are set of a Z, P or FFR in the VMM's
 * memory; 0 if none is.
 */
static __always_inline __u32 needed_vq(__u64 id, const void *addr)
{
	__u32 is_z = (id & 0xffff) < (KVM_REG_ARM64_SVE_PREG_BASE & 0xffff), bytes = 0;
	__u8 data[Z_BYTES];

	__builtin_memset(data, 0, sizeof(data));
	if (bpf_probe_read_user(data, is_z ? Z_BYTES : P_BYTES, addr))
		return 0;
	for (__u32 i = 0; i < Z_BYTES; i++)
		if (data[i])
			bytes = i + 1;
	return is_z ? (bytes + 15) / 16 : (bytes + 1) / 2;
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
	if ((state->told & both) == both)
		return;
	event->bad_vq = needed_vq(event->reg, addr);
	if (event->bad_vq > BPF_CORE_READ(vcpu, arch.sve_max_vl) / 16)
		emit_once(event, LINT_CUT, ret, vcpu, state);
	if (event->bad_vq)
		emit_once(event, LINT_WRITE, ret, vcpu, state);
}

static __always_inline void on_one_reg(const struct call *call, int write, int ret,
				       struct kvm_vcpu *vcpu, struct state *state)
{
	struct lint_event event = { 0 };
	struct kvm_one_reg reg;

	if (bpf_probe_read_user(&reg, sizeof(reg), call->arg))
		return;
	event.reg = reg.id;
	if (reg.id == KVM_REG_ARM64_SVE_VLS) {
		bpf_probe_read_user(&event.vqs, sizeof(event.vqs), (void *)reg.addr);
		if (write)
			emit(&event, LINT_SET_REG, ret, vcpu, state);
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

static __always_inline void on_init(const struct call *call, int ret, struct kvm_vcpu *vcpu,
				    struct state *state)
{
	struct lint_event event = { 0 };
	struct kvm_vcpu_init init;

	if (!bpf_probe_read_user(&init, sizeof(init), call->arg))
		event.sve = init.features[0] >> KVM_ARM_VCPU_SVE & 1;
	emit(&event, LINT_INIT, ret, vcpu, state);
}

static __always_inline void on_finalize(const struct call *call, int ret, struct kvm_vcpu *vcpu,
					struct state *state)
{
	struct lint_event event = { 0 };
	int feature = 0;

	if (!bpf_probe_read_user(&feature, sizeof(feature), call->arg) &&
	    feature == KVM_ARM_VCPU_SVE)
		emit(&event, LINT_FINALIZE, ret, vcpu, state);
}

static __always_inline void on_set(const struct call *call, int ret, struct kvm_vcpu *vcpu,
				   struct state *state)
{
	struct lint_event event = { 0 };
	struct kvm_arm_sve_vls vls;

	if (!bpf_probe_read_user(&vls, sizeof(vls), call->arg)) {
		event.vqs = vls.vqs[0];
		event.reason = vls.reason;
		event.bad_vq = vls.bad_vq;
	}
	emit(&event, call->flags & KVM_ARM_SVE_VLS_TRY ? LINT_TRY : LINT_SET, ret, vcpu, state);
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
		on_init(call, ret, vcpu, state);
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

/* What fentry and kprobes share. A call is kept from its entry to its return. */

static __always_inline int enter(void *vcpu, __u32 ioctl, void *arg)
{
	struct call call = { .vcpu = vcpu, .arg = arg, .ioctl = ioctl };
	__u64 thread = bpf_get_current_pid_tgid();

	if (ioctl == KVM_ARM_VCPU_SET_SVE_VLS)
		bpf_probe_read_user(&call.flags, sizeof(call.flags), arg);
	/*
	 * One that is there had no return: the kernel has room for so many return
	 * probes at a time and no more.
	 */
	if (bpf_map_update_elem(&calls, &thread, &call, BPF_NOEXIST)) {
		missed();
		bpf_map_update_elem(&calls, &thread, &call, BPF_ANY);
	}
	return 0;
}

static __always_inline int enter_ioctl(struct file *file, __u32 ioctl, void *arg)
{
	return is_followed(ioctl) ? enter(BPF_CORE_READ(file, private_data), ioctl, arg) : 0;
}

static __always_inline int leave_ioctl(int ret)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread), copy;
	struct state *state;

	if (!call)
		return 0;
	copy = *call;
	bpf_map_delete_elem(&calls, &thread);
	state = state_of(copy.vcpu);
	if (state)
		dispatch(&copy, ret, state);
	return 0;
}

static __always_inline int leave_create(struct kvm_vcpu *vcpu, int ret)
{
	if (!ret && is_watched())
		follow(vcpu, LINT_CREATE);
	return 0;
}

static __always_inline int leave_run(struct kvm_vcpu *vcpu, int ret)
{
	struct state *state = state_of(vcpu);
	struct lint_event event = { 0 };

	if (state)
		emit(&event, LINT_RUN, ret, vcpu, state);
	return 0;
}

static __always_inline int destroyed(struct kvm_vcpu *vcpu)
{
	struct state *state = bpf_map_lookup_elem(&vcpus, &vcpu);
	struct lint_event event = { 0 };

	if (state && !(state->told & 1U << LINT_LATE))
		emit(&event, LINT_DESTROY, 0, vcpu, state);
	bpf_map_delete_elem(&vcpus, &vcpu);
	return 0;
}

static __always_inline int vm_destroyed(struct kvm *kvm)
{
	bpf_map_delete_elem(&vms, &kvm);
	return 0;
}

SEC("fexit/kvm_arch_vcpu_create")
int BPF_PROG(fexit_create, struct kvm_vcpu *vcpu, int ret)
{
	return leave_create(vcpu, ret);
}

SEC("fentry/kvm_arch_vcpu_destroy")
int BPF_PROG(fentry_destroy, struct kvm_vcpu *vcpu)
{
	return destroyed(vcpu);
}

SEC("fentry/kvm_arch_destroy_vm")
int BPF_PROG(fentry_destroy_vm, struct kvm *kvm)
{
	return vm_destroyed(kvm);
}

SEC("fentry/kvm_arch_vcpu_ioctl")
int BPF_PROG(fentry_ioctl, struct file *file, unsigned int ioctl, unsigned long arg)
{
	return enter_ioctl(file, ioctl, (void *)arg);
}

SEC("fexit/kvm_arch_vcpu_ioctl")
int BPF_PROG(fexit_ioctl, struct file *file, unsigned int ioctl, unsigned long arg, long ret)
{
	return is_followed(ioctl) ? leave_ioctl(ret) : 0;
}

SEC("fexit/kvm_arch_vcpu_run_pid_change")
int BPF_PROG(fexit_run, struct kvm_vcpu *vcpu, int ret)
{
	return leave_run(vcpu, ret);
}

/* The same by kprobes; a return probe has no arguments, so entries keep them. */

SEC("kprobe/kvm_arch_vcpu_create")
int BPF_KPROBE(kprobe_create, void *vcpu)
{
	return enter(vcpu, 0, NULL);
}

static __always_inline void *leave_kprobe(void)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread);
	void *vcpu = call ? call->vcpu : NULL;

	bpf_map_delete_elem(&calls, &thread);
	return vcpu;
}

SEC("kretprobe/kvm_arch_vcpu_create")
int BPF_KRETPROBE(kretprobe_create, int ret)
{
	struct kvm_vcpu *vcpu = leave_kprobe();

	return vcpu ? leave_create(vcpu, ret) : 0;
}

SEC("kprobe/kvm_arch_vcpu_destroy")
int BPF_KPROBE(kprobe_destroy, struct kvm_vcpu *vcpu)
{
	return destroyed(vcpu);
}

SEC("kprobe/kvm_arch_destroy_vm")
int BPF_KPROBE(kprobe_destroy_vm, struct kvm *kvm)
{
	return vm_destroyed(kvm);
}

SEC("kprobe/kvm_arch_vcpu_ioctl")
int BPF_KPROBE(kprobe_ioctl, struct file *file, unsigned int ioctl, unsigned long arg)
{
	return enter_ioctl(file, ioctl, (void *)arg);
}

SEC("kretprobe/kvm_arch_vcpu_ioctl")
int BPF_KRETPROBE(kretprobe_ioctl, long ret)
{
	return leave_ioctl(ret);
}

SEC("kprobe/kvm_arch_vcpu_run_pid_change")
int BPF_KPROBE(kprobe_run, void *vcpu)
{
	return enter(vcpu, 0, NULL);
}

SEC("kretprobe/kvm_arch_vcpu_run_pid_change")
int BPF_KRETPROBE(kretprobe_run, int ret)
{
	struct kvm_vcpu *vcpu = leave_kprobe();

	return vcpu ? leave_run(vcpu, ret) : 0;
}

char LICENSE[] SEC("license") = "GPL";
