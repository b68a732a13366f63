// SPDX-License-Identifier: GPL-2.0
/* A small VMM on raw KVM calls; see vcpu.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kvm_stats.h"
#include "vcpu.h"

#define CORE_REG(field)							\
	(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE |		\
	 KVM_REG_ARM_CORE_REG(field))

/* Fill @msg and hand back @err, so that callers can return both at once. */
static int __attribute__((format(printf, 3, 4)))
fail(char *msg, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(msg, VM_MSG_MAX, fmt, args);
	va_end(args);
	return err;
}

/* The same for a call that has just set errno. */
static int fail_errno(char *msg, const char *what)
{
	int err = errno;

	return fail(msg, -err, "%s: %s", what, strerror(err));
}

static int open_kvm(struct vm *vm)
{
	int version;

	vm->kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm_fd < 0)
		return fail_errno(vm->msg, "/dev/kvm");

	version = ioctl(vm->kvm_fd, KVM_GET_API_VERSION, 0);
	if (version != KVM_API_VERSION)
		return fail(vm->msg, -EPROTO, "/dev/kvm: API version %d, not %d",
			    version, KVM_API_VERSION);
	return 0;
}

/* Type 0 asks for 40 bits of guest physical address, which some CPUs lack. */
static unsigned long vm_type(struct vm *vm)
{
	int bits = ioctl(vm->kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_VM_IPA_SIZE);

	return bits > 0 && bits < 40 ? KVM_VM_TYPE_ARM_IPA_SIZE(bits) : 0;
}

static int create_vm(struct vm *vm)
{
	int ret;

	vm->fd = ioctl(vm->kvm_fd, KVM_CREATE_VM, vm_type(vm));
	if (vm->fd < 0)
		return fail_errno(vm->msg, "KVM_CREATE_VM");

	ret = vm_check_cap(vm, KVM_CAP_ARM_SVE_VLS);
	vm->sve_vls = ret == 1;
	return ret < 0 ? ret : 0;
}

static int add_memory(struct vm *vm, size_t size)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct kvm_userspace_memory_region region = { .guest_phys_addr = VM_MEM_BASE };

	vm->mem_size = size ? (size + page - 1) / page * page : page;
	vm->mem = mmap(NULL, vm->mem_size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (vm->mem == MAP_FAILED) {
		vm->mem = NULL;
		return fail_errno(vm->msg, "guest memory");
	}

	region.memory_size = vm->mem_size;
	region.userspace_addr = (uintptr_t)vm->mem;
	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region))
		return fail_errno(vm->msg, "KVM_SET_USER_MEMORY_REGION");
	return 0;
}

