/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints of kvm_sve.ko, system "kvm_sve". Each shows the fields of its
 * record in record.h, in their order; that header says what BPF gets.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kvm_sve

#if !defined(KVM_SVE_MODULE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define KVM_SVE_MODULE_TRACE_H

#include <linux/tracepoint.h>

#include "record.h"

int events_timing_reg(void);
void events_timing_unreg(void);
int events_cycles_reg(void);
void events_cycles_unreg(void);

/*
 * What "sve_switch" and "sve_switch_cycles" have in common: all that comes before the phases, which
 * is packed in the arguments as enum kvm_sve_switch_arg says, and the phases' ticks.
 */
#define SWITCH_PROTO						\
	u64 vm_id, u64 ids, u64 vqs, u64 counts,		\
	u64 host_save, u64 guest_restore, u64 resident, u64 guest_save

#define SWITCH_ARGS						\
	vm_id, ids, vqs, counts, host_save, guest_restore, resident, guest_save

#define SWITCH_FIELDS						\
	__field(u64, vm_id)					\
	__field(u32, vm_tgid)					\
	__field(u32, vcpu_id)					\
	__field(u16, guest_max_vq)				\
	__field(u16, guest_vq)					\
	__field(u32, sve)					\
	__field(u32, restores)					\
	__field(u32, early)					\
	__field(u32, evicted)					\
	__field(u32, kept)					\
	__field(u32, stamp)

#define SWITCH_ASSIGN						\
	do {							\
		const u64 args[] = {				\
			[KVM_SVE_ARG_IDS] = ids,		\
			[KVM_SVE_ARG_COUNTS] = counts,		\
		};						\
								\
		__entry->vm_id = vm_id;				\
		__entry->vm_tgid = kvm_sve_switch_tgid(args);	\
		__entry->vcpu_id = kvm_sve_switch_vcpu_id(args); \
		__entry->early = kvm_sve_switch_early(args);	\
		__entry->guest_max_vq = (u16)vqs;		\
		__entry->guest_vq = (u16)(vqs >> 16);		\
		__entry->sve = !!(vqs & KVM_SVE_VQS_SVE);	\
		__entry->restores = lower_32_bits(counts);	\
		__entry->evicted = kvm_sve_switch_evicted(args); \
		__entry->kept = kvm_sve_switch_kept(args);	\
		__entry->stamp = vqs >> KVM_SVE_VQS_STAMP_TICKS;\
		__entry->host_save = host_save;			\
		__entry->guest_restore = guest_restore;		\
		__entry->resident = resident;			\
		__entry->guest_save = guest_save;		\
	} while (0)

#define SWITCH_FMT						\
	"vm %llu tgid %u vcpu %u max_vq %u vq %u sve %u restores %u early %u evicted %u kept %u stamp %u"

#define SWITCH_VALUES						\
	__entry->vm_id, __entry->vm_tgid, __entry->vcpu_id,	\
	__entry->guest_max_vq, __entry->guest_vq, __entry->sve,	\
	__entry->restores, __entry->early, __entry->evicted,	\
	__entry->kept, __entry->stamp

/* One load-to-put of a vcpu, with every phase in it: ticks of CNTPCT_EL0. */
TRACE_EVENT_FN(sve_switch,
	TP_PROTO(SWITCH_PROTO),
	TP_ARGS(SWITCH_ARGS),
	TP_STRUCT__entry(
		SWITCH_FIELDS
		__field(u64, host_save)
		__field(u64, guest_restore)
		__field(u64, resident)
		__field(u64, guest_save)
	),
	TP_fast_assign(
		SWITCH_ASSIGN;
	),
	TP_printk(SWITCH_FMT " host_save %llu guest_restore %llu resident %llu guest_save %llu",
		  SWITCH_VALUES,
		  __entry->host_save, __entry->guest_restore,
		  __entry->resident, __entry->guest_save),
	events_timing_reg, events_timing_unreg
);

/*
 * The same with cycles, 0 where they were not counted. While it has a user the fixed
 * cycle counter of each CPU is held, which changes what guests' own PMUs can count.
 */
