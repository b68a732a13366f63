// SPDX-License-Identifier: GPL-2.0
/* Programs on KVM; see execute.h. */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/cases/payload.h"
#include "execute.h"
#include "guest.h"
#include "module.h"
#include "tap.h"
#include "write.h"

#define POLICY "/sys/kernel/kvm_sve/"
#define PARAMETER "/sys/module/kvm/parameters/"
#define EVENTS "/sys/kernel/tracing/events/kvm_sve/"

#define STORM_THREADS 3
#define STORM_CALLS 12
#define GUEST_STEPS 2

/* One run of a program. */
struct run {
	struct model *model;
	struct result *result;
	struct vm vm;
	struct vcpu vcpus[PROGRAM_VCPUS];
	bool host_changed;
};

struct target {
	struct run *run;
	struct vcpu *vcpu;
	struct model_vcpu *model;
	const struct op *op;
};

static void differs(const struct target *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void differs(const struct target *t, const char *fmt, ...)
{
	struct result *result = t->run->result;
	va_list args;

	if (result->differs)
		return;
	result->differs = true;
	va_start(args, fmt);
	vsnprintf(result->what, sizeof(result->what), fmt, args);
	va_end(args);
}

static void expect(const struct target *t, int got, int want)
{
	if (got != want)
		differs(t, "%s, not %s", got ? strerror(got) : "success",
			want ? strerror(want) : "success");
}

static int err_of(int ret)
{
	return ret < 0 ? errno : 0;
}

/* The calls on a vcpu */

static void do_create(const struct target *t)
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

/* Bytes of a register of @reg's kind for each VQ: a Z has 16, a P and FFR 2. */
static unsigned int vq_bytes(unsigned int reg)
{
	return reg < 32 ? 16 : 2;
}

static void do_write(const struct target *t)
{
	unsigned int reg = model_reg_of(t->op->a), vq = model_vq_of(t->op->b);
	int want = model_access(t->run->model, t->model);
	uint8_t data[256] = { 0 };

	data[(vq - 1) * vq_bytes(reg)] = 0x5a;
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
		as[(need - 1) * vq_bytes(reg)] = 0x5a;
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

/* Several threads at once */

struct stormer {
	pthread_t thread;
	const struct target *target;
	uint64_t random;
};

static void *storm(void *arg)
{
	struct stormer *s = arg;
	const struct target *t = s->target;
	uint8_t data[256];
	unsigned int i;

	for (i = 0; i < STORM_CALLS; i++) {
		struct kvm_arm_sve_vls vls = { 0 };

		vls.vqs[0] = model_set_of(t->run->model, random_below(&s->random, 256));
		switch (random_below(&s->random, 4)) {
		case 0:
			ioctl(t->vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, &vls);
			break;
		case 1:
			vls.flags = KVM_ARM_SVE_VLS_TRY;
			ioctl(t->vcpu->fd, KVM_ARM_VCPU_SET_SVE_VLS, &vls);
			break;
		case 2:
			vls.vqs[0] = 0;
			ioctl(t->vcpu->fd, KVM_ARM_VCPU_GET_SVE_VLS, &vls);
			break;
		default: {
			struct kvm_one_reg reg = {
				.id = sve_reg_id(random_below(&s->random, SVE_REGS)),
				.addr = (uintptr_t)data,
			};

			ioctl(t->vcpu->fd, KVM_GET_ONE_REG, &reg);
			break;
		}
		}
	}
	return NULL;
}

/* What one of them had is what the vcpu has. SET of that tells the model, and is allowed. */
static void adopt_set(const struct target *t)
{
	struct model_vcpu *vcpu = t->model;
	struct kvm_arm_sve_vls vls = { 0 };

	if (call_get(t->vcpu, 0, &vls).err) {
		differs(t, "GET fails after it");
		return;
	}
	if (vcpu->ran && vls.vqs[0] != vcpu->set)
		differs(t, "the set of a vcpu that ran changed");
	if (model_needed(vcpu) > mask_max(vls.vqs[0]))
		differs(t, "the set became smaller than the state");
	vcpu->set = vls.vqs[0];
	expect(t, set_mask(t->vcpu, 0, vcpu->set).err,
	       model_call_set(t->run->model, vcpu, 0, vcpu->set, false).err);
}

static void do_storm(const struct target *t)
{
	struct stormer stormers[STORM_THREADS];
	int i;

	for (i = 0; i < STORM_THREADS; i++) {
		stormers[i].target = t;
		stormers[i].random = 1 + t->op->a + 256 * i;
		if (pthread_create(&stormers[i].thread, NULL, storm, &stormers[i]))
			tap_bail("pthread_create");
	}
	for (i = 0; i < STORM_THREADS; i++)
		pthread_join(stormers[i].thread, NULL);
	if (t->run->model->loaded && t->model->initialized && t->run->model->sve)
		adopt_set(t);
}

/* What root does */

static int write_policy(const char *path, uint64_t set)
{
	const struct vls vls = { .vqs = { set } };
	char text[512];

	vls_format(text, sizeof(text), &vls);
	return try_write(path, set ? text : "max");
}

static void do_policy(const struct target *t)
{
	struct model *model = t->run->model;
	uint64_t set = model_set_of(model, t->op->b);

	if (!model->loaded)
		return;
	t->run->host_changed = true;
	if (t->op->kind == OP_DEFAULT)
		expect(t, write_policy(POLICY "default_vls", set), model_write_default(model, set));
	else
		expect(t, write_policy(POLICY "guest_max_vls", set),
		       model_write_guest_max(model, set));
}

static void do_mode(const struct target *t)
{
	static const char *const modes[] = { "off", "adaptive", "always" };

	t->run->host_changed = true;
	expect(t, try_write(PARAMETER "fp_restore", modes[t->op->a % 3]), 0);
}

static void do_histograms(const struct target *t)
{
	t->run->host_changed = true;
	expect(t, try_write(PARAMETER "fp_histograms", t->op->a & 1 ? "1" : "0"), 0);
}

static void do_event(const struct target *t)
{
	static const char *const events[] = { "sve_switch", "sve_switch_cycles", "sve_vl_change",
					      "sve_vls_set" };
	char path[128];

	if (!t->run->model->loaded)
		return;
	t->run->host_changed = true;
	snprintf(path, sizeof(path), EVENTS "%s/enable", events[t->op->a % 4]);
	expect(t, try_write(path, t->op->b & 1 ? "1" : "0"), 0);
}

/* It can go at any time, whatever VMs there are. */
static void set_module(struct run *run, bool loaded)
{
	int err;

	if (run->model->loaded == loaded)
		return;
	/* An event that is on holds it. */
	if (!loaded)
		try_write(EVENTS "enable", "0");
	err = loaded ? module_load(MODULE_PATH) : module_remove_retry();
	if (err)
		tap_bail("the module cannot be %s: %s", loaded ? "loaded" : "unloaded",
			 strerror(err));
	run->model->loaded = loaded;
}

static void do_module(const struct target *t)
{
	t->run->host_changed = true;
	set_module(t->run, t->op->a & 1);
}

static void restore_host(struct run *run)
{
	set_module(run, true);
	if (!run->host_changed)
		return;
	try_write(EVENTS "enable", "0");
	if (try_write(POLICY "default_vls", "max") || try_write(POLICY "guest_max_vls", "max") ||
	    try_write(PARAMETER "fp_restore", "off") || try_write(PARAMETER "fp_histograms", "0"))
		tap_bail("the host cannot be brought back to what it was");
	run->model->default_set = 0;
	run->model->guest_max = 0;
}

typedef void (*op_fn)(const struct target *t);

static const op_fn on_vcpu[OP_NR] = {
	[OP_INIT] = do_init,	   [OP_FINALIZE] = do_finalize, [OP_SET] = do_set,
	[OP_TRY] = do_set,	   [OP_GET] = do_get,		[OP_SET_REG] = do_set_reg,
	[OP_GET_REG] = do_get_reg, [OP_WRITE] = do_write,	[OP_READ] = do_read,
	[OP_LIST] = do_list,	   [OP_RUN] = do_run,		[OP_GUEST] = do_guest,
	[OP_DUP] = do_dup,	   [OP_CLOSE] = do_close,	[OP_FORK] = do_fork,
	[OP_STORM] = do_storm,
};

static const op_fn on_host[OP_NR] = {
	[OP_CREATE] = do_create,	 [OP_DEFAULT] = do_policy,
	[OP_GUEST_MAX] = do_policy,	 [OP_MODE] = do_mode,
	[OP_EVENT] = do_event,		 [OP_MODULE] = do_module,
	[OP_HISTOGRAMS] = do_histograms,
};

static void do_op(struct run *run, const struct op *op)
{
	struct target target = { run, &run->vcpus[op->vcpu], &run->model->vcpus[op->vcpu], op };

	if (on_host[op->kind])
		on_host[op->kind](&target);
	else if (target.model->open)
		on_vcpu[op->kind](&target);
	else
		return;
	run->result->ops++;
}

struct result execute(struct model *model, const struct program *program)
{
	struct result result = { 0 };
	struct run run = { .model = model, .result = &result };
	unsigned int i;

	if (vm_open(&run.vm, PAYLOAD_MEM_SIZE) ||
	    vm_load(&run.vm, PAYLOAD_GPA, payload_start, payload_end - payload_start))
		tap_bail("%s", run.vm.msg);
	model_new_vm(model);
	for (i = 0; i < program->len && !result.differs; i++) {
		result.at = i;
		do_op(&run, &program->ops[i]);
	}
	for (i = 0; i < PROGRAM_VCPUS; i++)
		if (model->vcpus[i].open)
			vcpu_close(&run.vcpus[i]);
	vm_close(&run.vm);
	restore_host(&run);
	return result;
}
