// SPDX-License-Identifier: GPL-2.0
/*
 * lint_fixture NAME [GO]: a small VMM that makes the mistake after which the
 * finding NAME of kvm-sve lint is called, and no other; what follows an @ tells
 * variants apart. Those named ok... are right. "list" lists them; @ioctl ones
 * need the module. No case; for lint.sh.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "vcpu.h"
#include "vcpu_state.h"
#include "vls_test.h"

#define THREADS 8
#define VCPUS 64
#define Z(n) KVM_REG_ARM64_SVE_ZREG(n, 0)
#define CORE_V0                                                 \
	(KVM_REG_ARM64 | KVM_REG_SIZE_U128 | KVM_REG_ARM_CORE | \
	 KVM_REG_ARM_CORE_REG(fp_regs.vregs[0]))

static struct vm vm;
static uint64_t all; /* the default set of a new vcpu, which is all that can be had */
static const char *go_file;

/* A call must end so, or the fixture is not what it claims to be. */
static void expect(const char *what, int ret, int want)
{
	if (ret == want)
		return;
	fprintf(stderr, "lint_fixture: %s: %d, not %d\n", what, ret, want);
	exit(3);
}

/* Calls */

static struct vcpu *create(int id)
{
	struct vcpu *vcpu = calloc(1, sizeof(*vcpu));

	if (!vcpu)
		exit(3);
	expect("KVM_CREATE_VCPU", vcpu_create(vcpu, &vm, id), 0);
	return vcpu;
}

static void init(struct vcpu *vcpu)
{
	expect("KVM_ARM_VCPU_INIT", vcpu_init(vcpu, true), 0);
}

static uint64_t read_set(struct vcpu *vcpu)
{
	uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS];

	expect("read the set", vcpu_get_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs), 0);
	return vqs[0];
}

static void write_set(struct vcpu *vcpu, uint64_t mask, int want)
{
	const uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS] = { mask };

	expect("write the set", vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs), want);
}

static void set(struct vcpu *vcpu, uint64_t mask, int want)
{
	expect("SET", -set_mask(vcpu, 0, mask).err, want);
}

static void finalize(struct vcpu *vcpu)
{
	expect("KVM_ARM_VCPU_FINALIZE", vcpu_finalize(vcpu), 0);
}

/* @vq: of the data; all bits of it. */
static void write_z(struct vcpu *vcpu, unsigned int vq, int want)
{
	uint8_t val[VCPU_REG_MAX] = { 0 };

	memset(val, 0xa5, vq * 16);
	expect("write Z0", vcpu_set_reg(vcpu, Z(0), val), want);
}

/* All registers, as a migration has them. */
static void restore(struct vcpu *vcpu)
{
	struct vcpu_state state;

	expect("read the state", vcpu_state_get(vcpu, &state), 0);
	expect("write the state", vcpu_state_put(vcpu, &state), 0);
	vcpu_state_free(&state);
}

static void run(struct vcpu *vcpu)
{
	expect("KVM_RUN", run_immediately(vcpu), 0);
}

static struct vcpu *new_one(int id)
{
	struct vcpu *vcpu = create(id);

	init(vcpu);
	return vcpu;
}

/* One with the set @mask by ONE_REG, ready for its registers. */
static struct vcpu *ready(int id, uint64_t mask)
{
	struct vcpu *vcpu = new_one(id);

	write_set(vcpu, mask, 0);
	finalize(vcpu);
	return vcpu;
}

/* Learn what the host can. The vcpu never runs, so nothing is said of it. */
static void probe(void)
{
	struct vcpu vcpu;
	struct vm other;

	expect("a VM", vm_open(&other, 0), 0);
	expect("KVM_CREATE_VCPU", vcpu_create(&vcpu, &other, 0), 0);
	init(&vcpu);
	all = read_set(&vcpu);
	write_set(&vcpu, all | VQ_BIT(17), -EINVAL);
	vcpu_close(&vcpu);
	vm_close(&other);
}

static uint64_t one(void)
{
	return mask_upto(all, 1);
}

static uint64_t two(void)
{
	return mask_upto(all, 2);
}

/* Mistakes */

