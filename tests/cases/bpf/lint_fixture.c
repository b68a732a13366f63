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
#include <sys/resource.h>
#include <unistd.h>

#include "lint_calls.h"
#include "vcpu_calls.h"
#include "vcpu_state.h"
#include "vls_test.h"

#define THREADS 8
#define VCPUS 64

static const char *go_file;

/* Mistakes */

static void before_init(void)
{
	struct vcpu *vcpu = fix_create(0);

	fix_write_set(vcpu, fix_one(), -ENOEXEC);
	fix_init(vcpu);
	fix_write_set(vcpu, fix_one(), 0);
	fix_finalize(vcpu);
	fix_run(vcpu);
}

static void before_init_run(void)
{
	struct vcpu *vcpu = fix_create(0);

	fix_expect("KVM_RUN", vcpu_run_once(vcpu), -ENOEXEC);
}

static void sve_not_asked(void)
{
	struct vcpu *vcpu = fix_create(0);
	int feature = KVM_ARM_VCPU_SVE;

	fix_expect("KVM_ARM_VCPU_INIT", vcpu_init(vcpu, false), 0);
	fix_expect("FINALIZE", ioctl(vcpu->fd, KVM_ARM_VCPU_FINALIZE, &feature) ? -errno : 0, -EINVAL);
	fix_run(vcpu);
}

static void sve_not_asked_write(void)
{
	struct vcpu *vcpu = fix_create(0);

	fix_expect("KVM_ARM_VCPU_INIT", vcpu_init(vcpu, false), 0);
	fix_write_z(vcpu, 1, -ENOENT);
	fix_run(vcpu);
}

static void regs_before_finalize(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_write_set(vcpu, fix_one(), 0);
	fix_write_z(vcpu, 1, -EPERM);
	fix_finalize(vcpu);
	fix_write_z(vcpu, 1, 0);
	fix_run(vcpu);
}

static void regs_before_finalize_read(void)
{
	struct vcpu *vcpu = fix_new_one(0);
	uint8_t val[VCPU_REG_MAX];

	fix_expect("read Z0", vcpu_get_reg(vcpu, Z(0), val), -EPERM);
	fix_write_set(vcpu, fix_one(), 0);
	fix_finalize(vcpu);
	fix_run(vcpu);
}

static void list_before_finalize(void)
{
	struct vcpu *vcpu = fix_new_one(0);
	struct kvm_reg_list *list;

	fix_write_set(vcpu, fix_one(), 0);
	fix_expect("KVM_GET_REG_LIST", vcpu_reg_list(vcpu, &list), -EPERM);
	fix_finalize(vcpu);
	fix_restore(vcpu);
	fix_run(vcpu);
}

static void no_finalize(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_write_set(vcpu, fix_one(), 0);
	fix_expect("KVM_RUN", vcpu_run_once(vcpu), -EPERM);
}

static void finalize_twice(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_one());

	fix_expect("FINALIZE", vcpu_finalize(vcpu), -EPERM);
	fix_run(vcpu);
}

static void set_after_finalize(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_finalize(vcpu);
	fix_write_set(vcpu, fix_one(), -EPERM);
	fix_write_z(vcpu, 1, 0);
	fix_run(vcpu);
}

/* KVM_CREATE_VCPU that fails when there is a vcpu already, in the kernel. */
static void create_fails(struct vm *vm, int id, int want)
{
	struct vcpu vcpu;

	fix_expect("KVM_CREATE_VCPU", vcpu_create(&vcpu, vm, id), want);
}

/* A vcpu whose id is used again; then no file can be opened for others. */
static void set_after_finalize_again(void)
{
	struct vcpu *vcpu = fix_new_one(0);
	struct rlimit files;
	struct vm other;

	fix_finalize(vcpu);
	create_fails(&fix_vm, 0, -EEXIST);
	fix_expect("a VM", vm_open(&other, 0), 0);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = 0;
	setrlimit(RLIMIT_NOFILE, &files);
	create_fails(&fix_vm, 1, -EMFILE);
	create_fails(&other, 0, -EMFILE);
	fix_write_set(vcpu, fix_one(), -EPERM);
	fix_run(vcpu);
}

