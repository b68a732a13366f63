// SPDX-License-Identifier: GPL-2.0
/* A case set up, run and checked; see cases.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "lib/cli/cli.h"
#include "payload.h"
#include "payload_report.h"

#define ZCR_LEN_ALL	0x1ff	/* ZCR_EL1.LEN as large as it can be asked for */

int fixture_fail(struct fixture *fixture, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(fixture->msg, sizeof(fixture->msg), fmt, args);
	va_end(args);
	return err;
}

static int fail_vcpu(struct fixture *fixture, const struct bench_vcpu *v, int err)
{
	return fixture_fail(fixture, err, "%s", v->vcpu.msg);
}

static int __attribute__((format(printf, 3, 4)))
wrong(struct fixture *fixture, const struct bench_vcpu *v, const char *fmt, ...)
{
	char what[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return fixture_fail(fixture, -EBADMSG, "wrong result: %s%s, after %" PRIu64 " round trips",
			    v == &fixture->peer ? "the other vcpu: " : "", what, v->count);
}

/* The guest says that a register lost its pattern over an exit. */
static int bad_register(struct fixture *fixture, const struct bench_vcpu *v, uint64_t code)
{
	unsigned int n = code & 0xff;

	switch (code >> 8) {
	case PAYLOAD_BAD_Z:
		return wrong(fixture, v, "the guest lost Z%u", n);
	case PAYLOAD_BAD_P:
		return wrong(fixture, v, "the guest lost P%u", n);
	case PAYLOAD_BAD_V:
		return wrong(fixture, v, "the guest lost V%u", n);
	case PAYLOAD_BAD_FFR:
		return wrong(fixture, v, "the guest lost FFR");
	case PAYLOAD_BAD_VL:
		return wrong(fixture, v, "the guest's VL is no longer %u", v->rdvl);
	default:
		return wrong(fixture, v, "the guest says %#" PRIx64, code);
	}
}

/* The exit must be a store to @offset; its value goes to @data. */
static int expect_store(struct fixture *fixture, struct bench_vcpu *v, unsigned int offset,
			uint64_t *data)
{
	struct vcpu_mmio mmio;
	int err = vcpu_mmio(&v->vcpu, &mmio);

	if (err)
		return fail_vcpu(fixture, v, err);
	*data = mmio.data;
	if (mmio.write && mmio.addr == PAYLOAD_MMIO + offset)
		return 0;
	if (mmio.addr == PAYLOAD_MMIO + PAYLOAD_BAD)
		return bad_register(fixture, v, mmio.data);
	if (mmio.addr == PAYLOAD_MMIO + PAYLOAD_EXCEPTION)
		return wrong(fixture, v, "the guest took an exception, ESR_EL1 %#" PRIx64,
			     mmio.data);
	return wrong(fixture, v, "the guest touched address %#" PRIx64, mmio.addr);
}

int fixture_check_count(struct fixture *fixture, struct bench_vcpu *v, unsigned int left)
{
	uint64_t count = 0;
	int err = expect_store(fixture, v, PAYLOAD_COUNT, &count);

	if (err)
		return err;
	if (count != v->count + left)
		return wrong(fixture, v, "the guest says it is at %" PRIu64, count);
	v->count += left + 1;
	return 0;
}

int fixture_run(struct fixture *fixture, struct bench_vcpu *v)
{
	int err = vcpu_run(&v->vcpu);

	return err ? fail_vcpu(fixture, v, err) : fixture_check_count(fixture, v, 0);
}

int fixture_set_left(struct fixture *fixture, unsigned int left)
{
	const struct bench_exit *exit = fixture->c->exit;

	fixture->left = left;
	if (exit->trips_long && vcpu_set_x(&fixture->self.vcpu, PAYLOAD_X_LEFT, left))
		return fail_vcpu(fixture, &fixture->self, -EIO);
	return exit->arm ? exit->arm(fixture) : 0;
}

/* The arguments and the entry of the payload, as payload.h says. */
static int set_registers(struct fixture *fixture, struct bench_vcpu *v, enum bench_loop loop)
{
	struct vcpu *vcpu = &v->vcpu;
	const struct {
		unsigned int n;
		uint64_t val;
	} regs[] = {
		{ 0, vcpu->sve },
		{ 1, ZCR_LEN_ALL },
		{ 2, PAYLOAD_MMIO },
		{ 3, PAYLOAD_SCRATCH + vcpu->id * PAYLOAD_SCRATCH_SIZE },
		{ PAYLOAD_X_SLEEP, fixture->sleep_ticks },
		{ PAYLOAD_X_LEFT, 0 },
	};
	const char *entry = v->guest->code[loop].entry;
	int err = 0;

	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]) && !err; i++)
		err = vcpu_set_x(vcpu, regs[i].n, regs[i].val);
	if (!err)
		err = vcpu_set_pc(vcpu, PAYLOAD_GPA + (entry - payload_start));
	return err ? fail_vcpu(fixture, v, err) : 0;
}

