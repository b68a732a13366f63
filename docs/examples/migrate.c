// SPDX-License-Identifier: GPL-2.0
/*
 * Both sides of a migration of one vcpu with SVE, by raw KVM calls: its set of
 * vector lengths and its registers go to a file, and a vcpu is made from that
 * file. For authors of VMMs; docs/vmm.md explains it.
 *
 *	migrate origin FILE [BITS]	save a new vcpu with all lengths up to BITS
 *	migrate destination FILE	make the vcpu of FILE
 *
 * Exit status: 0 done; 1 this host cannot give the vcpu that set; 2 bad usage
 * or FILE; 3 a call failed that should not.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <linux/kvm_sve.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define MAGIC "vcpu-1\n"
#define MAX_REGS 1024
#define MAX_VQ (64 * KVM_ARM_SVE_VLS_WORDS)

struct saved {
	char magic[8];
	struct kvm_arm_sve_vls vls; /* as GET gave it */
	__u64 nr_regs;
	struct {
		__u64 id;
		__u8 val[256]; /* the widest register has 2048 bits */
	} regs[MAX_REGS];
};

struct vm {
	int fd;
	int vcpu;
	bool sve_vls; /* the VL set calls are there */
};

static void __attribute__((format(printf, 2, 3), noreturn)) die(int status, const char *fmt, ...)
{
	va_list args;

	fputs("migrate: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(status);
}

/* An ioctl that works or ends the program. */
#define must(fd, call, arg) do_must(fd, call, arg, #call)

static int do_must(int fd, unsigned long call, void *arg, const char *name)
{
	int ret = ioctl(fd, call, arg);

	if (ret < 0)
		die(3, "%s: %s", name, strerror(errno));
	return ret;
}

/* A VM with one vcpu up to KVM_ARM_VCPU_INIT. REPLAY comes before any vcpu. */
static void make_vcpu(struct vm *vm)
{
	struct kvm_enable_cap replay = {
		.cap = KVM_CAP_ARM_SVE_VLS,
		.args = { KVM_ARM_SVE_VLS_REPLAY },
	};
	struct kvm_vcpu_init init = { 0 };
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (kvm < 0)
		die(3, "/dev/kvm: %s", strerror(errno));
	vm->fd = must(kvm, KVM_CREATE_VM, NULL);
	if (ioctl(vm->fd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_SVE) <= 0)
		die(3, "KVM has no SVE for guests on this host");
	vm->sve_vls = ioctl(vm->fd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_SVE_VLS) == 1;
	if (vm->sve_vls)
		must(vm->fd, KVM_ENABLE_CAP, &replay);
	vm->vcpu = must(vm->fd, KVM_CREATE_VCPU, NULL);
	must(vm->fd, KVM_ARM_PREFERRED_TARGET, &init);
	init.features[0] |= 1U << KVM_ARM_VCPU_PSCI_0_2 | 1U << KVM_ARM_VCPU_SVE;
	must(vm->vcpu, KVM_ARM_VCPU_INIT, &init);
}

static int one_reg(const struct vm *vm, unsigned long call, __u64 id, void *val)
{
	struct kvm_one_reg reg = { .id = id, .addr = (__u64)val };

	return ioctl(vm->vcpu, call, &reg);
}

static void must_reg(const struct vm *vm, unsigned long call, __u64 id, void *val)
{
	if (one_reg(vm, call, id, val))
		die(3, "%s register %#llx: %s", call == KVM_SET_ONE_REG ? "write" : "read",
		    (unsigned long long)id, strerror(errno));
}

/* The exact set, in a form that SET takes as it is, here or elsewhere. */
static void get_vls(const struct vm *vm, struct kvm_arm_sve_vls *vls)
{
	memset(vls, 0, sizeof(*vls));
	if (vm->sve_vls)
		must(vm->vcpu, KVM_ARM_VCPU_GET_SVE_VLS, vls);
	else
		must_reg(vm, KVM_GET_ONE_REG, KVM_REG_ARM64_SVE_VLS, vls->vqs);
}

/* Say why SET refused, in words for whoever started the migration. */
static void refused(const struct kvm_arm_sve_vls *vls, int err)
{
	static const char *const why[] = {
		[KVM_ARM_SVE_VLS_R_NO_SVE] = "the vcpu has no SVE",
		[KVM_ARM_SVE_VLS_R_BAD_ARG] = "a flag or field that this host does not know",
		[KVM_ARM_SVE_VLS_R_EMPTY] = "no length at all",
		[KVM_ARM_SVE_VLS_R_UNSUPPORTED] = "this host cannot give a guest that length",
		[KVM_ARM_SVE_VLS_R_UNMASKABLE] = "this host cannot hide that length",
		[KVM_ARM_SVE_VLS_R_RAN] = "the vcpu has run with another set",
		[KVM_ARM_SVE_VLS_R_STATE] = "registers hold data that needs that length",
	};
	const char *text = strerror(err);

	if (vls->reason && vls->reason < sizeof(why) / sizeof(why[0]))
		text = why[vls->reason];
	if (vls->bad_vq)
		die(1, "the set cannot be made here: %u bits: %s", vls->bad_vq * 128, text);
	die(err == EINVAL || vls->reason ? 1 : 3, "the set cannot be made here: %s", text);
}

/* Exactly this set. Before FINALIZE, since ONE_REG takes it at no other time. */
static void set_vls(const struct vm *vm, struct kvm_arm_sve_vls *vls)
{
	int ret;

	if (vm->sve_vls)
		ret = ioctl(vm->vcpu, KVM_ARM_VCPU_SET_SVE_VLS, vls);
	else
		ret = one_reg(vm, KVM_SET_ONE_REG, KVM_REG_ARM64_SVE_VLS, vls->vqs);
	if (ret)
		refused(vls, errno);
}

static void save_regs(const struct vm *vm, struct saved *saved)
{
	static __u64 words[1 + MAX_REGS]; /* struct kvm_reg_list and its array */
	struct kvm_reg_list *list = (struct kvm_reg_list *)words;

	list->n = MAX_REGS;
	must(vm->vcpu, KVM_GET_REG_LIST, list);
	saved->nr_regs = list->n;
	for (__u64 i = 0; i < list->n; i++) {
		saved->regs[i].id = list->reg[i];
		must_reg(vm, KVM_GET_ONE_REG, list->reg[i], saved->regs[i].val);
	}
}

/* The set is among them: with REPLAY writing it is a check, without it EPERM. */
static void restore_regs(const struct vm *vm, struct saved *saved)
{
	for (__u64 i = 0; i < saved->nr_regs; i++)
		if (vm->sve_vls || saved->regs[i].id != KVM_REG_ARM64_SVE_VLS)
			must_reg(vm, KVM_SET_ONE_REG, saved->regs[i].id, saved->regs[i].val);
}

static void origin(struct saved *saved, const char *path, unsigned int bits)
{
	int feature = KVM_ARM_VCPU_SVE;
	unsigned int vq = MAX_VQ;
	__u8 pattern[256] = { 0 };
	struct vm vm;
	FILE *file;

	make_vcpu(&vm);
	get_vls(&vm, &saved->vls);
	for (unsigned int n = bits / 128 + 1; n <= MAX_VQ; n++)
		saved->vls.vqs[(n - 1) / 64] &= ~(1ULL << (n - 1) % 64);
	set_vls(&vm, &saved->vls);
	must(vm.vcpu, KVM_ARM_VCPU_FINALIZE, &feature);

	/*
	 * In place of a guest that ran: all bits of all Z registers. KVM would drop
	 * what is beyond the vcpu's largest VL.
	 */
	while (vq > 1 && !(saved->vls.vqs[(vq - 1) / 64] >> (vq - 1) % 64 & 1))
		vq--;
	memset(pattern, 0xa5, vq * 16);
	for (unsigned int n = 0; n < 32; n++)
		must_reg(&vm, KVM_SET_ONE_REG, KVM_REG_ARM64_SVE_ZREG(n, 0), pattern);

	memcpy(saved->magic, MAGIC, sizeof(saved->magic));
	get_vls(&vm, &saved->vls);
	save_regs(&vm, saved);
	file = fopen(path, "w");
	if (!file || fwrite(saved, sizeof(*saved), 1, file) != 1 || fclose(file))
		die(3, "%s: %s", path, strerror(errno));
}

static void destination(struct saved *saved, const char *path)
{
	FILE *file = fopen(path, "r");
	int feature = KVM_ARM_VCPU_SVE;
	unsigned int bytes = 0;
	__u8 z31[256] = { 0 };
	struct vm vm;

	if (!file || fread(saved, sizeof(*saved), 1, file) != 1 ||
	    memcmp(saved->magic, MAGIC, sizeof(saved->magic)) || saved->nr_regs > MAX_REGS)
		die(2, "%s is no saved vcpu", path);

	make_vcpu(&vm);
	set_vls(&vm, &saved->vls);
	must(vm.vcpu, KVM_ARM_VCPU_FINALIZE, &feature);
	restore_regs(&vm, saved);

	must_reg(&vm, KVM_GET_ONE_REG, KVM_REG_ARM64_SVE_ZREG(31, 0), z31);
	while (bytes < sizeof(z31) && z31[bytes] == 0xa5)
		bytes++;
	get_vls(&vm, &saved->vls);
	printf("%u bits of Z31; vector lengths:", bytes * 8);
	for (unsigned int vq = 1; vq <= MAX_VQ; vq++)
		if (saved->vls.vqs[(vq - 1) / 64] >> (vq - 1) % 64 & 1)
			printf(" %u", vq * 128);
	putchar('\n');
}

int main(int argc, char **argv)
{
	static struct saved saved;
	unsigned long bits = 128 * MAX_VQ;
	char *end = "";

	if (argc == 4)
		bits = strtoul(argv[3], &end, 10);
	if ((argc == 3 || argc == 4) && !strcmp(argv[1], "origin") && bits >= 128 &&
	    bits <= 128 * MAX_VQ && !*end)
		origin(&saved, argv[2], bits);
	else if (argc == 3 && !strcmp(argv[1], "destination"))
		destination(&saved, argv[2]);
	else
		die(2, "usage: migrate origin FILE [BITS] | migrate destination FILE");
	return 0;
}
