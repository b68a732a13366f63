// SPDX-License-Identifier: GPL-2.0
/* Guests and kinds of exit, set up and run; cases.h is the manual. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/payload.h"
#include "cases.h"
#include "cli.h"

#define ZCR_LEN_ALL	0x1ff	/* ZCR_EL1.LEN as large as it can be asked for */

#define GUEST(id)						\
	.name = #id,						\
	.entry = payload_##id,					\
	.loop = payload_##id##_loop,				\
	.loop_end = payload_##id##_end

const struct bench_guest bench_guests[] = {
	{ GUEST(none) },
	{ GUEST(fpsimd), .uses_fp = true },
	{ GUEST(sve), .uses_fp = true, .needs_sve = true },
	{ .name = NULL },
};

const struct bench_guest *bench_guest_find(const char *name, size_t len)
{
	for (const struct bench_guest *guest = bench_guests; guest->name; guest++)
		if (strlen(guest->name) == len && !memcmp(guest->name, name, len))
			return guest;
	return NULL;
}

unsigned int bench_guest_instructions(const struct bench_guest *guest)
{
	return (guest->loop_end - guest->loop) / sizeof(uint32_t);
}

static int __attribute__((format(printf, 2, 3)))
wrong(struct trip *trip, const char *fmt, ...)
{
	char what[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	snprintf(trip->msg, sizeof(trip->msg), "wrong result: %s, after %" PRIu64 " round trips",
		 what, trip->count);
	return -EBADMSG;
}

/* The guest says that a register lost its pattern over an exit. */
static int bad_register(struct trip *trip, uint64_t code)
{
	unsigned int n = code & 0xff;

	switch (code >> 8) {
	case PAYLOAD_BAD_Z:
		return wrong(trip, "the guest lost Z%u", n);
	case PAYLOAD_BAD_P:
		return wrong(trip, "the guest lost P%u", n);
	case PAYLOAD_BAD_V:
		return wrong(trip, "the guest lost V%u", n);
	case PAYLOAD_BAD_FFR:
		return wrong(trip, "the guest lost FFR");
	case PAYLOAD_BAD_VL:
		return wrong(trip, "the guest's VL is no longer %u", trip->rdvl);
	default:
		return wrong(trip, "the guest says %#" PRIx64, code);
	}
}

/* The exit must be a store to @offset; its value goes to @data. */
static int expect_store(struct trip *trip, unsigned int offset, uint64_t *data)
{
	struct vcpu_mmio mmio;
	int err = vcpu_mmio(&trip->vcpu, &mmio);

	if (err) {
		snprintf(trip->msg, sizeof(trip->msg), "%s", trip->vcpu.msg);
		return err;
	}
	*data = mmio.data;
	if (mmio.write && mmio.addr == PAYLOAD_MMIO + offset)
		return 0;
	if (mmio.addr == PAYLOAD_MMIO + PAYLOAD_BAD)
		return bad_register(trip, mmio.data);
	if (mmio.addr == PAYLOAD_MMIO + PAYLOAD_EXCEPTION)
		return wrong(trip, "the guest took an exception, ESR_EL1 %#" PRIx64, mmio.data);
	return wrong(trip, "the guest touched address %#" PRIx64, mmio.addr);
}

static int mmio_exec(struct trip *trip)
{
	return vcpu_run_once(&trip->vcpu);
}

static int mmio_post(struct trip *trip)
{
	uint64_t count;
	int err = expect_store(trip, PAYLOAD_COUNT, &count);

	if (err)
		return err;
	if (count != trip->count)
		return wrong(trip, "the guest says it is at %" PRIu64, count);
	trip->count++;
	return 0;
}

const struct bench_exit bench_exit_mmio = {
	.name = "mmio",
	.exec = mmio_exec,
	.post = mmio_post,
};

/* The arguments and the entry of the payload, as payload.h says. */
static int set_registers(struct trip *trip)
{
	struct vcpu *vcpu = &trip->vcpu;
	int err;

	err = vcpu_set_x(vcpu, 0, vcpu->sve);
	if (!err)
		err = vcpu_set_x(vcpu, 1, ZCR_LEN_ALL);
	if (!err)
		err = vcpu_set_x(vcpu, 2, PAYLOAD_MMIO);
	if (!err)
		err = vcpu_set_x(vcpu, 3, PAYLOAD_SCRATCH);
	if (!err)
		err = vcpu_set_pc(vcpu, PAYLOAD_GPA + (trip->guest->entry - payload_start));
	return err;
}

static int make_vcpu(struct trip *trip)
{
	bool sve = !vls_empty(&trip->set);
	int err = vcpu_new(&trip->vcpu, &trip->vm, 0, sve, &trip->set);

	trip->vcpu.stop = &cli_stop;
	if (!err)
		err = set_registers(trip);
	if (err)
		snprintf(trip->msg, sizeof(trip->msg), "%s", trip->vcpu.msg);
	return err;
}

static int make_vm(struct trip *trip)
{
	int err = vm_open(&trip->vm, PAYLOAD_MEM_SIZE);

	if (!err)
		err = vm_load(&trip->vm, PAYLOAD_GPA, payload_start,
			      payload_end - payload_start);
	if (err)
		snprintf(trip->msg, sizeof(trip->msg), "%s", trip->vm.msg);
	return err;
}

/* Run the payload's prologue and check the VL that the guest found. */
static int run_prologue(struct trip *trip)
{
	unsigned int want = vls_max(&trip->set) * VLS_VQ_BITS;
	uint64_t bytes;
	int err = vcpu_run(&trip->vcpu);

	if (err) {
		snprintf(trip->msg, sizeof(trip->msg), "%s", trip->vcpu.msg);
		return err;
	}
	err = expect_store(trip, PAYLOAD_RDVL, &bytes);
	if (err)
		return err;

	trip->rdvl = bytes * 8;
	if (trip->rdvl != want)
		return wrong(trip, "the guest's VL by RDVL is %u, the vcpu's largest is %u",
			     trip->rdvl, want);
	return 0;
}

int trip_start(struct trip *trip, const struct bench_guest *guest,
	       const struct bench_exit *exit, const struct vls *set)
{
	int err;

	*trip = (struct trip){ .guest = guest, .exit = exit, .set = *set };
	trip->vm.kvm_fd = trip->vm.fd = trip->vcpu.fd = trip->vcpu.stats_fd = -1;
	err = make_vm(trip);
	if (!err)
		err = make_vcpu(trip);
	if (!err)
		err = run_prologue(trip);
	if (!err && exit->prep)
		err = exit->prep(trip);
	if (err)
		trip_end(trip);
	return err;
}

void trip_end(struct trip *trip)
{
	vcpu_close(&trip->vcpu);
	vm_close(&trip->vm);
}
