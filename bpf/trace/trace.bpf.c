// SPDX-License-Identifier: GPL-2.0
/* The module's events, but for "sve_switch_cycles", for kvm-sve trace. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "trace_emit.bpf.h"

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
