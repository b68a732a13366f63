// SPDX-License-Identifier: GPL-2.0
/*
 * cost_calls: median instructions of a SET and a GET of the VL set before
 * FINALIZE, and of the same by KVM_REG_ARM64_SVE_VLS, the reads of the counter
 * included: lines "NAME INSTRUCTIONS". Each SET changes the set. Needs a counter
 * of instructions, so --icount.
 */
#include <stdio.h>
#include <sys/ioctl.h>

#include "icount.h"
#include "tap.h"
#include "vls_test.h"

#define CALLS 1000

static struct vls_host host;
static struct vcpu vcpu;
static struct icount counter;

/* The argument of call @i: sets in turn, so that each SET has something to do. */
static uint64_t mask_of(unsigned int i)
{
	return i % 2 ? host.guest_max : mask_upto(host.guest_max, mask_ceil(host.guest_max, 1));
}

static void measure(const char *name, unsigned long request, bool onereg, bool set)
{
	static uint64_t took[CALLS];
	unsigned int i;

	for (i = 0; i < CALLS; i++) {
		struct kvm_arm_sve_vls vls = { .vqs = { set ? mask_of(i) : 0 } };
		struct kvm_one_reg reg = { KVM_REG_ARM64_SVE_VLS, (uintptr_t)vls.vqs };
		void *arg = onereg ? (void *)&reg : (void *)&vls;
		uint64_t from = icount_now(&counter);
		int ret = ioctl(vcpu.fd, request, arg);

		took[i] = icount_now(&counter) - from;
		if (ret)
			tap_bail("%s failed", name);
	}
	printf("%s %llu\n", name, (unsigned long long)icount_median(took, CALLS));
}

int main(void)
{
	learn_host(&host);
	icount_open(&counter);
	new_vcpu(&vcpu, true);
	measure("get", KVM_ARM_VCPU_GET_SVE_VLS, false, false);
	measure("get_onereg", KVM_GET_ONE_REG, true, false);
	measure("set", KVM_ARM_VCPU_SET_SVE_VLS, false, true);
	measure("set_onereg", KVM_SET_ONE_REG, true, true);
	free_vcpu(&vcpu);
	return 0;
}