/* As the first fix of a VMM had it: each vcpu of the VM, of which one is right. */
static void set_after_finalize_one(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_all), *wrong = fix_new_one(1);

	fix_finalize(wrong);
	fix_write_set(wrong, fix_all, -EPERM);
	fix_run(vcpu);
	fix_run(wrong);
}

static void set_after_run(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_one());

	fix_run(vcpu);
	fix_write_set(vcpu, fix_two(), -EPERM);
	fix_run(vcpu);
}

static void set_after_run_ioctl(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_one());

	fix_run(vcpu);
	fix_set(vcpu, fix_one(), 0);
	fix_set(vcpu, fix_two(), -EBUSY);
	fix_run(vcpu);
}

static void set_refused(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_write_set(vcpu, fix_all | VQ_BIT(17), -EINVAL);
	fix_finalize(vcpu);
	fix_write_z(vcpu, 1, 0);
	fix_run(vcpu);
}

static void set_refused_ioctl(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_one());

	fix_set(vcpu, fix_all & ~VQ_BIT(1), -EINVAL);
	fix_run(vcpu);
}

static void init_lost_set(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_write_set(vcpu, fix_one(), 0);
	fix_init(vcpu);
	fix_finalize(vcpu);
	fix_write_z(vcpu, 1, 0);
	fix_run(vcpu);
}

static void set_missing(void)
{
	struct vcpu *with = fix_ready(0, fix_one()), *without = fix_new_one(1);

	fix_finalize(without);
	fix_run(with);
	fix_run(without);
}

/* The set is that of the default, here. And the one without runs first. */
static void set_missing_first(void)
{
	struct vcpu *without = fix_new_one(0), *with = fix_ready(1, fix_all);

	fix_finalize(without);
	fix_run(without);
	fix_run(with);
}

static void sets_differ(void)
{
	struct vcpu *a = fix_ready(0, fix_one()), *b = fix_ready(1, fix_two());

	fix_run(a);
	fix_run(b);
}

static void data_cut(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_one());

	fix_write_z(vcpu, 2, 0);
	fix_run(vcpu);
}

static void data_cut_p(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_one());
	uint8_t val[VCPU_REG_MAX] = { 0 };

	val[2] = 1; /* bit 16: of the second 128 bits of Z */
	fix_expect("write P15", vcpu_set_reg(vcpu, KVM_REG_ARM64_SVE_PREG(15, 0), val), 0);
	fix_run(vcpu);
}

/* Registers first: right with SET, but for the set that was narrower before. */
static void data_cut_ioctl(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_one());

	fix_write_z(vcpu, 2, 0);
	fix_set(vcpu, fix_two(), 0);
	fix_run(vcpu);
}

static void restore_unchecked(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_finalize(vcpu);
	fix_write_z(vcpu, 1, 0);
	fix_run(vcpu);
}

static void vregs_as_core(void)
{
	struct vcpu *vcpu = fix_ready(0, fix_one());
	uint8_t val[16];

	fix_expect("read V0", vcpu_get_reg(vcpu, CORE_V0, val), -EINVAL);
	fix_run(vcpu);
}

/* No mistakes */

static void ok(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_write_set(vcpu, fix_two(), 0);
	fix_finalize(vcpu);
	fix_write_z(vcpu, 2, 0);
	fix_restore(vcpu);
	fix_run(vcpu);
	fix_init(vcpu); /* a reset */
	fix_restore(vcpu);
	fix_run(vcpu);
}

/* What went wrong is made good before it matters. */
static void ok_mended(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_write_set(vcpu, fix_all | VQ_BIT(17), -EINVAL);
	fix_write_set(vcpu, fix_one(), 0);
	fix_init(vcpu);
	fix_write_set(vcpu, fix_one(), 0);
	fix_finalize(vcpu);
	fix_run(vcpu);
}

