// SPDX-License-Identifier: GPL-2.0-only
/*
 * fpsimd_restores: the vcpu statistic that counts the FP/SIMD and SVE traps
 * taken in hyp. Each return to user space gives the registers back to the host,
 * so a guest that uses them between any two exits traps at least once for
 * each, and never more than once for each entry into the guest.
 */
#include "kvm_util.h"
#include "processor.h"
#include "test_util.h"
#include "ucall_common.h"
#include "vcpu_stat.h"

#define NR_EXITS	1000

static void guest_code(void)
{
	for (;;) {
		asm volatile("movi	v7.16b, #7" ::: "v7");
		GUEST_SYNC(0);
	}
}

int main(int argc, char *argv[])
{
	uint64_t restores, exits;
	struct kvm_vcpu *vcpu;
	struct kvm_vm *vm;
	struct ucall uc;
	int i;

	vm = vm_create_with_one_vcpu(&vcpu, guest_code);
	TEST_REQUIRE(vcpu_read_stat(vcpu, "fpsimd_restores", &restores));
	TEST_ASSERT_EQ(restores, 0);

	for (i = 0; i < NR_EXITS; i++) {
		vcpu_run(vcpu);
		TEST_ASSERT_EQ(get_ucall(vcpu, &uc), UCALL_SYNC);
	}

	TEST_REQUIRE(vcpu_read_stat(vcpu, "fpsimd_restores", &restores));
	TEST_REQUIRE(vcpu_read_stat(vcpu, "exits", &exits));
	pr_info("%lu restores, %lu exits\n", restores, exits);
	TEST_ASSERT(restores >= NR_EXITS && restores <= exits,
		    "%lu restores in %lu exits, %u to user space",
		    restores, exits, NR_EXITS);

	kvm_vm_free(vm);
	return 0;
}
