// SPDX-License-Identifier: GPL-2.0
/* The calls of programs on a vcpu, each with the answer of the model. */
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "tap.h"
#include "target.h"

#define GUEST_STEPS 2

void do_create(const struct target *t)
{
	int want = model_create(t->model), err;
	struct vcpu again;

	err = vcpu_create(want ? &again : t->vcpu, &t->run->vm, t->op->vcpu);
	expect(t, -err, want);
	if (want && !err)
		vcpu_close(&again);
}

static void do_init(const struct target *t)
{
	expect(t, -vcpu_init(t->vcpu, t->op->a & 1),
	       model_init(t->run->model, t->model, t->op->a & 1));
}

static void do_finalize(const struct target *t)
{
	int feature = t->op->a & 1 ? KVM_ARM_VCPU_SVE : 31;

	expect(t, err_of(ioctl(t->vcpu->fd, KVM_ARM_VCPU_FINALIZE, &feature)),
	       model_finalize(t->run->model, t->model, t->op->a & 1));
}

static enum arg_kind arg_kind(const struct op *op)
{
	return op->a % 16 < ARG_NR ? op->a % 16 : 0;
}

/* @vls, or where the call is to find it. */
static void *placed(struct kvm_arm_sve_vls *vls, enum arg_kind kind)
{
	static struct kvm_arm_sve_vls *read_only;

	if (kind == ARG_FLAG)
		vls->flags |= 1U << 31;
	if (kind == ARG_RESERVED)
		vls->reserved0 = 1;
	if (kind == ARG_NULL)
		return NULL;
	if (kind != ARG_READ_ONLY)
		return vls;
	if (!read_only) {
		read_only = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (read_only == MAP_FAILED)
			tap_bail("mmap: %s", strerror(errno));
	}
	mprotect(read_only, getpagesize(), PROT_READ | PROT_WRITE);
	*read_only = *vls;
	mprotect(read_only, getpagesize(), PROT_READ);
	return read_only;
}

/* One of the two calls, whose answer and set must be these. */
static void call_vls(const struct target *t, unsigned long request, struct kvm_arm_sve_vls *vls,
		     struct answer want, uint64_t set)
{
	const struct kvm_arm_sve_vls asked = *vls;
	enum arg_kind kind = arg_kind(t->op);
	struct answer got;

	got.err = err_of(ioctl(t->vcpu->fd, request, placed(vls, kind)));
	got.reason = vls->reason;
	got.bad_vq = vls->bad_vq;
	if (want.err == EFAULT || !t->run->model->loaded) {
		expect(t, got.err, want.err);
		return;
	}
	if (!same_answer(got, want))
		differs(t, "%s, not %s", answer_text(got), answer_text(want));
	else if (!want.err && (vls->vqs[0] != set || vls->max_vq != mask_max(set) || vls->flags))
		differs(t, "set %#llx, max_vq %u, flags %u; not %#llx, %u, 0",
			(unsigned long long)vls->vqs[0], vls->max_vq, vls->flags,
			(unsigned long long)set, mask_max(set));
	else if (want.err && request == KVM_ARM_VCPU_SET_SVE_VLS && vls->vqs[0] != asked.vqs[0])
		differs(t, "the set asked for was changed");
}

static void do_set(const struct target *t)
{
	struct model *model = t->run->model;
	bool try = t->op->kind == OP_TRY;
	uint64_t set = model_set_of(model, t->op->b);
	struct kvm_arm_sve_vls vls = {
		.flags = try ? KVM_ARM_SVE_VLS_TRY : 0,
		.vqs = { set },
	};

	call_vls(t, KVM_ARM_VCPU_SET_SVE_VLS, &vls,
		 model_call_set(model, t->model, arg_kind(t->op), set, try), set);
}

static void do_get(const struct target *t)
{
	struct model *model = t->run->model;
	bool max = t->op->b & 1;
	struct kvm_arm_sve_vls vls = { .flags = max ? KVM_ARM_SVE_VLS_GUEST_MAX : 0 };

	call_vls(t, KVM_ARM_VCPU_GET_SVE_VLS, &vls,
		 model_call_get(model, t->model, arg_kind(t->op)),
		 max ? model->vm.guest_max : t->model->set);
}