static void before_init(void)
{
	struct vcpu *vcpu = create(0);

	write_set(vcpu, one(), -ENOEXEC);
	init(vcpu);
	write_set(vcpu, one(), 0);
	finalize(vcpu);
	run(vcpu);
}

static void before_init_run(void)
{
	struct vcpu *vcpu = create(0);

	expect("KVM_RUN", vcpu_run_once(vcpu), -ENOEXEC);
}

static void sve_not_asked(void)
{
	struct vcpu *vcpu = create(0);
	int feature = KVM_ARM_VCPU_SVE;

	expect("KVM_ARM_VCPU_INIT", vcpu_init(vcpu, false), 0);
	expect("FINALIZE", ioctl(vcpu->fd, KVM_ARM_VCPU_FINALIZE, &feature) ? -errno : 0, -EINVAL);
	run(vcpu);
}

static void sve_not_asked_write(void)
{
	struct vcpu *vcpu = create(0);

	expect("KVM_ARM_VCPU_INIT", vcpu_init(vcpu, false), 0);
	write_z(vcpu, 1, -ENOENT);
	run(vcpu);
}

static void regs_before_finalize(void)
{
	struct vcpu *vcpu = new_one(0);

	write_set(vcpu, one(), 0);
	write_z(vcpu, 1, -EPERM);
	finalize(vcpu);
	write_z(vcpu, 1, 0);
	run(vcpu);
}

static void regs_before_finalize_read(void)
{
	struct vcpu *vcpu = new_one(0);
	uint8_t val[VCPU_REG_MAX];

	expect("read Z0", vcpu_get_reg(vcpu, Z(0), val), -EPERM);
	write_set(vcpu, one(), 0);
	finalize(vcpu);
	run(vcpu);
}

static void list_before_finalize(void)
{
	struct vcpu *vcpu = new_one(0);
	struct kvm_reg_list *list;

	write_set(vcpu, one(), 0);
	expect("KVM_GET_REG_LIST", vcpu_reg_list(vcpu, &list), -EPERM);
	finalize(vcpu);
	restore(vcpu);
	run(vcpu);
}

static void no_finalize(void)
{
	struct vcpu *vcpu = new_one(0);

	write_set(vcpu, one(), 0);
	expect("KVM_RUN", vcpu_run_once(vcpu), -EPERM);
}

static void finalize_twice(void)
{
	struct vcpu *vcpu = ready(0, one());

	expect("FINALIZE", vcpu_finalize(vcpu), -EPERM);
	run(vcpu);
}

static void set_after_finalize(void)
{
	struct vcpu *vcpu = new_one(0);

	finalize(vcpu);
	write_set(vcpu, one(), -EPERM);
	write_z(vcpu, 1, 0);
	run(vcpu);
}

/* As the first fix of a VMM had it: each vcpu of the VM, of which one is right. */
static void set_after_finalize_one(void)
{
	struct vcpu *vcpu = ready(0, all), *wrong = new_one(1);

	finalize(wrong);
	write_set(wrong, all, -EPERM);
	run(vcpu);
	run(wrong);
}

static void set_after_run(void)
{
	struct vcpu *vcpu = ready(0, one());

	run(vcpu);
	write_set(vcpu, two(), -EPERM);
	run(vcpu);
}

static void set_after_run_ioctl(void)
{
	struct vcpu *vcpu = ready(0, one());

	run(vcpu);
	set(vcpu, one(), 0);
	set(vcpu, two(), -EBUSY);
	run(vcpu);
}

static void set_refused(void)
{
	struct vcpu *vcpu = new_one(0);

	write_set(vcpu, all | VQ_BIT(17), -EINVAL);
	finalize(vcpu);
	write_z(vcpu, 1, 0);
	run(vcpu);
}

static void set_refused_ioctl(void)
{
	struct vcpu *vcpu = ready(0, one());

	set(vcpu, all & ~VQ_BIT(1), -EINVAL);
	run(vcpu);
}

static void init_lost_set(void)
{
	struct vcpu *vcpu = new_one(0);

	write_set(vcpu, one(), 0);
	init(vcpu);
	finalize(vcpu);
	write_z(vcpu, 1, 0);
	run(vcpu);
}

