// SPDX-License-Identifier: GPL-2.0
/* Unit tests of bench/cases/payload_report.c: which guests are refused, and why. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/cases/payload.h"
#include "bench/cases/payload_report.h"

#define ON	0x1005	/* SCTLR_EL1.M, C and I */
#define WB	0xff
#define NGNRE	0x04

static uint64_t report(unsigned int sctlr, unsigned int code, unsigned int data,
		       unsigned int device)
{
	return 256 | (uint64_t)sctlr << PAYLOAD_SCTLR_SHIFT |
	       (uint64_t)code << PAYLOAD_CODE_SHIFT | (uint64_t)data << PAYLOAD_DATA_SHIFT |
	       (uint64_t)device << PAYLOAD_DEVICE_SHIFT;
}

static void refused(uint64_t value, const char *want)
{
	char why[96] = "";

	assert_int_equal(payload_report_memory(value, why, sizeof(why)), -EBADMSG);
	if (!strstr(why, want))
		fail_msg("\"%s\" does not say \"%s\"", why, want);
}

static void accepted(uint64_t value)
{
	char why[96] = "";

	assert_int_equal(payload_report_memory(value, why, sizeof(why)), 0);
	assert_string_equal(why, "");
}

static void test_rdvl(void **state)
{
	assert_int_equal(payload_report_rdvl(report(ON, WB, WB, NGNRE)), 256);
	assert_int_equal(payload_report_rdvl(report(ON, WB, WB, NGNRE) - 256), 0);
}

/* What KVM resets SCTLR_EL1 to, 0xc50078, is in it too; and hints that a CPU may drop. */
static void test_accepted(void **state)
{
	accepted(report(ON, WB, WB, NGNRE));
	accepted(report(ON | 0x78, WB, WB, 0));
	accepted(report(ON, 0xee, 0xcc, NGNRE));
}

static void test_off(void **state)
{
	refused(report(0x78, WB, WB, NGNRE), "without stage 1, SCTLR_EL1 0x78");
	refused(report(ON & ~0x1, WB, WB, NGNRE), "without stage 1");
	refused(report(ON & ~0x4, WB, WB, NGNRE), "caches off, SCTLR_EL1 0x1001");
	refused(report(ON & ~0x1000, WB, WB, NGNRE), "caches off, SCTLR_EL1 0x5");
	refused(256, "without stage 1");
}

/* Device, non-cacheable, write-through, transient write-back, and not mapped. */
static void test_attributes(void **state)
{
	static const unsigned int bad[] = { 0x04, 0x44, 0xbb, 0x77, 0xf4, 0x4f, 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refused(report(ON, bad[i], WB, NGNRE), "code is not in write-back memory");
		refused(report(ON, WB, bad[i], NGNRE), "data is not in write-back memory");
	}
	refused(report(ON, WB, WB, 0xff), "not a device's address, attribute 0xff");
	refused(report(ON, WB, WB, 0x44), "not a device's address");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rdvl),
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_off),
		cmocka_unit_test(test_attributes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
