// SPDX-License-Identifier: GPL-2.0
/*
 * Every vcpu of the host, found as an open file of a task: an iterator over the
 * files of all tasks that writes one record for each file that is a vcpu.
 *
 * The types are only what is read, with the kernel's names; libbpf finds the
 * places in the running kernel's BTF, so that stock kernels of any version do.
 * What the kvm-sve series adds is read where it is. The iterator holds the file
 * while the program runs, the file its vcpu, and the vcpu its VM.
 */
#include <linux/bpf.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "bpf/process.bpf.h"
#include "host_vms.h"

#define VCPU_NAME "kvm-vcpu:"
#define FLAG_EXPLICIT (1 << 4) /* VCPU_SVE_VLS_EXPLICIT of the series, in cflags */

/* sve_policy of the series: VQs, 0 for no such policy; the word is 0 until the VM took it. */
#define POLICY_GUEST_MAX(word) ((word) & 0xffff)
#define POLICY_DEFAULT(word)   ((word) >> 16 & 0x7fff)
#define VQ_BYTES	       16

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct super_block {
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
};

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct qstr d_name;
};

struct path {
	struct dentry *dentry;
};

struct file_operations;

struct file {
	struct path f_path;
	struct inode *f_inode;
	const struct file_operations *f_op;
	void *private_data;
};

struct kvm_arch {
	__u64 vm_id;	  /* series */
	__u32 sve_policy; /* series, see POLICY_... */
};

struct kvm {
	struct mm_struct *mm;
	struct kvm_arch arch;
};

struct user_pt_regs {
	__u64 pstate;
};

struct kvm_cpu_context {
	struct user_pt_regs regs;
};

struct kvm_vcpu_arch {
	struct kvm_cpu_context ctxt;
	void *sve_state;
	unsigned int sve_max_vl;
	__u8 cflags;
};

struct kvm_vcpu {
	struct kvm *kvm;
	int vcpu_id;
	struct pid *pid;
	struct kvm_vcpu_arch arch;
};

struct seq_file;

struct bpf_iter_meta {
	__bpf_md_ptr(struct seq_file *, seq);
};

struct bpf_iter__task_file {
	__bpf_md_ptr(struct bpf_iter_meta *, meta);
	__bpf_md_ptr(struct task_struct *, task);
	__u32 fd __attribute__((aligned(8)));
	__bpf_md_ptr(struct file *, file);
};

#pragma clang attribute pop

/* By /proc/kallsyms; 0 where that does not show it (CONFIG_KALLSYMS_ALL, kptr_restrict). */
extern const void kvm_vcpu_fops __ksym __weak;
extern const void kvm_sve_max_vl __ksym __weak;

/* Only the kernel makes files in the file system of anonymous inodes, so a name there is true. */
static __always_inline bool has_vcpu_name(struct file *file)
{
	const char name[] = VCPU_NAME;
	char buf[sizeof(name)] = "";
	const unsigned char *str = BPF_CORE_READ(file, f_path.dentry, d_name.name);

	if (BPF_CORE_READ(file, f_inode, i_sb, s_magic) != ANON_INODE_FS_MAGIC)
		return false;
	bpf_probe_read_kernel_str(buf, sizeof(buf), str);
	for (unsigned int i = 0; i < sizeof(name) - 1; i++)
		if (buf[i] != name[i])
			return false;
	return true;
}

static __always_inline bool is_vcpu(struct file *file)
{
	if (&kvm_vcpu_fops)
		return BPF_CORE_READ(file, f_op) == (const void *)&kvm_vcpu_fops;
	return has_vcpu_name(file);
}

/* What the VM took as its policy; 0 where that is not known. In bytes. */
static __always_inline void read_policy(struct vcpus_record *record, __u32 policy)
{
	__u32 max_vl = 0, limit = POLICY_GUEST_MAX(policy) * VQ_BYTES;

	if (!policy)
		return;
	if (&kvm_sve_max_vl)
		bpf_probe_read_kernel(&max_vl, sizeof(max_vl), &kvm_sve_max_vl);
	record->guest_max_vl = limit && (!max_vl || limit < max_vl) ? limit : max_vl;
	record->default_vl = POLICY_DEFAULT(policy) * VQ_BYTES ?: record->guest_max_vl;
}

static __always_inline void read_series(struct vcpus_record *record, struct kvm_vcpu *vcpu,
					struct kvm *kvm)
{
	if (!bpf_core_field_exists(kvm->arch.sve_policy) ||
	    !bpf_core_field_exists(kvm->arch.vm_id))
		return;
	record->flags |= VCPUS_SERIES;
	record->vm_id = BPF_CORE_READ(kvm, arch.vm_id);
	if (record->max_vl)
		read_policy(record, BPF_CORE_READ(kvm, arch.sve_policy));
	if (BPF_CORE_READ(vcpu, arch.cflags) & FLAG_EXPLICIT)
		record->flags |= VCPUS_EXPLICIT;
}

static __always_inline void read_vcpu(struct vcpus_record *record, struct kvm_vcpu *vcpu,
				      struct kvm *kvm)
{
	record->vcpu = (unsigned long)vcpu;
	record->kvm = (unsigned long)kvm;
	record->vcpu_id = BPF_CORE_READ(vcpu, vcpu_id);
	record->max_vl = BPF_CORE_READ(vcpu, arch.sve_max_vl);
	if (BPF_CORE_READ(vcpu, arch.sve_state))
		record->flags |= VCPUS_FINALIZED;
	if (BPF_CORE_READ(vcpu, pid))
		record->flags |= VCPUS_RAN | VCPUS_INITIALIZED;
	/* All 0 in a new vcpu, and never in one that was reset. Each line has a flag elsewhere. */
	if (BPF_CORE_READ(vcpu, arch.ctxt.regs.pstate))
		record->flags |= VCPUS_INITIALIZED;
	read_series(record, vcpu, kvm);
}

SEC("iter/task_file")
int list_vcpus(struct bpf_iter__task_file *ctx)
{
	struct vcpus_record record = { 0 };
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct kvm_vcpu *vcpu;
	struct kvm *kvm;

	if (!task || !file || !is_vcpu(file))
		return 0;
	vcpu = BPF_CORE_READ(file, private_data);
	kvm = BPF_CORE_READ(vcpu, kvm);

	read_vcpu(&record, vcpu, kvm);
	record.pid = pid_at(task, reader_level());
	record.fd = ctx->fd;
	if (BPF_CORE_READ(task, mm) == BPF_CORE_READ(kvm, mm))
		record.flags |= VCPUS_OWNER;
	BPF_CORE_READ_STR_INTO(&record.comm, task, group_leader, comm);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