/* The default on purpose: the set that comes with the registers is compared. */
static void ok_compared(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_expect("the set", fix_read_set(vcpu) == fix_all, true);
	fix_finalize(vcpu);
	fix_write_z(vcpu, 1, 0);
	fix_run(vcpu);
}

/* Zeros, as a VMM may write them at a reset, are nobody's state. */
static void ok_zeros(void)
{
	const uint8_t zeros[VCPU_REG_MAX] = { 0 };
	struct vcpu *vcpu = fix_new_one(0);

	fix_finalize(vcpu);
	fix_expect("write Z0", vcpu_set_reg(vcpu, Z(0), zeros), 0);
	fix_run(vcpu);
}

static void ok_no_sve(void)
{
	struct vcpu *vcpu = fix_create(0);
	uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS];
	uint8_t val[16] = { 1 };

	fix_expect("KVM_ARM_VCPU_INIT", vcpu_init(vcpu, false), 0);
	fix_expect("read the set", vcpu_get_reg(vcpu, KVM_REG_ARM64_SVE_VLS, vqs), -ENOENT);
	fix_expect("write V0", vcpu_set_reg(vcpu, CORE_V0, val), 0);
	fix_run(vcpu);
}

static void ok_defaults(void)
{
	struct vcpu *a = fix_new_one(0), *b = fix_new_one(1);

	fix_finalize(a);
	fix_finalize(b);
	fix_run(a);
	fix_run(b);
}

/* Each order that SET allows. */
static void ok_ioctl(void)
{
	struct vcpu *vcpu = fix_new_one(0);

	fix_set(vcpu, fix_one(), 0);
	fix_init(vcpu);
	fix_finalize(vcpu);
	fix_set(vcpu, fix_two(), 0);
	fix_write_z(vcpu, 2, 0);
	fix_run(vcpu);
	fix_set(vcpu, fix_two(), 0);
}

static void ok_replay_ioctl(void)
{
	struct vcpu *vcpu;

	fix_expect("replay", vm_enable_cap(&fix_vm, KVM_CAP_ARM_SVE_VLS, KVM_ARM_SVE_VLS_REPLAY), 0);
	vcpu = fix_new_one(0);
	fix_set(vcpu, fix_one(), 0);
	fix_finalize(vcpu);
	fix_write_set(vcpu, fix_one(), 0);
	fix_restore(vcpu);
	fix_run(vcpu);
}

/* Many at once: thread N makes vcpus N, N + 8, ... */

static bool lose_sets;
static pthread_barrier_t all_made;

/* All are made before one runs: since Linux 7 hyp takes no more in protected mode. */
static void *many_thread(void *arg)
{
	struct vcpu *vcpus[VCPUS];
	int id;

	for (id = (long)arg; id < VCPUS; id += THREADS)
		vcpus[id] = fix_new_one(id);
	pthread_barrier_wait(&all_made);
	for (id = (long)arg; id < VCPUS; id += THREADS) {
		fix_write_set(vcpus[id], fix_one(), 0);
		if (lose_sets)
			fix_init(vcpus[id]);
		fix_finalize(vcpus[id]);
		fix_write_z(vcpus[id], 1, 0);
		fix_run(vcpus[id]);
	}
	return NULL;
}

static void ok_many(void)
{
	pthread_t threads[THREADS];
	long i;

	pthread_barrier_init(&all_made, NULL, THREADS);
	for (i = 0; i < THREADS; i++)
		fix_expect("pthread_create", pthread_create(&threads[i], NULL, many_thread, (void *)i),
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
	struct vcpu *vcpu = fix_ready(0, fix_one());

	while (go_file && access(go_file, F_OK))
		usleep(10000);
	fix_expect("FINALIZE", vcpu_finalize(vcpu), -EPERM);
	fix_run(vcpu);
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
	{ "set-after-finalize@again", set_after_finalize_again },
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
		fix_probe();
		fix_expect("a VM", vm_open(&fix_vm, 0), 0);
		fixtures[i].run();
		return 0;
	}
	fprintf(stderr, "lint_fixture list | NAME [GO]\n");
	return 2;
}
