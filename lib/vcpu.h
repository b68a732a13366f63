/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A small VMM: one VM of KVM/arm64 with one block of memory and any number of
 * vcpus, by raw KVM calls. No interrupt controller, no devices, no threads.
 *
 * Unless said otherwise a function returns 0 or a negative errno, and on
 * failure leaves one line without newline in the msg[] of the struct it was
 * given first: what was being done and why it failed. Nothing is printed and
 * nothing exits.
 *
 * Order: vm_open, vm_load, then for each vcpu vcpu_create, vcpu_init,
 * vcpu_set_vls, vcpu_finalize (vcpu_new does these four), vcpu_set_pc,
 * vcpu_run...; vcpu_close each before vm_close. The fds and the mapped kvm_run
 * are public: a test may use them for calls that this file does not wrap.
 */
#ifndef KVM_SVE_LIB_VCPU_H
#define KVM_SVE_LIB_VCPU_H

#include <linux/kvm.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vls.h"

#define VM_MEM_BASE	0x40000000ULL	/* guest physical address of the memory */
#define VM_MSG_MAX	256

struct vm {
	int kvm_fd;			/* /dev/kvm */
	int fd;				/* the VM */
	void *mem;			/* guest memory, at VM_MEM_BASE in the guest */
	size_t mem_size;
	bool sve_vls;			/* KVM_CAP_ARM_SVE_VLS is 1 for this VM */
	char msg[VM_MSG_MAX];
};

struct vcpu {
	struct vm *vm;
	int id;
	int fd;
	int stats_fd;			/* -1 until the first vcpu_stat() */
	bool sve;			/* given to the last vcpu_init(_features)() */
	struct kvm_run *run;
	size_t run_size;
	volatile sig_atomic_t *stop;	/* once set vcpu_run() gives up on EINTR; may be NULL */
	char msg[VM_MSG_MAX];
};

/* One access of the guest to an address without memory. */
struct vcpu_mmio {
	uint64_t addr;
	uint64_t data;			/* writes: zero-extended */
	unsigned int len;		/* bytes: 1, 2, 4 or 8 */
	bool write;
};

/**
 * vm_open() - open /dev/kvm and make a VM with @mem_size bytes of zeroed memory
 * @mem_size:	rounded up to whole pages; at least one
 *
 * -ENOENT, -EACCES: no /dev/kvm, or no permission. On failure nothing is left
 * open, and only @vm->msg may be used.
 */
int vm_open(struct vm *vm, size_t mem_size);

/* Undo vm_open(); harmless on a VM that is closed or failed to open. */
void vm_close(struct vm *vm);

/*
 * KVM_CHECK_EXTENSION on the VM: 0 (absent) or a positive value. A negative errno is no
 * answer: a sandbox may refuse the call.
 */
int vm_check_cap(struct vm *vm, long cap);

/* Copy @size bytes to guest address @gpa and make them fetchable as code. */
int vm_load(struct vm *vm, uint64_t gpa, const void *blob, size_t size);

/* KVM_CREATE_VCPU and its kvm_run. On failure nothing is left open. */
int vcpu_create(struct vcpu *vcpu, struct vm *vm, int id);

/* Undo vcpu_create(); harmless on a closed one. */
void vcpu_close(struct vcpu *vcpu);

/**
 * vcpu_init() - KVM_ARM_VCPU_INIT with the preferred target and PSCI 0.2
 * @sve:	with SVE; -ENODEV where KVM offers none
 *
 * May be called again: KVM then resets the vcpu.
 */
int vcpu_init(struct vcpu *vcpu, bool sve);

/* The same with @features, bits by their KVM_ARM_VCPU_* number, whatever KVM offers. */
int vcpu_init_features(struct vcpu *vcpu, uint32_t features);

/**
 * vcpu_set_vls() - give an initialized SVE vcpu exactly @set
 *
 * By KVM_ARM_VCPU_SET_SVE_VLS where the VM has it, else by
 * KVM_REG_ARM64_SVE_VLS, which works before vcpu_finalize() only. The message
 * names the reason of a refusal where KVM gives one.
 */
