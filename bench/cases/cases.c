// SPDX-License-Identifier: GPL-2.0
/* A case set up, run and checked; cases.h is the manual. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "lib/cli/cli.h"
#include "payload.h"

#define ZCR_LEN_ALL	0x1ff	/* ZCR_EL1.LEN as large as it can be asked for */

int trip_fail(struct trip *trip, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(trip->msg, sizeof(trip->msg), fmt, args);
	va_end(args);
	return err;
}

static int fail_vcpu(struct trip *trip, const struct bench_side *side, int err)
{
	return trip_fail(trip, err, "%s", side->vcpu.msg);
}

static int __attribute__((format(printf, 3, 4)))
wrong(struct trip *trip, const struct bench_side *side, const char *fmt, ...)
{
	char what[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return trip_fail(trip, -EBADMSG, "wrong result: %s%s, after %" PRIu64 " round trips",
			 side == &trip->peer ? "the other vcpu: " : "", what, side->count);
}

/* The guest says that a register lost its pattern over an exit. */
static int bad_register(struct trip *trip, const struct bench_side *side, uint64_t code)
{
	unsigned int n = code & 0xff;

	switch (code >> 8) {
	case PAYLOAD_BAD_Z:
		return wrong(trip, side, "the guest lost Z%u", n);
	case PAYLOAD_BAD_P:
		return wrong(trip, side, "the guest lost P%u", n);
	case PAYLOAD_BAD_V:
		return wrong(trip, side, "the guest lost V%u", n);
	case PAYLOAD_BAD_FFR:
		return wrong(trip, side, "the guest lost FFR");
	case PAYLOAD_BAD_VL:
		return wrong(trip, side, "the guest's VL is no longer %u", side->rdvl);
	default:
		return wrong(trip, side, "the guest says %#" PRIx64, code);
	}
}

/* The exit must be a store to @offset; its value goes to @data. */
static int expect_store(struct trip *trip, struct bench_side *side, unsigned int offset,
			uint64_t *data)
{
	struct vcpu_mmio mmio;
	int err = vcpu_mmio(&side->vcpu, &mmio);

	if (err)
		return fail_vcpu(trip, side, err);
	*data = mmio.data;
	if (mmio.write && mmio.addr == PAYLOAD_MMIO + offset)
		return 0;
	if (mmio.addr == PAYLOAD_MMIO + PAYLOAD_BAD)
		return bad_register(trip, side, mmio.data);
	if (mmio.addr == PAYLOAD_MMIO + PAYLOAD_EXCEPTION)
		return wrong(trip, side, "the guest took an exception, ESR_EL1 %#" PRIx64,
			     mmio.data);
	return wrong(trip, side, "the guest touched address %#" PRIx64, mmio.addr);
}

int trip_check_count(struct trip *trip, struct bench_side *side, unsigned int left)
{
	uint64_t count = 0;
	int err = expect_store(trip, side, PAYLOAD_COUNT, &count);

	if (err)
		return err;
	if (count != side->count + left)
		return wrong(trip, side, "the guest says it is at %" PRIu64, count);
	side->count += left + 1;
	return 0;
}

int trip_turn(struct trip *trip, struct bench_side *side)
{
	int err = vcpu_run(&side->vcpu);

	return err ? fail_vcpu(trip, side, err) : trip_check_count(trip, side, 0);
}

int trip_set_left(struct trip *trip, unsigned int left)
{
	int err = 0;

	if (trip->c->exit->many)
		err = vcpu_set_x(&trip->self.vcpu, PAYLOAD_X_LEFT, left);
	trip->left = left;
	return err ? fail_vcpu(trip, &trip->self, err) : 0;
}

/* The arguments and the entry of the payload, as payload.h says. */
static int set_registers(struct trip *trip, struct bench_side *side, enum bench_loop loop)
{
	struct vcpu *vcpu = &side->vcpu;
	const struct {
		unsigned int n;
		uint64_t val;
	} regs[] = {
		{ 0, vcpu->sve },
		{ 1, ZCR_LEN_ALL },
		{ 2, PAYLOAD_MMIO },
		{ 3, PAYLOAD_SCRATCH + vcpu->id * PAYLOAD_SCRATCH_SIZE },
		{ PAYLOAD_X_NAP, trip->nap },
		{ PAYLOAD_X_LEFT, 0 },
	};
	const char *entry = side->guest->code[loop].entry;
	int err = 0;

	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]) && !err; i++)
		err = vcpu_set_x(vcpu, regs[i].n, regs[i].val);
	if (!err)
		err = vcpu_set_pc(vcpu, PAYLOAD_GPA + (entry - payload_start));
	return err ? fail_vcpu(trip, side, err) : 0;
}

