/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ioctls of vcpus and the ends of their lives, on any kernel: by fentry and
 * fexit, and once more by kprobes. The includer defines what becomes of them: the
 * functions declared below, and struct kvm and struct kvm_vcpu with what it reads.
 *
 * All calls but KVM_RUN come through kvm_arch_vcpu_ioctl() with vcpu->mutex held,
 * so that those of one vcpu cannot overtake each other on their way here. No probe
 * lies in the way of KVM_RUN but for a vcpu's first and where another thread takes
 * over.
 */
#ifndef KVM_SVE_BPF_VCPU_CALLS_BPF_H
#define KVM_SVE_BPF_VCPU_CALLS_BPF_H

#include <linux/bpf.h>
#include <linux/kvm.h>
#include <linux/ptrace.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct file {
	void *private_data;
};
#pragma clang attribute pop

struct kvm;
struct kvm_vcpu;

struct call {
	void *vcpu;
	void *arg;
	__u32 ioctl;
	__u32 before; /* what before_call() gave */
};

static __always_inline int is_followed(__u32 ioctl);

/* What of the vcpu or of @arg the call may change and on_call() needs. */
static __always_inline __u32 before_call(struct kvm_vcpu *vcpu, __u32 ioctl, const void *arg);

static __always_inline void on_call(const struct call *call, int ret);
static __always_inline void on_created(struct kvm_vcpu *vcpu);
/* Before the first KVM_RUN, and one by another thread. */
static __always_inline void on_run(struct kvm_vcpu *vcpu, int ret);
static __always_inline void on_destroyed(struct kvm_vcpu *vcpu);

/* Something was missed: it must be reported. */
static __always_inline void missed(void);

/*
 * Set while all programs are attached. They come and go one by one: a call whose entry was
 * seen before its return could be is no call that was missed.
 */
__u32 watching;

/* The calls under way, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1 << 14);
	__type(key, __u64);
	__type(value, struct call);
} calls SEC(".maps");

/* What fentry and kprobes share. A call is kept from its entry to its return. */

static __always_inline int enter(void *vcpu, __u32 ioctl, void *arg)
{
	struct call call = { .vcpu = vcpu, .arg = arg, .ioctl = ioctl };
	__u64 thread = bpf_get_current_pid_tgid();

	if (!watching)
		return 0;
	if (ioctl)
		call.before = before_call(vcpu, ioctl, arg);
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

	if (!call)
		return 0;
	copy = *call;
	bpf_map_delete_elem(&calls, &thread);
	on_call(&copy, ret);
	return 0;
}

static __always_inline int leave_create(struct kvm_vcpu *vcpu, int ret)
{
	if (!ret)
		on_created(vcpu);
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
	on_destroyed(vcpu);
	return 0;
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
	on_run(vcpu, ret);
	return 0;
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
	on_destroyed(vcpu);
	return 0;
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

	if (vcpu)
		on_run(vcpu, ret);
	return 0;
}

#endif /* KVM_SVE_BPF_VCPU_CALLS_BPF_H */