static void do_set_reg(const struct target *t)
{
	uint64_t set = model_set_of(t->run->model, t->op->b);
	const uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS] = { set };

	expect(t, -vcpu_set_reg(t->vcpu, KVM_REG_ARM64_SVE_VLS, vqs),
	       model_set_reg(t->run->model, t->model, set));
}

static void do_get_reg(const struct target *t)
{
	uint64_t vqs[KVM_ARM64_SVE_VLS_WORDS] = { 0 };
	int want = model_get_reg(t->run->model, t->model);

	expect(t, -vcpu_get_reg(t->vcpu, KVM_REG_ARM64_SVE_VLS, vqs), want);
	if (!want && vqs[0] != t->model->set)
		differs(t, "set %#llx, not %#llx", (unsigned long long)vqs[0],
			(unsigned long long)t->model->set);
}

static void do_write(const struct target *t)
{
	unsigned int reg = model_reg_of(t->op->a), vq = model_vq_of(t->op->b);
	int want = model_access(t->run->model, t->model);
	uint8_t data[256] = { 0 };

	data[(vq - 1) * sve_reg_vq_bytes(reg)] = 0x5a;
	expect(t, -vcpu_set_reg(t->vcpu, sve_reg_id(reg), data), want);
	if (!want)
		model_wrote(t->model, reg, vq);
}

static void do_read(const struct target *t)
{
	unsigned int reg = model_reg_of(t->op->a), need = t->model->need[reg];
	int want = model_access(t->run->model, t->model);
	uint8_t data[256] = { 0 }, as[256] = { 0 };

	expect(t, -vcpu_get_reg(t->vcpu, sve_reg_id(reg), data), want);
	if (need)
		as[(need - 1) * sve_reg_vq_bytes(reg)] = 0x5a;
	if (!want && t->model->state_known && memcmp(data, as, sizeof(data)))
		differs(t, "register %u is not as it was written, for VQ %u", reg, need);
}

static void do_list(const struct target *t)
{
	struct kvm_reg_list list = { 0 };

	expect(t, err_of(ioctl(t->vcpu->fd, KVM_GET_REG_LIST, &list)),
	       model_list(t->run->model, t->model));
}

static void do_run(const struct target *t)
{
	expect(t, -run_immediately(t->vcpu), model_run(t->run->model, t->model));
}

/* It finds a register that is not its own, and a VL that is not in its set. */
static void do_guest(const struct target *t)
{
	struct guest guest;
	unsigned int i;
	int err;

	if (model_list(t->run->model, t->model) != E2BIG)
		return;
	model_run(t->run->model, t->model);
	t->model->state_known = false;
	err = guest_start(&guest, t->vcpu, t->run->model->sve ? GUEST_SVE : GUEST_FPSIMD, 15);
	for (i = 0; !err && i < GUEST_STEPS; i++)
		err = guest_step(&guest);
	if (err)
		differs(t, "%.180s", guest.msg);
}

static void do_dup(const struct target *t)
{
	int fd = dup(t->vcpu->fd);

	if (fd < 0)
		tap_bail("dup: %s", strerror(errno));
	close(t->vcpu->fd);
	t->vcpu->fd = fd;
}

static void do_close(const struct target *t)
{
	vcpu_close(t->vcpu);
	t->model->open = false;
}

/* Its memory is not that of the process that made the VM. */
static void do_fork(const struct target *t)
{
	struct kvm_arm_sve_vls vls = { 0 };
	int status;
	pid_t child = fork();

	if (child < 0)
		tap_bail("fork: %s", strerror(errno));
	if (!child)
		_exit(err_of(ioctl(t->vcpu->fd, KVM_ARM_VCPU_GET_SVE_VLS, &vls)));
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		tap_bail("the child of a program died");
	expect(t, WEXITSTATUS(status), EIO);
}

const op_fn vcpu_ops[OP_NR] = {
	[OP_INIT] = do_init,	   [OP_FINALIZE] = do_finalize, [OP_SET] = do_set,
	[OP_TRY] = do_set,	   [OP_GET] = do_get,		[OP_SET_REG] = do_set_reg,
	[OP_GET_REG] = do_get_reg, [OP_WRITE] = do_write,	[OP_READ] = do_read,
	[OP_LIST] = do_list,	   [OP_RUN] = do_run,		[OP_GUEST] = do_guest,
	[OP_DUP] = do_dup,	   [OP_CLOSE] = do_close,	[OP_FORK] = do_fork,
	[OP_STORM] = do_storm,
};
