/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints of kvm_sve.ko, system "kvm_sve". Each takes one pointer to a
 * record of record.h, for BPF, and shows its fields in the record's order.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kvm_sve

#if !defined(KVM_SVE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define KVM_SVE_TRACE_H

#include <linux/tracepoint.h>

#include "record.h"

int switch_reg(void);
void switch_unreg(void);

/* One load-to-put of a vcpu, with every phase in it; ticks of CNTPCT_EL0. */
TRACE_EVENT_FN(switch,
	TP_PROTO(const struct kvm_sve_switch *rec),
	TP_ARGS(rec),
	TP_STRUCT__entry(
		__field(u64, vm_id)
		__field(u32, vm_pid)
		__field(u32, vcpu_id)
		__field(u16, guest_max_vq)
		__field(u16, guest_vq)
		__field(u32, sve)
		__field(u32, restores)
		__field(u32, foreign)
		__field(u64, host_save)
		__field(u64, guest_restore)
		__field(u64, resident)
		__field(u64, guest_save)
	),
	TP_fast_assign(
		__entry->vm_id = rec->vm_id;
		__entry->vm_pid = rec->vm_pid;
		__entry->vcpu_id = rec->vcpu_id;
		__entry->guest_max_vq = rec->guest_max_vq;
		__entry->guest_vq = rec->guest_vq;
		__entry->sve = rec->sve;
		__entry->restores = rec->restores;
		__entry->foreign = rec->foreign;
		__entry->host_save = rec->ticks[KVM_SVE_HOST_SAVE];
		__entry->guest_restore = rec->ticks[KVM_SVE_GUEST_RESTORE];
		__entry->resident = rec->ticks[KVM_SVE_RESIDENT];
		__entry->guest_save = rec->ticks[KVM_SVE_GUEST_SAVE];
	),
	TP_printk("vm %llu pid %u vcpu %u max_vq %u vq %u sve %u restores %u foreign %u host_save %llu guest_restore %llu resident %llu guest_save %llu",
		  __entry->vm_id, __entry->vm_pid, __entry->vcpu_id,
		  __entry->guest_max_vq, __entry->guest_vq, __entry->sve,
		  __entry->restores, __entry->foreign, __entry->host_save,
		  __entry->guest_restore, __entry->resident, __entry->guest_save),
	switch_reg, switch_unreg
);

#define kvm_sve_show_source(source)				\
	__print_symbolic(source,				\
			 { KVM_SVE_SRC_DEFAULT, "default" },	\
			 { KVM_SVE_SRC_POLICY, "policy" },	\
			 { KVM_SVE_SRC_IOCTL, "ioctl" },	\
			 { KVM_SVE_SRC_ONEREG, "onereg" },	\
			 { KVM_SVE_SRC_INIT, "init" })

#define kvm_sve_show_life(what)					\
	__print_symbolic(what,					\
			 { KVM_SVE_LIFE_INIT, "init" },		\
			 { KVM_SVE_LIFE_FINALIZE, "finalize" },	\
			 { KVM_SVE_LIFE_FIRST_RUN, "first_run" }, \
			 { KVM_SVE_LIFE_DESTROY, "destroy" })

TRACE_DEFINE_ENUM(KVM_SVE_SRC_DEFAULT);
TRACE_DEFINE_ENUM(KVM_SVE_SRC_POLICY);
TRACE_DEFINE_ENUM(KVM_SVE_SRC_IOCTL);
TRACE_DEFINE_ENUM(KVM_SVE_SRC_ONEREG);
TRACE_DEFINE_ENUM(KVM_SVE_SRC_INIT);
TRACE_DEFINE_ENUM(KVM_SVE_LIFE_INIT);
TRACE_DEFINE_ENUM(KVM_SVE_LIFE_FINALIZE);
TRACE_DEFINE_ENUM(KVM_SVE_LIFE_FIRST_RUN);
TRACE_DEFINE_ENUM(KVM_SVE_LIFE_DESTROY);

/* A set was made or refused. */
TRACE_EVENT(vls_set,
	TP_PROTO(const struct kvm_sve_vls_set *rec),
	TP_ARGS(rec),
	TP_STRUCT__entry(
		__field(u64, vm_id)
		__field(u32, vm_pid)
		__field(u32, vcpu_id)
		__field(u32, source)
		__field(u32, try)
		__field(u64, old_vqs)
		__field(u64, new_vqs)
		__field(s32, ret)
		__field(u32, reason)
		__field(u32, bad_vq)
	),
	TP_fast_assign(
		__entry->vm_id = rec->vm_id;
		__entry->vm_pid = rec->vm_pid;
		__entry->vcpu_id = rec->vcpu_id;
		__entry->source = rec->source;
		__entry->try = rec->try;
		__entry->old_vqs = rec->old_vqs;
		__entry->new_vqs = rec->new_vqs;
		__entry->ret = rec->ret;
		__entry->reason = rec->reason;
		__entry->bad_vq = rec->bad_vq;
	),
	TP_printk("vm %llu pid %u vcpu %u source %s try %u old_vqs 0x%llx new_vqs 0x%llx ret %d reason %u bad_vq %u",
		  __entry->vm_id, __entry->vm_pid, __entry->vcpu_id,
		  kvm_sve_show_source(__entry->source), __entry->try,
		  __entry->old_vqs, __entry->new_vqs, __entry->ret,
		  __entry->reason, __entry->bad_vq)
);

/* A step in the life of a vcpu. */
TRACE_EVENT(lifecycle,
	TP_PROTO(const struct kvm_sve_lifecycle *rec),
	TP_ARGS(rec),
	TP_STRUCT__entry(
		__field(u64, vm_id)
		__field(u32, vm_pid)
		__field(u32, vcpu_id)
		__field(u32, what)
		__field(s32, ret)
	),
	TP_fast_assign(
		__entry->vm_id = rec->vm_id;
		__entry->vm_pid = rec->vm_pid;
		__entry->vcpu_id = rec->vcpu_id;
		__entry->what = rec->what;
		__entry->ret = rec->ret;
	),
	TP_printk("vm %llu pid %u vcpu %u what %s ret %d",
		  __entry->vm_id, __entry->vm_pid, __entry->vcpu_id,
		  kvm_sve_show_life(__entry->what), __entry->ret)
);

#endif /* KVM_SVE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace

#include <trace/define_trace.h>
