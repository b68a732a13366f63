// SPDX-License-Identifier: GPL-2.0
/*
 * lint_unreadable NAME: a small VMM that is right, with data that KVM reads, or need not
 * read, and a probe cannot: it is in a page that is not mapped when the probe runs. No
 * case; for lint.sh.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lint_calls.h"
#include "vls_test.h"

/* @size bytes of @data in a page of a file, which no one has touched. */
static void *untouched(const void *data, size_t size)
{
	const size_t page = sysconf(_SC_PAGESIZE);
	int fd = memfd_create("lint_unreadable", 0);
	void *addr;

	fix_expect("ftruncate", ftruncate(fd, page), 0);
	fix_expect("pwrite", pwrite(fd, data, size, 0), size);
	addr = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	fix_expect("mmap", addr == MAP_FAILED, false);
	return addr;
}

/* KVM refuses calls before INIT and does not look at their data. Two are unknown. */
static void early(void)
{
	const struct kvm_one_reg reg = { .id = KVM_REG_ARM64_SVE_VLS };
	const int feature = KVM_ARM_VCPU_SVE;
	struct vcpu *vcpu = fix_create(0);
	void *arg = untouched(&reg, sizeof(reg));

	fix_expect("ONE_REG", ioctl(vcpu->fd, KVM_SET_ONE_REG, arg) ? -errno : 0, -ENOEXEC);
	arg = untouched(&feature, sizeof(feature));
	fix_expect("FINALIZE", ioctl(vcpu->fd, KVM_ARM_VCPU_FINALIZE, arg) ? -errno : 0, -ENOEXEC);
	fix_init(vcpu);
	fix_finalize(vcpu);
	fix_run(vcpu);
}

/*
 * Of a Z register KVM reads what the vcpu's set can hold: here all of it is at the end
 * of a page. The next one cannot be read.
 */
static void write_z(void)
{
	const size_t page = sysconf(_SC_PAGESIZE), size = 16;
	struct vcpu *vcpu = fix_ready(0, fix_one());
	struct kvm_one_reg reg = { .id = Z(0) };
	char *addr =
		mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	fix_expect("mmap", addr == MAP_FAILED, false);
	fix_expect("mprotect", mprotect(addr + page, page, PROT_NONE), 0);
	memset(addr + page - size, 0xa5, size);
	reg.addr = (uintptr_t)(addr + page - size);
	fix_expect("write Z0", ioctl(vcpu->fd, KVM_SET_ONE_REG, &reg) ? -errno : 0, 0);
	fix_run(vcpu);
}

/* One vcpu tries a set, and all have the default. As a SET, the others would lack it. */
static void try_set(void)
{
	struct kvm_arm_sve_vls vls = { .flags = KVM_ARM_SVE_VLS_TRY, .vqs = { fix_one() } };
	struct vcpu *a = fix_new_one(0), *b = fix_new_one(1);
	void *arg = untouched(&vls, sizeof(vls));

	fix_expect("TRY", ioctl(a->fd, KVM_ARM_VCPU_SET_SVE_VLS, arg) ? -errno : 0, 0);
	fix_expect("the set", fix_read_set(a) == fix_all, true);
	fix_finalize(a);
	fix_finalize(b);
	fix_run(a);
	fix_run(b);
}

static const struct {
	const char *name;
	void (*run)(void);
} fixtures[] = {
	{ "early", early },
	{ "write", write_z },
	{ "try", try_set },
};

int main(int argc, char **argv)
{
	unsigned int i;

	for (i = 0; argc == 2 && i < sizeof(fixtures) / sizeof(*fixtures); i++) {
		if (strcmp(fixtures[i].name, argv[1]))
			continue;
		fix_probe();
		fix_expect("a VM", vm_open(&fix_vm, 0), 0);
		fixtures[i].run();
		return 0;
	}
	fprintf(stderr, "lint_unreadable early | write | try\n");
	return 2;
}
