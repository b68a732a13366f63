// SPDX-License-Identifier: GPL-2.0
/* What root does to the host while a program runs, and how that is undone. */
#include <stdio.h>
#include <string.h>

#include "fp_mode.h"
#include "module.h"
#include "tap.h"
#include "target.h"
#include "tracefs.h"
#include "write.h"

#define POLICY "/sys/kernel/kvm_sve/"
#define EVENTS TRACEFS "events/kvm_sve/"

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
	t->run->host_changed = true;
	expect(t, try_write(FP_MODE_FILE, fp_mode_names[t->op->a % NR_FP_MODES]), 0);
}

static void do_histograms(const struct target *t)
{
	t->run->host_changed = true;
	expect(t, try_write(FP_HISTOGRAMS_FILE, t->op->a & 1 ? "1" : "0"), 0);
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

void restore_host(struct run *run)
{
	set_module(run, true);
	if (!run->host_changed)
		return;
	try_write(EVENTS "enable", "0");
	if (try_write(POLICY "default_vls", "max") || try_write(POLICY "guest_max_vls", "max") ||
	    try_write(FP_MODE_FILE, fp_mode_names[FP_OFF]) || try_write(FP_HISTOGRAMS_FILE, "0"))
		tap_bail("the host cannot be brought back to what it was");
	run->model->default_set = 0;
	run->model->guest_max = 0;
}

const op_fn root_ops[OP_NR] = {
	[OP_DEFAULT] = do_policy, [OP_GUEST_MAX] = do_policy, [OP_MODE] = do_mode,
	[OP_EVENT] = do_event,	  [OP_MODULE] = do_module,    [OP_HISTOGRAMS] = do_histograms,
};