int vm_open(struct vm *vm, size_t mem_size)
{
	int err;

	*vm = (struct vm){ .kvm_fd = -1, .fd = -1 };
	err = open_kvm(vm);
	if (!err)
		err = create_vm(vm);
	if (!err)
		err = add_memory(vm, mem_size);
	if (err)
		vm_close(vm);
	return err;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void vm_close(struct vm *vm)
{
	close_fd(&vm->fd);
	close_fd(&vm->kvm_fd);
	if (vm->mem)
		munmap(vm->mem, vm->mem_size);
	vm->mem = NULL;
	vm->mem_size = 0;
}

int vm_check_cap(struct vm *vm, long cap)
{
	int ret = ioctl(vm->fd, KVM_CHECK_EXTENSION, cap);

	return ret < 0 ? fail_errno(vm->msg, "KVM_CHECK_EXTENSION") : ret;
}

/* Host address of @size bytes at guest address @gpa, or NULL if not all there. */
static void *vm_ptr(struct vm *vm, uint64_t gpa, size_t size)
{
	uint64_t offset = gpa - VM_MEM_BASE;

	if (gpa < VM_MEM_BASE || offset > vm->mem_size || size > vm->mem_size - offset)
		return NULL;
	return (char *)vm->mem + offset;
}

int vm_load(struct vm *vm, uint64_t gpa, const void *blob, size_t size)
{
	char *to = vm_ptr(vm, gpa, size);

	if (!to)
		return fail(vm->msg, -ERANGE, "guest memory has no %zu bytes at %#llx",
			    size, (unsigned long long)gpa);
	memcpy(to, blob, size);
	__builtin___clear_cache(to, to + size);
	return 0;
}

static int map_run(struct vcpu *vcpu)
{
	int size = ioctl(vcpu->vm->kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	void *run;

	if (size < 0)
		return fail_errno(vcpu->msg, "KVM_GET_VCPU_MMAP_SIZE");
	run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu->fd, 0);
	if (run == MAP_FAILED)
		return fail_errno(vcpu->msg, "mmap of kvm_run");

	vcpu->run = run;
	vcpu->run_size = size;
	return 0;
}

int vcpu_create(struct vcpu *vcpu, struct vm *vm, int id)
{
	int err = 0;

	*vcpu = (struct vcpu){ .vm = vm, .id = id, .fd = -1, .stats_fd = -1 };
	vcpu->fd = ioctl(vm->fd, KVM_CREATE_VCPU, (long)id);
	if (vcpu->fd < 0)
		err = fail_errno(vcpu->msg, "KVM_CREATE_VCPU");
	if (!err)
		err = map_run(vcpu);
	if (err)
		vcpu_close(vcpu);
	return err;
}

void vcpu_close(struct vcpu *vcpu)
{
	if (vcpu->run)
		munmap(vcpu->run, vcpu->run_size);
	vcpu->run = NULL;
	close_fd(&vcpu->stats_fd);
	close_fd(&vcpu->fd);
}

/* @err and @absent where the VM has not @cap. */
static int need_cap(struct vcpu *vcpu, long cap, int err, const char *absent)
{
	int ret = vm_check_cap(vcpu->vm, cap);

	if (ret < 0)
		return fail(vcpu->msg, ret, "%s", vcpu->vm->msg);
	return ret ? 0 : fail(vcpu->msg, err, "%s", absent);
}

int vcpu_init_features(struct vcpu *vcpu, uint32_t features)
{
	struct kvm_vcpu_init init = { 0 };

	if (ioctl(vcpu->vm->fd, KVM_ARM_PREFERRED_TARGET, &init))
		return fail_errno(vcpu->msg, "KVM_ARM_PREFERRED_TARGET");

	init.features[0] |= 1U << KVM_ARM_VCPU_PSCI_0_2 | features;
	if (ioctl(vcpu->fd, KVM_ARM_VCPU_INIT, &init))
		return fail_errno(vcpu->msg, "KVM_ARM_VCPU_INIT");
	vcpu->sve = features & 1U << KVM_ARM_VCPU_SVE;
	return 0;
}

int vcpu_init(struct vcpu *vcpu, bool sve)
{
	int ret = 0;

	if (sve)
		ret = need_cap(vcpu, KVM_CAP_ARM_SVE, -ENODEV, "KVM offers no SVE on this host");
	return ret ? ret : vcpu_init_features(vcpu, sve ? 1U << KVM_ARM_VCPU_SVE : 0);
}

static int set_vls_ioctl(struct vcpu *vcpu, const struct vls *set)
{
	struct kvm_arm_sve_vls arg = { 0 };
	int err;

	memcpy(arg.vqs, set->vqs, sizeof(arg.vqs));
	if (!ioctl(vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, &arg))
		return 0;
	err = errno;
	if (!arg.reason)
		return fail(vcpu->msg, -err, "KVM_ARM_VCPU_SET_SVE_VLS: %s", strerror(err));
	return fail(vcpu->msg, -err, "KVM_ARM_VCPU_SET_SVE_VLS: %s (%s, VL %u)", strerror(err),
		    vls_reason_name(arg.reason), arg.bad_vq * VLS_VQ_BITS);
}

int vcpu_set_vls(struct vcpu *vcpu, const struct vls *set)
{
	if (vcpu->vm->sve_vls)
		return set_vls_ioctl(vcpu, set);
	return vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, set->vqs);
}

static int get_vls_ioctl(struct vcpu *vcpu, uint32_t flags, struct vls *set)
{
	struct kvm_arm_sve_vls arg = { .flags = flags };

	if (ioctl(vcpu->fd, KVM_ARM_VCPU_GET_SVE_VLS, &arg))
		return fail_errno(vcpu->msg, "KVM_ARM_VCPU_GET_SVE_VLS");
	memcpy(set->vqs, arg.vqs, sizeof(set->vqs));
	return 0;
}

int vcpu_get_vls(struct vcpu *vcpu, struct vls *set)
{
	if (vcpu->vm->sve_vls)
		return get_vls_ioctl(vcpu, 0, set);
	return vcpu_get_reg(vcpu, KVM_REG_ARM64_SVE_VLS, set->vqs);
}

int vcpu_guest_max(struct vcpu *vcpu, struct vls *set)
{
	if (vcpu->vm->sve_vls)
		return get_vls_ioctl(vcpu, KVM_ARM_SVE_VLS_GUEST_MAX, set);
	return vcpu_get_vls(vcpu, set);
}

int vcpu_finalize(struct vcpu *vcpu)
{
	int feature = KVM_ARM_VCPU_SVE;

	if (!vcpu->sve)
		return 0;
	if (ioctl(vcpu->fd, KVM_ARM_VCPU_FINALIZE, &feature))
		return fail_errno(vcpu->msg, "KVM_ARM_VCPU_FINALIZE");
	return 0;
}

int vcpu_new(struct vcpu *vcpu, struct vm *vm, int id, bool sve, const struct vls *set)
{
	int err = vcpu_create(vcpu, vm, id);

	if (err)
		return err;
	err = vcpu_init(vcpu, sve);
	if (!err && sve && set)
		err = vcpu_set_vls(vcpu, set);
	if (!err)
		err = vcpu_finalize(vcpu);
	if (err)
		vcpu_close(vcpu);
	return err;
}

