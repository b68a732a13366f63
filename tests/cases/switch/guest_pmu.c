// SPDX-License-Identifier: GPL-2.0
/*
 * guest_pmu: a guest that uses all counters of its PMU, beside the module's events. With
 * "sve_switch" each of them counts what it counts without; with "sve_switch_cycles", which
 * holds the fixed cycle counter, it is noted which do. For a host with --icount, where
 * instructions can be counted and are the same in every run.
 */
#include <linux/kvm.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/vcpu.h"
#include "pmu.h"
#include "tap.h"
#include "tracefs.h"

#define COUNTERS_MAX 32
#define CYCLE_COUNTER 31
#define TRIPS 200
#define MEM_SIZE 0x10000
#define RESULTS 0x8000 /* offset in memory: the counters, COUNTERS_MAX words */
#define VECTORS 0x1000 /* offset in memory */
#define SYNC_SP1 0x200 /* of an exception of the guest itself, from VBAR_EL1 on */
#define MMIO 0x10000000
#define MMIO_DONE (MMIO + 8)
#define SETTLE_US 300000

/*
 * x0: where results go, x1: the MMIO address, x2: how many trips. Each counter but that of
 * cycles counts INST_RETIRED at EL1; each trip uses FP and leaves to user space. The last
 * one, to x1 + 8, says that the results are there; x3 is how many counters there are. An
 * exception goes to x1 + 16, by the vector at x4 + SYNC_SP1.
 */
asm(".pushsection .rodata\n"
    ".balign 4\n"
    ".globl pmu_vector, pmu_vector_end, pmu_guest, pmu_guest_end\n"
    "pmu_vector:\n"
    "	mrs	x9, esr_el1\n"
    "	mrs	x10, elr_el1\n"
    "	bfi	x9, x10, #32, #32\n"
    "	str	x9, [x1, #16]\n"
    "	b	.\n"
    "pmu_vector_end:\n"
    "pmu_guest:\n"
    "	msr	vbar_el1, x4\n"
    "	mov	x9, #(3 << 20)\n" /* CPACR_EL1.FPEN */
    "	msr	cpacr_el1, x9\n"
    "	isb\n"
    "	mrs	x9, pmcr_el0\n"
    "	ubfx	x3, x9, #11, #5\n"
    "	mov	x10, #0\n"
    "1:	cmp	x10, x3\n"
    "	b.eq	2f\n"
    "	msr	pmselr_el0, x10\n"
    "	isb\n"
    "	mov	x11, #0x08\n" /* INST_RETIRED */
    "	movk	x11, #0x4000, lsl #16\n" /* not at EL0 */
    "	msr	pmxevtyper_el0, x11\n"
    "	add	x10, x10, #1\n"
    "	b	1b\n"
    "2:	movz	x11, #0x4000, lsl #16\n"
    "	msr	pmccfiltr_el0, x11\n"
    "	mov	x9, #0x47\n" /* LC, C, P, E */
    "	msr	pmcr_el0, x9\n"
    "	mov	x12, #1\n"
    "	lsl	x12, x12, x3\n"
    "	sub	x12, x12, #1\n"
    "	orr	x12, x12, #0x80000000\n"
    "	msr	pmcntenset_el0, x12\n"
    "	isb\n"
    "3:	fmov	d0, x2\n"
    "	mov	x13, #1000\n"
    "4:	subs	x13, x13, #1\n"
    "	b.ne	4b\n"
    "	str	x2, [x1]\n"
    "	subs	x2, x2, #1\n"
    "	b.ne	3b\n"
    "	msr	pmcntenclr_el0, x12\n"
    "	isb\n"
    "	mov	x10, #0\n"
    "5:	cmp	x10, x3\n"
    "	b.eq	6f\n"
    "	msr	pmselr_el0, x10\n"
    "	isb\n"
    "	mrs	x11, pmxevcntr_el0\n"
    "	str	x11, [x0, x10, lsl #3]\n"
    "	add	x10, x10, #1\n"
    "	b	5b\n"
    "6:	mrs	x11, pmccntr_el0\n"
    "	str	x11, [x0, #248]\n"
    "	str	x3, [x1, #8]\n"
    "	b	.\n"
    "pmu_guest_end:\n"
    ".popsection\n");
extern const char pmu_vector[], pmu_vector_end[], pmu_guest[], pmu_guest_end[];

struct counts {
	unsigned int n; /* event counters */
	uint64_t value[COUNTERS_MAX];
};

