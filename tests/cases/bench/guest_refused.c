// SPDX-License-Identifier: GPL-2.0
/*
 * guest_refused: the benchmark's guest, changed to leave stage 1 or a cache off, reports
 * that and is refused. Unchanged it is accepted.
 */
#include <string.h>

#include "bench/cases/payload.h"
#include "guest.h"
#include "tap.h"

#define SCTLR_M		0x1U
#define SCTLR_C		0x4U
#define SCTLR_I		0x1000U
#define MOVZ_X5		0xd2800005U	/* the value stands in bits 20:5 */

static void start(struct guest *guest, uint32_t sctlr)
{
	uint32_t insn = MOVZ_X5 | sctlr << 5;
	struct vcpu vcpu;
	struct vm vm;
	int err;

	if (vm_open(&vm, PAYLOAD_MEM_SIZE) ||
	    vm_load(&vm, PAYLOAD_GPA, payload_start, payload_end - payload_start) ||
	    vm_load(&vm, PAYLOAD_GPA + (payload_sctlr - payload_start), &insn, sizeof(insn)))
		tap_bail("%s", vm.msg);
	if (vcpu_new(&vcpu, &vm, 0, false, NULL))
		tap_bail("%s", vcpu.msg);
	err = guest_start(guest, &vcpu, GUEST_NONE, 0);
	tap_note("SCTLR_EL1 %#x: %d %s", sctlr, err, guest->msg);
	if (!err)
		guest->msg[0] = '\0';
	vcpu_close(&vcpu);
	vm_close(&vm);
}

static void refused(uint32_t sctlr, const char *why)
{
	struct guest guest;

	start(&guest, sctlr);
	tap_ok(strstr(guest.msg, why), "SCTLR_EL1 %#x is refused: %s", sctlr, why);
}

int main(void)
{
	struct guest guest;

	start(&guest, SCTLR_M | SCTLR_C | SCTLR_I);
	tap_ok(!guest.msg[0], "a guest with stage 1 and caches on is accepted");
	refused(0, "without stage 1");
	refused(SCTLR_C | SCTLR_I, "without stage 1");
	refused(SCTLR_M | SCTLR_I, "caches off");
	refused(SCTLR_M | SCTLR_C, "caches off");
	return tap_end();
}