static int one_reg(struct vcpu *vcpu, unsigned long request, const char *name,
		   uint64_t reg, const void *val)
{
	struct kvm_one_reg arg = { .id = reg, .addr = (uintptr_t)val };
	int err;

	if (!ioctl(vcpu->fd, request, &arg))
		return 0;
	err = errno;
	return fail(vcpu->msg, -err, "%s of %#llx: %s", name, (unsigned long long)reg,
		    strerror(err));
}

int vcpu_get_reg(struct vcpu *vcpu, uint64_t reg, void *val)
{
	return one_reg(vcpu, KVM_GET_ONE_REG, "KVM_GET_ONE_REG", reg, val);
}

int vcpu_set_reg(struct vcpu *vcpu, uint64_t reg, const void *val)
{
	return one_reg(vcpu, KVM_SET_ONE_REG, "KVM_SET_ONE_REG", reg, val);
}

/* Core registers are numbered in 32-bit words of struct kvm_regs. */
uint64_t vcpu_x_reg(unsigned int n)
{
	return CORE_REG(regs.regs[0]) + n * sizeof(uint64_t) / sizeof(uint32_t);
}

int vcpu_set_pc(struct vcpu *vcpu, uint64_t gpa)
{
	return vcpu_set_reg(vcpu, CORE_REG(regs.pc), &gpa);
}

int vcpu_get_pc(struct vcpu *vcpu, uint64_t *gpa)
{
	return vcpu_get_reg(vcpu, CORE_REG(regs.pc), gpa);
}

int vcpu_set_x(struct vcpu *vcpu, unsigned int n, uint64_t val)
{
	return vcpu_set_reg(vcpu, vcpu_x_reg(n), &val);
}

int vcpu_run_once(struct vcpu *vcpu)
{
	return ioctl(vcpu->fd, KVM_RUN, 0) ? -errno : 0;
}

int vcpu_run(struct vcpu *vcpu)
{
	int err;

	do {
		err = vcpu_run_once(vcpu);
	} while (err == -EINTR && !(vcpu->stop && *vcpu->stop));

	if (err)
		return fail(vcpu->msg, err, "KVM_RUN: %s", strerror(-err));
	return 0;
}

static int unexpected_exit(struct vcpu *vcpu)
{
	uint64_t pc = 0;

	vcpu_get_pc(vcpu, &pc);
	return fail(vcpu->msg, -EPROTO, "KVM exit reason %u at guest address %#llx, not MMIO",
		    vcpu->run->exit_reason, (unsigned long long)pc);
}

int vcpu_mmio(struct vcpu *vcpu, struct vcpu_mmio *mmio)
{
	struct kvm_run *run = vcpu->run;

	if (run->exit_reason != KVM_EXIT_MMIO)
		return unexpected_exit(vcpu);

	*mmio = (struct vcpu_mmio){
		.addr = run->mmio.phys_addr,
		.len = run->mmio.len,
		.write = run->mmio.is_write,
	};
	if (mmio->write)
		memcpy(&mmio->data, run->mmio.data, run->mmio.len);
	return 0;
}

static int open_stats(struct vcpu *vcpu)
{
	int err;

	if (vcpu->stats_fd >= 0)
		return 0;
	err = need_cap(vcpu, KVM_CAP_BINARY_STATS_FD, -EOPNOTSUPP,
		       "this kernel has no KVM statistics");
	if (err)
		return err;

	vcpu->stats_fd = ioctl(vcpu->fd, KVM_GET_STATS_FD, NULL);
	if (vcpu->stats_fd < 0)
		return fail_errno(vcpu->msg, "KVM_GET_STATS_FD");
	return 0;
}

int vcpu_stats(struct vcpu *vcpu, const char *name, uint64_t *values, size_t room)
{
	struct kvm_stats_place place;
	int err = open_stats(vcpu);

	if (err)
		return err;
	err = kvm_stats_find(vcpu->stats_fd, name, &place);
	if (err == -ENOENT)
		return fail(vcpu->msg, err, "this kernel has no KVM statistic %s", name);
	if (!err && place.n > room)
		err = -E2BIG;
	if (!err)
		err = kvm_stats_read(vcpu->stats_fd, &place, values);
	return err ? fail(vcpu->msg, err, "KVM statistic %s: %s", name, strerror(-err)) : 0;
}

int vcpu_stat(struct vcpu *vcpu, const char *name, uint64_t *val)
{
	return vcpu_stats(vcpu, name, val, 1);
}

/* 0 where the kernel has no such statistic. */
static int optional_stat(struct vcpu *vcpu, const char *name, uint64_t *val)
{
	int err = vcpu_stat(vcpu, name, val);

	if (err != -ENOENT)
		return err;
	*val = 0;
	return 0;
}

int vcpu_fp_stats(struct vcpu *vcpu, struct vcpu_fp_stats *stats)
{
	int err = vcpu_stat(vcpu, "fpsimd_restores", &stats->trapped);

	if (!err)
		err = optional_stat(vcpu, "fpsimd_early", &stats->early);
	if (!err)
		err = optional_stat(vcpu, "fpsimd_kept", &stats->kept);
	return err;
}
