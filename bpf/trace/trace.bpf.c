// SPDX-License-Identifier: GPL-2.0
/* The module's events, but for "sve_switch_cycles", for kvm-sve trace. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "bpf/process.bpf.h"
#include "trace_emit.bpf.h"

/*
 * pid_of_tgid() without the kernel's types, so that the events need no BTF: it finds only
 * processes of this very namespace.
 */
static __always_inline __u32 pid_of_vm(__u32 vm_tgid)
{
	struct bpf_pidns_info info = { 0 };

	if (!own_ns.level)
		return vm_tgid;
	if (bpf_get_current_pid_tgid() >> 32 != vm_tgid ||
	    bpf_get_ns_current_pid_tgid(own_ns.dev, own_ns.inum, &info, sizeof(info)))
		return 0;
	return info.tgid;
}

SEC("raw_tp/sve_vls_set")
int on_vls_set(struct bpf_raw_tracepoint_args *ctx)
{
	return emit(TRACE_VLS_SET, (void *)ctx->args[0], sizeof(struct kvm_sve_vls_set));
}

SEC("raw_tp/sve_vl_change")
int on_vl_change(struct bpf_raw_tracepoint_args *ctx)
{
	return emit(TRACE_VL_CHANGE, (void *)ctx->args[0], sizeof(struct kvm_sve_vl_change));
}

SEC("raw_tp/sve_vcpu")
int on_vcpu(struct bpf_raw_tracepoint_args *ctx)
{
	return emit(TRACE_VCPU, (void *)ctx->args[0], sizeof(struct kvm_sve_vcpu));
}

char LICENSE[] SEC("license") = "GPL";
