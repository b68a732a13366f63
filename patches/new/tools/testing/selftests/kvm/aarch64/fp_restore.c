// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvm.fp_restore: whenever KVM restores a guest's FP state, and also where it finds
 * that still in the registers, the guest sees what it or user space wrote last. The
 * vcpu statistics say how it got there. Needs the right to write the parameter.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kvm_util.h"
#include "processor.h"
#include "test_util.h"
#include "ucall_common.h"
#include "vcpu_stat.h"

#define MODE		"/sys/module/kvm/parameters/fp_restore"
#define BREAK_EVEN	"/sys/module/kvm/parameters/fp_restore_break_even"
/*
 * In percent. To complete the I/O of an exit, get_ucall() makes a KVM_RUN that does not
 * enter the guest, so at most half of all loads use FP.
 */
#define LOW_BREAK_EVEN	"20"
#define NR_EXITS	2000
/* User space writes the register each so many exits. */
#define WRITE_EVERY	7
/* What a guest may use FP for before it comes to its loop. */
#define FP_AT_START	8

struct counts {
	uint64_t trapped, early, kept;
};

static char old_mode[16], old_break_even[16];

/* Report V20, which user space may write then, and add 1: it knows what comes next. */
static void guest_fp(void)
{
	uint64_t val;

	for (;;) {
		asm volatile("mov	%0, v20.d[0]" : "=r" (val));
		GUEST_SYNC(val);
		asm volatile("mov	%0, v20.d[0]" : "=r" (val));
		asm volatile("dup	v20.2d, %0" : : "r" (val + 1) : "v20");
	}
}

static void guest_no_fp(void)
{
	for (;;)
		GUEST_SYNC(0);
}

static void write_parameter(const char *path, const char *val)
{
	int fd = open(path, O_WRONLY);

	TEST_ASSERT(fd >= 0 && write(fd, val, strlen(val)) == (ssize_t)strlen(val),
		    "writing %s to %s", val, path);
	close(fd);
}

static void restore_parameters(void)
{
	write_parameter(MODE, old_mode);
	write_parameter(BREAK_EVEN, old_break_even);
}

static bool save_parameter(const char *path, char *val, size_t size)
{
	int fd = open(path, O_RDWR);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, val, size - 1);
	close(fd);
	TEST_ASSERT(n > 0, "reading %s", path);
	return true;
}

static uint64_t vcpu_stat(struct kvm_vcpu *vcpu, const char *name)
{
	uint64_t val;

	TEST_ASSERT(vcpu_read_stat(vcpu, name, &val), "no statistic %s", name);
	return val;
}

static void write_v20(struct kvm_vcpu *vcpu, uint64_t val)
{
	uint64_t v20[2] = { val, val };
	struct kvm_one_reg reg = {
		.id = KVM_REG_ARM64 | KVM_REG_SIZE_U128 | KVM_REG_ARM_CORE |
		      KVM_REG_ARM_CORE_REG(fp_regs.vregs[20]),
		.addr = (uint64_t)v20,
	};

	vcpu_ioctl(vcpu, KVM_SET_ONE_REG, &reg);
}

static struct counts run(void *guest_code)
{
	bool fp = guest_code == guest_fp;
	struct counts counts;
	struct kvm_vcpu *vcpu;
	uint64_t want = 0;
	struct kvm_vm *vm;
	struct ucall uc;
	int i;

	vm = vm_create_with_one_vcpu(&vcpu, guest_code);
	for (i = 0; i < NR_EXITS; i++) {
		vcpu_run(vcpu);
		TEST_ASSERT_EQ(get_ucall(vcpu, &uc), UCALL_SYNC);
		if (!fp)
			continue;
		if (i)
			TEST_ASSERT_EQ(uc.args[1], want);
		want = uc.args[1] + 1;
		if (i % WRITE_EVERY == 0) {
			want = (uint64_t)i << 32;
			write_v20(vcpu, want - 1);
		}
	}
	counts.trapped = vcpu_stat(vcpu, "fpsimd_restores");
	counts.early = vcpu_stat(vcpu, "fpsimd_early");
	counts.kept = vcpu_stat(vcpu, "fpsimd_kept");
	kvm_vm_free(vm);

	return counts;
}

static void check(const char *mode)
{
	struct counts fp, none;

	write_parameter(MODE, mode);
	fp = run(guest_fp);
	none = run(guest_no_fp);
	pr_info("%s: FP: %lu trapped, %lu early, %lu kept; no FP: %lu, %lu, %lu\n", mode,
		fp.trapped, fp.early, fp.kept, none.trapped, none.early, none.kept);

	TEST_ASSERT(fp.trapped + fp.early + fp.kept >= NR_EXITS,
		    "%s: the guest got the registers too seldom", mode);
	if (!strcmp(mode, "off"))
		TEST_ASSERT(!fp.early && !fp.kept && !none.early && !none.kept,
			    "off: restored early");
	if (!strcmp(mode, "always"))
		TEST_ASSERT(fp.trapped <= FP_AT_START, "always: %lu traps", fp.trapped);
	if (!strcmp(mode, "adaptive")) {
		TEST_ASSERT(fp.early + fp.kept > NR_EXITS / 2, "adaptive: %lu early", fp.early);
		TEST_ASSERT(none.early + none.kept < NR_EXITS / 20,
			    "adaptive: %lu early without FP", none.early);
	}
	if (strcmp(mode, "always"))
		TEST_ASSERT(none.trapped <= FP_AT_START, "%s: %lu traps without FP", mode,
			    none.trapped);
}

int main(int argc, char *argv[])
{
	static const char * const modes[] = { "off", "always", "adaptive" };
	int i;

	__TEST_REQUIRE(save_parameter(MODE, old_mode, sizeof(old_mode)) &&
		       save_parameter(BREAK_EVEN, old_break_even, sizeof(old_break_even)),
		       "cannot write " MODE);
	atexit(restore_parameters);
	write_parameter(BREAK_EVEN, LOW_BREAK_EVEN);

	for (i = 0; i < ARRAY_SIZE(modes); i++)
		check(modes[i]);

	return 0;
}