static void set_missing(void)
{
	struct vcpu *with = ready(0, one()), *without = new_one(1);

	finalize(without);
	run(with);
	run(without);
}

/* The set is that of the default, here. And the one without runs first. */
static void set_missing_first(void)
{
	struct vcpu *without = new_one(0), *with = ready(1, all);

	finalize(without);
	run(without);
	run(with);
}

static void sets_differ(void)
{
	struct vcpu *a = ready(0, one()), *b = ready(1, two());

	run(a);
	run(b);
}

static void data_cut(void)
{
	struct vcpu *vcpu = ready(0, one());

	write_z(vcpu, 2, 0);
	run(vcpu);
}

static void data_cut_p(void)
{
	struct vcpu *vcpu = ready(0, one());
	uint8_t val[VCPU_REG_MAX] = { 0 };

	val[2] = 1; /* bit 16: of the second 128 bits of Z */
	expect("write P15", vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_PREG(15, 0), val), 0);
	run(vcpu);
}

/* Registers first: right with SET, but for the set that was narrower before. */
static void data_cut_ioctl(void)
{
	struct vcpu *vcpu = ready(0, one());

	write_z(vcpu, 2, 0);
	set(vcpu, two(), 0);
	run(vcpu);
}

static void restore_unchecked(void)
{
	struct vcpu *vcpu = new_one(0);

	finalize(vcpu);
	write_z(vcpu, 1, 0);
	run(vcpu);
}

static void vregs_as_core(void)
{
	struct vcpu *vcpu = ready(0, one());
	uint8_t val[16];

	expect("read V0", vcpu_get_reg(vcpu, CORE_V0, val), -EINVAL);
	run(vcpu);
}

/* No mistakes */

static void ok(void)
{
	struct vcpu *vcpu = new_one(0);

	write_set(vcpu, two(), 0);
	finalize(vcpu);
	write_z(vcpu, 2, 0);
	restore(vcpu);
	run(vcpu);
	init(vcpu); /* a reset */
	restore(vcpu);
	run(vcpu);
}

/* What went wrong is made good before it matters. */
static void ok_mended(void)
{
	struct vcpu *vcpu = new_one(0);

	write_set(vcpu, all | VQ_BIT(17), -EINVAL);
	write_set(vcpu, one(), 0);
	init(vcpu);
	write_set(vcpu, one(), 0);
	finalize(vcpu);
	run(vcpu);
}

/* The default on purpose: the set that comes with the registers is compared. */
static void ok_compared(void)
{
	struct vcpu *vcpu = new_one(0);

	expect("the set", read_set(vcpu) == all, true);
	finalize(vcpu);
	write_z(vcpu, 1, 0);
	run(vcpu);
}

/* Zeros, as a VMM may write them at a reset, are nobody's state. */
static void ok_zeros(void)
{
	const uint8_t zeros[VCPU_REG_MAX] = { 0 };
	struct vcpu *vcpu = new_one(0);

	finalize(vcpu);
	expect("write Z0", vcpu_set_reg(vcpu, Z(0), zeros), 0);
	run(vcpu);
}

static void ok_no_sve(void)
{
	struct vcpu *vcpu = create(0);
	uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS];
	uint8_t val[16] = { 1 };

	expect("KVM_ARM_VCPU_INIT", vcpu_init(vcpu, false), 0);
	expect("read the set", vcpu_get_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs), -ENOENT);
	expect("write V0", vcpu_set_reg(vcpu, CORE_V0, val), 0);
	run(vcpu);
}

static void ok_defaults(void)
{
	struct vcpu *a = new_one(0), *b = new_one(1);

	finalize(a);
	finalize(b);
	run(a);
	run(b);
}

/* Each order that SET allows. */
static void ok_ioctl(void)
{
	struct vcpu *vcpu = new_one(0);

	set(vcpu, one(), 0);
	init(vcpu);
	finalize(vcpu);
	set(vcpu, two(), 0);
	write_z(vcpu, 2, 0);
	run(vcpu);
	set(vcpu, two(), 0);
}