int vcpu_set_vls(struct vcpu *vcpu, const struct vls *set);

/* The set of an initialized SVE vcpu, by the same choice of call. */
int vcpu_get_vls(struct vcpu *vcpu, struct vls *set);

/**
 * vcpu_guest_max() - the largest set this initialized SVE vcpu can get
 *
 * With the ioctl the guest maximum it is held to. Without it the set that it
 * has, which is the guest maximum in a vcpu that was just initialized.
 */
int vcpu_guest_max(struct vcpu *vcpu, struct vls *set);

/* KVM_ARM_VCPU_FINALIZE of SVE; nothing to do for a vcpu without it. */
int vcpu_finalize(struct vcpu *vcpu);

/**
 * vcpu_new() - vcpu_create, vcpu_init, vcpu_set_vls and vcpu_finalize at once
 * @sve:	with SVE
 * @set:	NULL, or !@sve: leave what KVM gives
 *
 * On failure the vcpu is closed.
 */
int vcpu_new(struct vcpu *vcpu, struct vm *vm, int id, bool sve, const struct vls *set);

/* ONE_REG: @val is as large as the size in @reg (KVM_REG_SIZE_*) says. */
int vcpu_get_reg(struct vcpu *vcpu, uint64_t reg, void *val);
int vcpu_set_reg(struct vcpu *vcpu, uint64_t reg, const void *val);

/* A 64-bit core register: the next instruction, and X@n (0..30), also by its ID. */
int vcpu_set_pc(struct vcpu *vcpu, uint64_t gpa);
int vcpu_get_pc(struct vcpu *vcpu, uint64_t *gpa);
int vcpu_set_x(struct vcpu *vcpu, unsigned int n, uint64_t val);
uint64_t vcpu_x_reg(unsigned int n);

/**
 * vcpu_run() - KVM_RUN until the guest exits to user space
 *
 * Calls again after EINTR, unless @vcpu->stop is set: then -EINTR. On 0 the
 * exit is in @vcpu->run.
 */
int vcpu_run(struct vcpu *vcpu);

/* One KVM_RUN and no message: 0 or a negative errno. Nothing else: for timing. */
int vcpu_run_once(struct vcpu *vcpu);

/* The access of a KVM_EXIT_MMIO in @vcpu->run; -EPROTO and a message for any other exit. */
int vcpu_mmio(struct vcpu *vcpu, struct vcpu_mmio *mmio);

/**
 * vcpu_stat() - one statistic of a vcpu, by KVM_GET_STATS_FD; vcpu_stats(): all its values
 * @name:	"fpsimd_restores", "exits", "hvc_exit_stat" ...
 * @room:	of @values; -E2BIG: there are more
 *
 * -ENOENT: this kernel has none of that name (fpsimd_restores comes with the
 * kvm-sve series); -EOPNOTSUPP: no statistics at all.
 */
int vcpu_stats(struct vcpu *vcpu, const char *name, uint64_t *values, size_t room);
int vcpu_stat(struct vcpu *vcpu, const char *name, uint64_t *val);

/* How often the registers became the guest's, by the kernel's own statistics. */
struct vcpu_fp_stats {
	uint64_t trapped;	/* restored at an FP/SVE trap */
	uint64_t early;		/* restored before the guest's first access */
	uint64_t kept;		/* found as put had left them, and used */
};

/**
 * vcpu_fp_stats() - fpsimd_restores, fpsimd_early and fpsimd_kept
 *
 * The last two are 0 where the kernel has no adaptive restore. Errors of vcpu_stat().
 */
int vcpu_fp_stats(struct vcpu *vcpu, struct vcpu_fp_stats *stats);

/* All of them. */
static inline uint64_t vcpu_fp_states(const struct vcpu_fp_stats *stats)
{
	return stats->trapped + stats->early + stats->kept;
}

#endif /* KVM_SVE_LIB_VCPU_H */