static int make_vcpu(struct fixture *fixture, struct bench_vcpu *v, struct vm *vm, int id,
		     const struct bench_guest *guest, const struct vls *set)
{
	int err = vcpu_new(&v->vcpu, vm, id, !vls_empty(set), set);

	v->guest = guest;
	v->set = set;
	v->vcpu.stop = &cli_stop;
	return err ? fail_vcpu(fixture, v, err) : 0;
}

static int make_vm(struct fixture *fixture, struct vm *vm)
{
	int err = vm_open(vm, PAYLOAD_MEM_SIZE);

	if (!err)
		err = vm_load(vm, PAYLOAD_GPA, payload_start, payload_end - payload_start);
	return err ? fixture_fail(fixture, err, "%s", vm->msg) : 0;
}

/*
 * All vcpus of a VM have SVE or none: KVM_ARM_VCPU_INIT sees to that. The ids tell
 * the two apart in the events, even in two VMs.
 */
static int make_peer(struct fixture *fixture)
{
	const struct bench_case *c = fixture->c;
	struct vm *vm = &fixture->vm;
	int err = 0;

	if (c->exit->peer == BENCH_PEER_NO_SVE) {
		vm = &fixture->peer_vm;
		err = make_vm(fixture, vm);
	}
	return err ? err : make_vcpu(fixture, &fixture->peer, vm, 1, c->peer, &c->peer_set);
}

/* The guest's report must be that it runs as it should, with the VL of its vcpu. */
static int check_report(struct fixture *fixture, struct bench_vcpu *v, uint64_t report)
{
	unsigned int want = vls_max(v->set) * VLS_VQ_BITS;
	char why[96];

	v->rdvl = payload_report_rdvl(report) * 8;
	if (v->rdvl != want)
		return wrong(fixture, v, "the guest's VL by RDVL is %u, the vcpu's largest is %u",
			     v->rdvl, want);
	if (payload_report_memory(report, why, sizeof(why)))
		return wrong(fixture, v, "%s", why);
	return 0;
}

/* Run the payload's prologue and check what the guest found. */
static int run_prologue(struct fixture *fixture, struct bench_vcpu *v, enum bench_loop loop)
{
	uint64_t report = 0;
	int err = set_registers(fixture, v, loop);

	if (err)
		return err;
	err = vcpu_run(&v->vcpu);
	if (err)
		return fail_vcpu(fixture, v, err);
	err = expect_store(fixture, v, PAYLOAD_REPORT, &report);
	return err ? err : check_report(fixture, v, report);
}

/*
 * Both vcpus before any runs: in protected mode hyp makes room for the vcpus that
 * there are at the first run.
 */
static int start_vcpus(struct fixture *fixture)
{
	const struct bench_case *c = fixture->c;
	int err = make_vcpu(fixture, &fixture->self, &fixture->vm, 0, c->guest, &c->set);

	if (!err && c->peer)
		err = make_peer(fixture);
	if (!err && c->exit->prep)
		err = c->exit->prep(fixture);
	if (!err)
		err = run_prologue(fixture, &fixture->self, c->exit->loop);
	if (!err && c->peer)
		err = run_prologue(fixture, &fixture->peer, BENCH_LOOP_MMIO);
	if (!err && c->exit->start)
		err = c->exit->start(fixture);
	return err;
}

static void bench_vcpu_init(struct bench_vcpu *v)
{
	v->vcpu.fd = v->vcpu.stats_fd = -1;
}

int fixture_start(struct fixture *fixture, const struct bench_case *c)
{
	char why[sizeof(fixture->msg)];
	int err;

	*fixture = (struct fixture){ .c = c, .vgic = -1 };
	fixture->vm.kvm_fd = fixture->vm.fd = fixture->peer_vm.kvm_fd = fixture->peer_vm.fd = -1;
	bench_vcpu_init(&fixture->self);
	bench_vcpu_init(&fixture->peer);
	err = make_vm(fixture, &fixture->vm);
	if (!err)
		err = start_vcpus(fixture);
	if (err) {
		memcpy(why, fixture->msg, sizeof(why));
		fixture_end(fixture);
		memcpy(fixture->msg, why, sizeof(why));
	}
	return err;
}

int fixture_end(struct fixture *fixture)
{
	int err = fixture->c->exit->end ? fixture->c->exit->end(fixture) : 0;

	vcpu_close(&fixture->peer.vcpu);
	vcpu_close(&fixture->self.vcpu);
	vm_close(&fixture->peer_vm);
	vm_close(&fixture->vm);
	return err;
}
