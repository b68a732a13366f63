// SPDX-License-Identifier: GPL-2.0
/* Self-checking guests; guest.h is their manual. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/cases/payload.h"
#include "bench/cases/payload_report.h"
#include "guest.h"
#include "vcpu_calls.h"
#include "vls_test.h"

static uint64_t entry_gpa(enum guest_kind kind)
{
	switch (kind) {
	case GUEST_SVE:
		return PAYLOAD_GPA + (payload_sve - payload_start);
	case GUEST_FPSIMD:
		return PAYLOAD_GPA + (payload_fpsimd - payload_start);
	default:
		return PAYLOAD_GPA + (payload_none - payload_start);
	}
}

static int fail_vcpu(struct guest *guest, int err)
{
	snprintf(guest->msg, sizeof(guest->msg), "%s", guest->vcpu->msg);
	return err;
}

/* A store to an unexpected place: what the guest says by it. */
static int fail_report(struct guest *guest, const struct vcpu_mmio *mmio)
{
	static const char *const kinds[] = {
		[PAYLOAD_BAD_Z] = "Z",	 [PAYLOAD_BAD_P] = "P", [PAYLOAD_BAD_FFR] = "FFR",
		[PAYLOAD_BAD_VL] = "VL", [PAYLOAD_BAD_V] = "V",
	};
	uint64_t kind = mmio->data >> 8;

	if (mmio->addr == PAYLOAD_MMIO + PAYLOAD_BAD && kind < sizeof(kinds) / sizeof(kinds[0]))
		snprintf(guest->msg, sizeof(guest->msg),
			 "guest: %s%" PRIu64 " was changed, iteration %" PRIu64, kinds[kind],
			 mmio->data & 0xff, guest->next);
	else if (mmio->addr == PAYLOAD_MMIO + PAYLOAD_EXCEPTION)
		snprintf(guest->msg, sizeof(guest->msg), "guest: exception, ESR_EL1 %#" PRIx64,
			 mmio->data);
	else
		snprintf(guest->msg, sizeof(guest->msg),
			 "guest: %s of %#" PRIx64 " at %#" PRIx64 ", iteration %" PRIu64,
			 mmio->write ? "store" : "load", mmio->data, mmio->addr, guest->next);
	return -EPROTO;
}

static int set_up(struct guest *guest, uint64_t entry, unsigned int len)
{
	struct vcpu *vcpu = guest->vcpu;
	const uint64_t x[] = { vcpu->sve, len, PAYLOAD_MMIO, PAYLOAD_SCRATCH };
	unsigned int i;

	/* An MMIO exit that is still open would move the PC of the new start. */
	if (run_immediately(vcpu) || vcpu_set_pc(vcpu, entry))
		return fail_vcpu(guest, -EIO);
	for (i = 0; i < sizeof(x) / sizeof(x[0]); i++)
		if (vcpu_set_x(vcpu, i, x[i]))
			return fail_vcpu(guest, -EIO);
	return 0;
}

int guest_start_at(struct guest *guest, struct vcpu *vcpu, uint64_t entry, unsigned int len)
{
	struct vcpu_mmio mmio;
	int err;

	*guest = (struct guest){ .vcpu = vcpu };
	err = set_up(guest, entry, len);
	if (err)
		return err;
	err = vcpu_run_mmio(vcpu, &mmio);
	if (err)
		return fail_vcpu(guest, err);
	guest->exits++;
	if (mmio.addr != PAYLOAD_MMIO + PAYLOAD_REPORT || !mmio.write)
		return fail_report(guest, &mmio);
	guest->rdvl = payload_report_rdvl(mmio.data);
	return payload_report_memory(mmio.data, guest->msg, sizeof(guest->msg));
}

int guest_start(struct guest *guest, struct vcpu *vcpu, enum guest_kind kind, unsigned int len)
{
	return guest_start_at(guest, vcpu, entry_gpa(kind), len);
}

int guest_stepped(struct guest *guest)
{
	struct vcpu_mmio mmio;
	int err;

	err = vcpu_mmio(guest->vcpu, &mmio);
	if (err)
		return fail_vcpu(guest, err);
	guest->exits++;
	if (mmio.addr != PAYLOAD_MMIO + PAYLOAD_COUNT || !mmio.write || mmio.data != guest->next)
		return fail_report(guest, &mmio);
	guest->next++;
	return 0;
}

int guest_step(struct guest *guest)
{
	int err = vcpu_run(guest->vcpu);

	return err ? fail_vcpu(guest, err) : guest_stepped(guest);
}