TRACE_EVENT_FN(sve_switch_cycles,
	TP_PROTO(SWITCH_PROTO,
		 u64 host_save_cycles, u64 guest_restore_cycles,
		 u64 resident_cycles, u64 guest_save_cycles),
	TP_ARGS(SWITCH_ARGS,
		host_save_cycles, guest_restore_cycles, resident_cycles, guest_save_cycles),
	TP_STRUCT__entry(
		SWITCH_FIELDS
		__field(u32, stamp_cycles)
		__field(u64, host_save)
		__field(u64, host_save_cycles)
		__field(u64, guest_restore)
		__field(u64, guest_restore_cycles)
		__field(u64, resident)
		__field(u64, resident_cycles)
		__field(u64, guest_save)
		__field(u64, guest_save_cycles)
	),
	TP_fast_assign(
		SWITCH_ASSIGN;
		__entry->stamp_cycles = vqs >> KVM_SVE_VQS_STAMP_CYCLES &
					KVM_SVE_STAMP_CYCLES_MAX;
		__entry->host_save_cycles = host_save_cycles;
		__entry->guest_restore_cycles = guest_restore_cycles;
		__entry->resident_cycles = resident_cycles;
		__entry->guest_save_cycles = guest_save_cycles;
	),
	TP_printk(SWITCH_FMT "/%u host_save %llu/%llu guest_restore %llu/%llu resident %llu/%llu guest_save %llu/%llu",
		  SWITCH_VALUES, __entry->stamp_cycles,
		  __entry->host_save, __entry->host_save_cycles,
		  __entry->guest_restore, __entry->guest_restore_cycles,
		  __entry->resident, __entry->resident_cycles,
		  __entry->guest_save, __entry->guest_save_cycles),
	events_cycles_reg, events_cycles_unreg
);

/* The guest changed its effective VL, as seen when its state was saved. */
TRACE_EVENT_FN(sve_vl_change,
	TP_PROTO(const struct kvm_sve_vl_change *rec),
	TP_ARGS(rec),
	TP_STRUCT__entry(
		__field(u64, vm_id)
		__field(u32, vm_tgid)
		__field(u32, vcpu_id)
		__field(u32, old_vq)
		__field(u32, new_vq)
		__field(u64, zcr)
		__field(u32, nested)
	),
	TP_fast_assign(
		__entry->vm_id = rec->vm_id;
		__entry->vm_tgid = rec->vm_tgid;
		__entry->vcpu_id = rec->vcpu_id;
		__entry->old_vq = rec->old_vq;
		__entry->new_vq = rec->new_vq;
		__entry->zcr = rec->zcr;
		__entry->nested = rec->nested;
	),
	TP_printk("vm %llu tgid %u vcpu %u old_vq %u new_vq %u zcr 0x%llx nested %u",
		  __entry->vm_id, __entry->vm_tgid, __entry->vcpu_id,
		  __entry->old_vq, __entry->new_vq, __entry->zcr,
		  __entry->nested),
	events_timing_reg, events_timing_unreg
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
TRACE_EVENT(sve_vls_set,
	TP_PROTO(const struct kvm_sve_vls_set *rec),
	TP_ARGS(rec),
	TP_STRUCT__entry(
		__field(u64, vm_id)
		__field(u32, vm_tgid)
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
		__entry->vm_tgid = rec->vm_tgid;
		__entry->vcpu_id = rec->vcpu_id;
		__entry->source = rec->source;
		__entry->try = rec->try;
		__entry->old_vqs = rec->old_vqs;
		__entry->new_vqs = rec->new_vqs;
		__entry->ret = rec->ret;
		__entry->reason = rec->reason;
		__entry->bad_vq = rec->bad_vq;
	),
	TP_printk("vm %llu tgid %u vcpu %u source %s try %u old_vqs 0x%llx new_vqs 0x%llx ret %d reason %u bad_vq %u",
		  __entry->vm_id, __entry->vm_tgid, __entry->vcpu_id,
		  kvm_sve_show_source(__entry->source), __entry->try,
		  __entry->old_vqs, __entry->new_vqs, __entry->ret,
		  __entry->reason, __entry->bad_vq)
);

/* A step in the life of a vcpu. */
TRACE_EVENT(sve_vcpu,
	TP_PROTO(const struct kvm_sve_vcpu *rec),
	TP_ARGS(rec),
	TP_STRUCT__entry(
		__field(u64, vm_id)
		__field(u32, vm_tgid)
		__field(u32, vcpu_id)
		__field(u32, what)
		__field(s32, ret)
	),
	TP_fast_assign(
		__entry->vm_id = rec->vm_id;
		__entry->vm_tgid = rec->vm_tgid;
		__entry->vcpu_id = rec->vcpu_id;
		__entry->what = rec->what;
		__entry->ret = rec->ret;
	),
	TP_printk("vm %llu tgid %u vcpu %u what %s ret %d",
		  __entry->vm_id, __entry->vm_tgid, __entry->vcpu_id,
		  kvm_sve_show_life(__entry->what), __entry->ret)
);

#endif /* KVM_SVE_MODULE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace

#include <trace/define_trace.h>
