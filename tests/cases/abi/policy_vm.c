// SPDX-License-Identifier: GPL-2.0
/*
 * policy_vm [VMS]: all vcpus of a VM have the same set, whatever becomes of the host's
 * policies meanwhile: while another process writes them all the time, VMs of eight
 * vcpus are made, and in the last one vcpus are added later. And while the module
 * comes and goes, as it does when its package is upgraded, each has the policy's set.
 * Without VMS it makes 300 VMs in each part, or stops when the time is up, but not
 * before 30: in protected mode on Linux 7 a VM takes a second in the emulated host.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "module.h"
#include "tap.h"
#include "vls_test.h"

#define VCPUS	8
#define VMS	300
#define VMS_LEAST 30
#define SECONDS 100 /* of each of the two parts */
#define DEFAULT	"/sys/kernel/kvm_sve/default_vls"
#define MAX	"/sys/kernel/kvm_sve/guest_max_vls"

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	if (!file || fputs(text, file) < 0 || fclose(file))
		_exit(1);
}

static void __attribute__((noreturn)) toggle(void)
{
	for (;;) {
		put(DEFAULT, "128");
		put(MAX, "128");
		put(DEFAULT, "max");
		put(MAX, "max");
	}
}

/* By ONE_REG; 0: it failed. */
static uint64_t set_of(struct vcpu *vcpu)
{
	uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS];

	return vcpu_get_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs) ? 0 : vqs[0];
}

static void add_vcpu(struct vcpu *vcpu, struct vm *vm, int id)
{
	if (vcpu_create(vcpu, vm, id) || vcpu_init(vcpu, true))
		tap_bail("%s", vcpu->msg);
}

/* Do @n vcpus of @vm, from number @from on, have the set of the first? */
static bool alike(struct vm *vm, struct vcpu *vcpus, int from, int n)
{
	uint64_t vqs, mask;
	int i;

	for (i = from; i < from + n; i++)
		add_vcpu(&vcpus[i], vm, i);
	mask = set_of(&vcpus[0]);
	for (i = from; i < from + n; i++) {
		vqs = set_of(&vcpus[i]);
		tap_many(vqs && vqs == mask, "vcpu %d has %#llx, the first one %#llx", i,
			 (unsigned long long)vqs, (unsigned long long)mask);
	}
	return mask == VQ_BIT(1);
}

static void close_vm(struct vm *vm, struct vcpu *vcpus, int n)
{
	while (n--)
		vcpu_close(&vcpus[n]);
	vm_close(vm);
}

/*
 * Make VMs while a process does @disturb: @vms, or if that is 0 as the comment at the top
 * says; @vms is how many there were. Returns how many have the policy's set.
 */
static long made_beside(void (*disturb)(void), long *vms, const char *lasted)
{
	long i, of_policy = 0, most = *vms ?: VMS, least = *vms ?: VMS_LEAST;
	time_t end = time(NULL) + SECONDS;
	struct vcpu vcpus[VCPUS];
	struct vm vm;
	pid_t child;

	child = fork();
	if (!child)
		disturb();
	for (i = 0; i < most && (i < least || time(NULL) < end); i++) {
		if (vm_open(&vm, 4096))
			tap_bail("%s", vm.msg);
		of_policy += alike(&vm, vcpus, 0, VCPUS);
		close_vm(&vm, vcpus, VCPUS);
	}
	tap_ok(!waitpid(child, NULL, WNOHANG), "%s", lasted);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	*vms = i;
	return of_policy;
}

static void made_while_toggled(long vms)
{
	long of_policy = made_beside(toggle, &vms, "the policies were written all the time");

	put(DEFAULT, "max");
	put(MAX, "max");
	tap_ok(!tap_many_bad(), "%ld VMs of %d vcpus: the vcpus of each have one set", vms, VCPUS);
	tap_ok(of_policy && of_policy < vms, "%ld VMs met the policy, the others did not",
	       of_policy);
}

static void __attribute__((noreturn)) reload_always(void)
{
	for (;;) {
		if (module_remove_retry() || module_load(MODULE_PATH))
			_exit(1);
	}
}

/* The VMM is one that knows nothing of us: the module need not be there for it. */
static void made_while_reloaded(long vms)
{
	long of_policy;

	put(DEFAULT, "128");
	of_policy = made_beside(reload_always, &vms, "the module came and went all the time");
	module_load(MODULE_PATH);
	tap_ok(!tap_many_bad() && of_policy == vms, "%ld of %ld VMs have the policy's set",
	       of_policy, vms);
	put(DEFAULT, "max");
}

static void added_later(void)
{
	struct vcpu vcpus[VCPUS];
	struct vm vm;

	if (vm_open(&vm, 4096))
		tap_bail("%s", vm.msg);
	put(DEFAULT, "128");
	alike(&vm, vcpus, 0, VCPUS / 2);
	put(DEFAULT, "max");
	tap_ok(alike(&vm, vcpus, VCPUS / 2, VCPUS / 2) && !tap_many_bad(),
	       "a vcpu that is added after the policy was lifted has its VM's set");
	close_vm(&vm, vcpus, VCPUS);
}

int main(int argc, char **argv)
{
	struct vls_host host;

	learn_host(&host);
	if (host.max_vq == 1)
		tap_skip_all("the host has one VL");
	made_while_toggled(argc > 1 ? atol(argv[1]) : 0);
	made_while_reloaded(argc > 1 ? atol(argv[1]) : 0);
	added_later();
	return tap_end();
}
