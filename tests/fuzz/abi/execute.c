// SPDX-License-Identifier: GPL-2.0
/* Programs on KVM; see execute.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/cases/payload.h"
#include "tap.h"
#include "target.h"

void differs(const struct target *t, const char *fmt, ...)
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

void expect(const struct target *t, int got, int want)
{
	if (got != want)
		differs(t, "%s, not %s", got ? strerror(got) : "success",
			want ? strerror(want) : "success");
}

static void do_op(struct run *run, const struct op *op)
{
	struct target target = { run, &run->vcpus[op->vcpu], &run->model->vcpus[op->vcpu], op };

	if (op->kind == OP_CREATE)
		do_create(&target);
	else if (root_ops[op->kind])
		root_ops[op->kind](&target);
	else if (target.model->open)
		vcpu_ops[op->kind](&target);
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
