// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM_CAP_ARM_SVE_VLS: a vcpu's set of SVE vector lengths can be made before or
 * after KVM_ARM_VCPU_FINALIZE until the vcpu first runs, keeps the registers,
 * survives KVM_ARM_VCPU_INIT, and can be replayed by KVM_SET_ONE_REG.
 *
 * Skipped where nothing offers the capability.
 */
#include "kvm_util.h"
#include "processor.h"
#include "test_util.h"
#include "ucall_common.h"

/* The ABI of <linux/kvm_sve.h>, which is not part of the kernel. */
#define KVM_CAP_ARM_SVE_VLS		0x53564c
#define KVM_ARM_SVE_VLS_REPLAY		BIT(0)
#define KVM_ARM_SVE_VLS_R_RAN		6
#define KVM_ARM_SVE_VLS_R_STATE		7

struct kvm_arm_sve_vls {
	__u32 flags;
	__u32 reason;
	__u16 bad_vq;
	__u16 max_vq;
	__u32 reserved0;
	__u64 vqs[KVM_ARM64_SVE_VLS_WORDS];
	__u64 reserved[2];
};

#define KVM_ARM_VCPU_GET_SVE_VLS	_IOWR(KVMIO, 0xf0, struct kvm_arm_sve_vls)
#define KVM_ARM_VCPU_SET_SVE_VLS	_IOWR(KVMIO, 0xf1, struct kvm_arm_sve_vls)

static void guest_code(void)
{
	uint64_t bytes;

	asm volatile(".arch_extension sve; rdvl %0, #1" : "=r" (bytes));
	GUEST_SYNC(bytes);
	GUEST_DONE();
}

static struct kvm_vm *create(struct kvm_vcpu **vcpu, struct kvm_vcpu_init *init, bool replay)
{
	struct kvm_vm *vm = vm_create(1);

	if (replay)
		vm_enable_cap(vm, KVM_CAP_ARM_SVE_VLS, KVM_ARM_SVE_VLS_REPLAY);
	vm_ioctl(vm, KVM_ARM_PREFERRED_TARGET, init);
	init->features[0] |= BIT(KVM_ARM_VCPU_SVE);
	*vcpu = aarch64_vcpu_add(vm, 0, init, guest_code);

	return vm;
}

static void finalize(struct kvm_vcpu *vcpu)
{
	int feature = KVM_ARM_VCPU_SVE;

	vcpu_ioctl(vcpu, KVM_ARM_VCPU_FINALIZE, &feature);
}

static struct kvm_arm_sve_vls get_vls(struct kvm_vcpu *vcpu)
{
	struct kvm_arm_sve_vls vls = {};

	vcpu_ioctl(vcpu, KVM_ARM_VCPU_GET_SVE_VLS, &vls);
	return vls;
}

/* The set of @all up to its second largest member */
static struct kvm_arm_sve_vls smaller(struct kvm_arm_sve_vls all)
{
	all.vqs[0] &= ~BIT(all.max_vq - 1);
	TEST_REQUIRE(all.vqs[0]);
	all.max_vq = 64 - __builtin_clzll(all.vqs[0]);

	return all;
}

static void set_vls(struct kvm_vcpu *vcpu, struct kvm_arm_sve_vls vls)
{
	vcpu_ioctl(vcpu, KVM_ARM_VCPU_SET_SVE_VLS, &vls);
	TEST_ASSERT_EQ(get_vls(vcpu).vqs[0], vls.vqs[0]);
}

static void refused(struct kvm_vcpu *vcpu, struct kvm_arm_sve_vls vls, int err, int reason)
{
	uint64_t before = get_vls(vcpu).vqs[0];
	int ret = __vcpu_ioctl(vcpu, KVM_ARM_VCPU_SET_SVE_VLS, &vls);

	TEST_ASSERT(ret == -1 && errno == err, "ret %d errno %d, want errno %d",
		    ret, errno, err);
	TEST_ASSERT_EQ(vls.reason, reason);
	TEST_ASSERT_EQ(get_vls(vcpu).vqs[0], before);
}

static int write_vls_reg(struct kvm_vcpu *vcpu, struct kvm_arm_sve_vls *vls)
{
	struct kvm_one_reg reg = {
		.id = KVM_REG_ARM64_SVE_VLS,
		.addr = (uint64_t)vls->vqs,
	};

	return __vcpu_ioctl(vcpu, KVM_SET_ONE_REG, &reg);
}