static void ok_replay_ioctl(void)
{
	struct vcpu *vcpu;

	expect("replay", vm_enable_cap(&vm, KVM_CAP_ARM_SVE_VLS, KVM_ARM_SVE_VLS_REPLAY), 0);
	vcpu = new_one(0);
	set(vcpu, one(), 0);
	finalize(vcpu);
	write_set(vcpu, one(), 0);
	restore(vcpu);
	run(vcpu);
}

/* Many at once: thread N makes vcpus N, N + 8, ... */

static bool lose_sets;

static void *many_thread(void *arg)
{
	struct vcpu *vcpu;
	int id;

	for (id = (long)arg; id < VCPUS; id += THREADS) {
		vcpu = new_one(id);
		write_set(vcpu, one(), 0);
		if (lose_sets)
			init(vcpu);
		finalize(vcpu);
		write_z(vcpu, 1, 0);
		run(vcpu);
	}
	return NULL;
}

static void ok_many(void)
{
	pthread_t threads[THREADS];
	long i;

	for (i = 0; i < THREADS; i++)
		expect("pthread_create", pthread_create(&threads[i], NULL, many_thread, (void *)i),
		       0);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static void init_lost_set_many(void)
{
	lose_sets = true;
	ok_many();
}

/* The vcpu is there before GO is: nobody has seen its beginning. */
static void ok_late(void)
{
	struct vcpu *vcpu = ready(0, one());

	while (go_file && access(go_file, F_OK))
		usleep(10000);
	expect("FINALIZE", vcpu_finalize(vcpu), -EPERM);
	run(vcpu);
}

static const struct fixture {
	const char *name;
	void (*run)(void);
} fixtures[] = {
	{ "before-init", before_init },
	{ "before-init@run", before_init_run },
	{ "sve-not-asked", sve_not_asked },
	{ "sve-not-asked@write", sve_not_asked_write },
	{ "regs-before-finalize", regs_before_finalize },
	{ "regs-before-finalize@read", regs_before_finalize_read },
	{ "list-before-finalize", list_before_finalize },
	{ "no-finalize", no_finalize },
	{ "finalize-twice", finalize_twice },
	{ "set-after-finalize", set_after_finalize },
	{ "set-after-finalize@one", set_after_finalize_one },
	{ "set-after-run", set_after_run },
	{ "set-after-run@ioctl", set_after_run_ioctl },
	{ "set-refused", set_refused },
	{ "set-refused@ioctl", set_refused_ioctl },
	{ "init-lost-set", init_lost_set },
	{ "set-missing", set_missing },
	{ "set-missing@first", set_missing_first },
	{ "sets-differ", sets_differ },
	{ "data-cut", data_cut },
	{ "data-cut@p", data_cut_p },
	{ "data-cut@ioctl", data_cut_ioctl },
	{ "restore-unchecked", restore_unchecked },
	{ "vregs-as-core", vregs_as_core },
	{ "ok", ok },
	{ "ok-mended", ok_mended },
	{ "ok-compared", ok_compared },
	{ "ok-zeros", ok_zeros },
	{ "ok-no-sve", ok_no_sve },
	{ "ok-defaults", ok_defaults },
	{ "ok-many", ok_many },
	{ "ok@ioctl", ok_ioctl },
	{ "ok-replay@ioctl", ok_replay_ioctl },
	/* Not in the list: these have another number of findings, or a GO. */
	{ NULL, NULL },
	{ "init-lost-set@many", init_lost_set_many },
	{ "ok-late", ok_late },
};

int main(int argc, char **argv)
{
	unsigned int i;

	if (argc == 2 && !strcmp(argv[1], "list")) {
		for (i = 0; fixtures[i].name; i++)
			puts(fixtures[i].name);
		return 0;
	}
	go_file = argc > 2 ? argv[2] : NULL;
	for (i = 0; argc > 1 && i < sizeof(fixtures) / sizeof(*fixtures); i++) {
		if (!fixtures[i].name || strcmp(fixtures[i].name, argv[1]))
			continue;
		probe();
		expect("a VM", vm_open(&vm, 0), 0);
		fixtures[i].run();
		return 0;
	}
	fprintf(stderr, "lint_fixture list | NAME [GO]\n");
	return 2;
}
