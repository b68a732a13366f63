// SPDX-License-Identifier: GPL-2.0
/*
 * The VL set interface on a protected VM, whose vcpus are hyp's and not to be looked
 * into or changed: it does not have the capability, and both calls are EOPNOTSUPP
 * before anything else about the vcpu is told. Linux 6.12 can make no such VM.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tap.h"
#include "vcpu_calls.h"
#include "vls_test.h"

#ifndef KVM_VM_TYPE_ARM_PROTECTED
#define KVM_VM_TYPE_ARM_PROTECTED (1UL << 31)
#endif

static void make_vm(struct vm *vm)
{
	vm->kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm_fd < 0)
		tap_bail("/dev/kvm");
	vm->fd = ioctl(vm->kvm_fd, KVM_CREATE_VM, KVM_VM_TYPE_ARM_PROTECTED);
	if (vm->fd < 0 && errno == EINVAL)
		tap_skip_all("this kernel, or this mode of it, makes no protected VM");
	if (vm->fd < 0)
		tap_bail("KVM_CREATE_VM");
}

static void test_cap(struct vm *vm)
{
	tap_ok(ioctl(vm->kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_SVE_VLS) == 1 &&
		       !vm_check_cap(vm, KVM_CAP_ARM_SVE_VLS),
	       "/dev/kvm has the capability, the VM has not");
	tap_ok(vm_enable_cap(vm, KVM_CAP_ARM_SVE_VLS, KVM_ARM_SVE_VLS_REPLAY) == -EINVAL,
	       "to enable it is EINVAL");
}

/* @when for the reader; the struct's own mistakes would have other answers. */
static void test_calls(struct vcpu *vcpu, const char *when)
{
	const struct answer none = { .err = EOPNOTSUPP };
	struct kvm_arm_sve_vls arg = {};
	struct answer get, set, bad;

	get = call_get(vcpu, 0, &arg);
	set = set_mask(vcpu, 0, VQ_BIT(1));
	bad = set_mask(vcpu, ~0U, 0);
	tap_ok(same_answer(get, none) && same_answer(set, none) && same_answer(bad, none),
	       "%s: GET %s, SET %s, with bad arguments %s", when, answer_text(get),
	       answer_text(set), answer_text(bad));
}

/* With SVE, though KVM_CAP_ARM_SVE is not offered: KVM takes it, and hyp leaves it out. */
static void init_with_sve(struct vcpu *vcpu)
{
	if (vcpu_init_features(vcpu, 1U << KVM_ARM_VCPU_SVE))
		tap_bail("%s", vcpu->msg);
}

static void test_vcpu(struct vm *vm)
{
	struct vcpu vcpu;

	if (vcpu_create(&vcpu, vm, 0))
		tap_bail("%s", vcpu.msg);
	test_calls(&vcpu, "before INIT");
	init_with_sve(&vcpu);
	test_calls(&vcpu, "after it");
	must_finalize(&vcpu);
	test_calls(&vcpu, "after FINALIZE");
	vcpu_close(&vcpu);
}

int main(void)
{
	struct vm vm = {};

	make_vm(&vm);
	test_cap(&vm);
	test_vcpu(&vm);
	close(vm.fd);
	close(vm.kvm_fd);
	return tap_end();
}