static struct kvm_one_reg z31(uint8_t *z)
{
	return (struct kvm_one_reg) {
		.id = KVM_REG_ARM64_SVE_ZREG(31, 0),
		.addr = (uint64_t)z,
	};
}

static void write_z31(struct kvm_vcpu *vcpu, uint8_t *z)
{
	struct kvm_one_reg reg = z31(z);

	vcpu_ioctl(vcpu, KVM_SET_ONE_REG, &reg);
}

static void read_z31(struct kvm_vcpu *vcpu, uint8_t *z)
{
	struct kvm_one_reg reg = z31(z);

	vcpu_ioctl(vcpu, KVM_GET_ONE_REG, &reg);
}

/* A set asked for outlives INIT; one written as a register does not. */
static void test_init(void)
{
	struct kvm_arm_sve_vls all, less;
	struct kvm_vcpu_init init;
	struct kvm_vcpu *vcpu;
	struct kvm_vm *vm;

	vm = create(&vcpu, &init, false);
	all = get_vls(vcpu);
	less = smaller(all);

	set_vls(vcpu, less);
	vcpu_ioctl(vcpu, KVM_ARM_VCPU_INIT, &init);
	TEST_ASSERT_EQ(get_vls(vcpu).vqs[0], less.vqs[0]);

	TEST_ASSERT_EQ(write_vls_reg(vcpu, &less), 0);
	vcpu_ioctl(vcpu, KVM_ARM_VCPU_INIT, &init);
	TEST_ASSERT_EQ(get_vls(vcpu).vqs[0], all.vqs[0]);
	kvm_vm_free(vm);
}

/* Before FINALIZE, after it with the registers kept, and after KVM_RUN. */
static void test_states(void)
{
	struct kvm_arm_sve_vls all, less;
	uint8_t z[256] = { [0] = 1 }, got[256];
	struct kvm_vcpu_init init;
	struct kvm_vcpu *vcpu;
	struct kvm_vm *vm;
	struct ucall uc;

	vm = create(&vcpu, &init, false);
	all = get_vls(vcpu);
	less = smaller(all);

	set_vls(vcpu, less);
	set_vls(vcpu, all);
	finalize(vcpu);
	z[all.max_vq * 16 - 1] = 0x80;
	write_z31(vcpu, z);
	refused(vcpu, less, EOVERFLOW, KVM_ARM_SVE_VLS_R_STATE);

	z[all.max_vq * 16 - 1] = 0;
	write_z31(vcpu, z);
	set_vls(vcpu, less);
	set_vls(vcpu, all);
	set_vls(vcpu, less);
	read_z31(vcpu, got);
	TEST_ASSERT(!memcmp(z, got, sizeof(z)), "Z31 not carried over");
	TEST_ASSERT(write_vls_reg(vcpu, &less) == -1 && errno == EPERM,
		    "replay that was not asked for");

	/* FPEN and ZEN */
	vcpu_set_reg(vcpu, KVM_ARM64_SYS_REG(SYS_CPACR_EL1), 3 << 20 | 3 << 16);
	vcpu_run(vcpu);
	TEST_ASSERT_EQ(get_ucall(vcpu, &uc), UCALL_SYNC);
	TEST_ASSERT(uc.args[1] <= less.max_vq * 16, "guest VL %lu bytes", uc.args[1]);

	refused(vcpu, all, EBUSY, KVM_ARM_SVE_VLS_R_RAN);
	set_vls(vcpu, less);
	kvm_vm_free(vm);
}

static void test_replay(void)
{
	struct kvm_arm_sve_vls all, less;
	struct kvm_vcpu_init init;
	struct kvm_vcpu *vcpu;
	struct kvm_vm *vm;

	vm = create(&vcpu, &init, true);
	all = get_vls(vcpu);
	less = smaller(all);
	finalize(vcpu);
	TEST_ASSERT(!write_vls_reg(vcpu, &all), "replay refused, errno %d", errno);
	TEST_ASSERT(write_vls_reg(vcpu, &less) == -1 && errno == EPERM,
		    "another set taken");
	kvm_vm_free(vm);
}

int main(int argc, char *argv[])
{
	TEST_REQUIRE(kvm_has_cap(KVM_CAP_ARM_SVE));
	TEST_REQUIRE(kvm_has_cap(KVM_CAP_ARM_SVE_VLS));

	test_init();
	test_states();
	test_replay();

	return 0;
}