static int make_vcpu(struct trip *trip, struct bench_side *side, struct vm *vm, int id,
		     const struct bench_guest *guest, const struct vls *set)
{
	int err = vcpu_new(&side->vcpu, vm, id, !vls_empty(set), set);

	side->guest = guest;
	side->set = set;
	side->vcpu.stop = &cli_stop;
	return err ? fail_vcpu(trip, side, err) : 0;
}

static int make_vm(struct trip *trip, struct vm *vm)
{
	int err = vm_open(vm, PAYLOAD_MEM_SIZE);

	if (!err)
		err = vm_load(vm, PAYLOAD_GPA, payload_start, payload_end - payload_start);
	return err ? trip_fail(trip, err, "%s", vm->msg) : 0;
}

/*
 * All vcpus of a VM have SVE or none: KVM_ARM_VCPU_INIT sees to that. The ids tell
 * the two apart in the events, even in two VMs.
 */
static int make_peer(struct trip *trip)
{
	const struct bench_case *c = trip->c;
	struct vm *vm = &trip->vm;
	int err = 0;

	if (c->exit->peer == BENCH_PEER_NO_SVE) {
		vm = &trip->peer_vm;
		err = make_vm(trip, vm);
	}
	return err ? err : make_vcpu(trip, &trip->peer, vm, 1, c->peer, &c->peer_set);
}

/* Run the payload's prologue and check the VL that the guest found. */
static int run_prologue(struct trip *trip, struct bench_side *side, enum bench_loop loop)
{
	unsigned int want = vls_max(side->set) * VLS_VQ_BITS;
	uint64_t bytes = 0;
	int err = set_registers(trip, side, loop);

	if (err)
		return err;
	err = vcpu_run(&side->vcpu);
	if (err)
		return fail_vcpu(trip, side, err);
	err = expect_store(trip, side, PAYLOAD_RDVL, &bytes);
	if (err)
		return err;

	side->rdvl = bytes * 8;
	if (side->rdvl != want)
		return wrong(trip, side, "the guest's VL by RDVL is %u, the vcpu's largest is %u",
			     side->rdvl, want);
	return 0;
}

/*
 * Both vcpus before any runs: in protected mode hyp makes room for the vcpus that
 * there are at the first run.
 */
static int start_vcpus(struct trip *trip)
{
	const struct bench_case *c = trip->c;
	int err = make_vcpu(trip, &trip->self, &trip->vm, 0, c->guest, &c->set);

	if (!err && c->peer)
		err = make_peer(trip);
	if (!err && c->exit->prep)
		err = c->exit->prep(trip);
	if (!err)
		err = run_prologue(trip, &trip->self, c->exit->loop);
	if (!err && c->peer)
		err = run_prologue(trip, &trip->peer, BENCH_LOOP_MMIO);
	if (!err && c->exit->start)
		err = c->exit->start(trip);
	return err;
}

static void side_init(struct bench_side *side)
{
	side->vcpu.fd = side->vcpu.stats_fd = -1;
}

int trip_start(struct trip *trip, const struct bench_case *c)
{
	char why[sizeof(trip->msg)];
	int err;

	*trip = (struct trip){ .c = c, .vgic = -1 };
	trip->vm.kvm_fd = trip->vm.fd = trip->peer_vm.kvm_fd = trip->peer_vm.fd = -1;
	side_init(&trip->self);
	side_init(&trip->peer);
	err = make_vm(trip, &trip->vm);
	if (!err)
		err = start_vcpus(trip);
	if (err) {
		memcpy(why, trip->msg, sizeof(why));
		trip_end(trip);
		memcpy(trip->msg, why, sizeof(why));
	}
	return err;
}

int trip_end(struct trip *trip)
{
	int err = trip->c->exit->end ? trip->c->exit->end(trip) : 0;

	vcpu_close(&trip->peer.vcpu);
	vcpu_close(&trip->self.vcpu);
	vm_close(&trip->peer_vm);
	vm_close(&trip->vm);
	return err;
}