static void init_pmu(struct vcpu *vcpu)
{
	struct kvm_device_attr attr = { .group = KVM_ARM_VCPU_PMU_V3_CTRL,
					.attr = KVM_ARM_VCPU_PMU_V3_INIT };

	if (!vm_check_cap(vcpu->vm, KVM_CAP_ARM_PMU_V3))
		tap_skip_all("KVM offers guests no PMU here");
	if (vcpu_init_features(vcpu, 1U << KVM_ARM_VCPU_PMU_V3) ||
	    ioctl(vcpu->fd, KVM_SET_DEVICE_ATTR, &attr))
		tap_bail("a vcpu with a PMU cannot be made");
}

/* A guest from its start to its end. */
static struct counts run_guest(void)
{
	struct counts counts = { 0 };
	struct vcpu_mmio mmio = { 0 };
	struct vcpu vcpu;
	struct vm vm;

	if (vm_open(&vm, MEM_SIZE) ||
	    vm_load(&vm, VM_MEM_BASE, pmu_guest, pmu_guest_end - pmu_guest) ||
	    vm_load(&vm, VM_MEM_BASE + VECTORS + SYNC_SP1, pmu_vector, pmu_vector_end - pmu_vector))
		tap_bail("%s", vm.msg);
	if (vcpu_create(&vcpu, &vm, 0))
		tap_bail("%s", vcpu.msg);
	init_pmu(&vcpu);
	if (vcpu_set_pc(&vcpu, VM_MEM_BASE) || vcpu_set_x(&vcpu, 0, VM_MEM_BASE + RESULTS) ||
	    vcpu_set_x(&vcpu, 1, MMIO) || vcpu_set_x(&vcpu, 2, TRIPS) ||
	    vcpu_set_x(&vcpu, 4, VM_MEM_BASE + VECTORS))
		tap_bail("%s", vcpu.msg);
	do {
		if (vcpu_run(&vcpu) || vcpu_mmio(&vcpu, &mmio))
			tap_bail("%s", vcpu.msg);
	} while (mmio.addr == MMIO);
	if (mmio.addr != MMIO_DONE)
		tap_bail("the guest took an exception, ESR %#x at %#x", (uint32_t)mmio.data,
			 (uint32_t)(mmio.data >> 32));
	counts.n = mmio.data;
	memcpy(counts.value, (char *)vm.mem + RESULTS, sizeof(counts.value));
	vcpu_close(&vcpu);
	vm_close(&vm);
	return counts;
}

/* How many event counters count as in @want, where nothing is traced. */
static unsigned int right(const struct counts *counts, const struct counts *want)
{
	unsigned int i, n = 0;

	for (i = 0; i < counts->n; i++)
		n += counts->value[i] == want->value[i];
	return n;
}

/* For docs/benchmarking.md: what a user of cycles costs a guest. */
static void note(const char *when, const struct counts *counts, const struct counts *want)
{
	tap_note("%s: %u of %u event counters count all; the cycle counter has %.0f%%", when,
		 right(counts, want), counts->n,
		 100.0 * counts->value[CYCLE_COUNTER] / want->value[CYCLE_COUNTER]);
}

static void test_same(const struct counts *want, const char *when)
{
	struct counts got = run_guest();

	note(when, &got, want);
	tap_ok(got.n == want->n && right(&got, want) == want->n,
	       "%s: all %u event counters count the same", when, want->n);
	tap_ok(got.value[CYCLE_COUNTER], "%s: and the cycle counter counts", when);
}

int main(void)
{
	struct counts want = run_guest(), got;
	int room = cycles_room(0);

	for (unsigned int i = 0; i < want.n; i++)
		tap_ok(want.value[i] >= TRIPS * 2000ULL, "counter %u of %u: %llu instructions", i,
		       want.n, (unsigned long long)want.value[i]);
	tap_ok(want.value[CYCLE_COUNTER], "and its cycle counter counts");
	test_same(&want, "once more");

	trace_event("sve_switch", true);
	usleep(SETTLE_US);
	test_same(&want, "sve_switch");
	trace_event("sve_switch", false);

	trace_event("sve_switch_cycles", true);
	usleep(SETTLE_US);
	got = run_guest();
	note("sve_switch_cycles", &got, &want);
	tap_note("beside it the CPU has room for %d pinned events of cycles, %d without",
		 cycles_room(0), room);
	trace_event("sve_switch_cycles", false);
	usleep(SETTLE_US);
	test_same(&want, "and after");
	return tap_end();
}
