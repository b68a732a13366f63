// SPDX-License-Identifier: GPL-2.0
/* Unit tests of lib/kvm_mode.c: the mode by module, kernel log, timer and command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_root.h"
#include "lib/kvm_mode.h"

/* Two CPUs; an interrupt of another kind before and after. */
#define INTERRUPTS(number, controller)						\
	"           CPU0       CPU1       \n"					\
	" 10:          0          0     " controller "  26 Level     other\n"	\
	" 11:       2089       1742     " controller "  " number " Level     arch_timer\n"	\
	" 43:          3          0     " controller "  30 Level     uart-pl011\n"		\
	"IPI0:        12         15       Rescheduling interrupts\n"

static void check_mode(const char *want, const char *log)
{
	char mode[64] = "before";

	kvm_mode_read(mode, sizeof(mode), fake_root, log);
	assert_string_equal(mode, want);
}

static void test_log(void **state)
{
	static const struct {
		const char *log;
		const char *mode;
	} cases[] = {
		{ "<6>[    0.1] kvm [1]: VHE mode initialized successfully", "VHE" },
		{ "<6>[    0.1] kvm [1]: VHE+NV2 mode initialized successfully", "VHE+NV2" },
		{ "<6>[    0.1] kvm [1]: Hyp nVHE mode initialized successfully", "nVHE" },
		{ "<6>[    0.1] kvm [1]: Hyp hVHE mode initialized successfully", "hVHE" },
		{ "<6>[    0.1] kvm [1]: Hyp mode initialized successfully", "nVHE" },
		{ "<6>[    0.1] kvm [1]: Protected nVHE mode initialized successfully",
		  "protected nVHE" },
		{ "<6>[    0.1] kvm [1]: Protected hVHE mode initialized successfully",
		  "protected hVHE" },
		{ "", "" },
	};

	fake_clear();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_mode(cases[i].mode, cases[i].log);
}

/* The module knows, whatever else says. */
static void test_module(void **state)
{
	fake_clear();
	fake_file("/sys/kernel/kvm_sve/kvm_mode", "protected hVHE\n");
	fake_file("/proc/interrupts", INTERRUPTS("26", "GICv3"));
	fake_file("/proc/cmdline", "kvm-arm.mode=nested\n");
	check_mode("protected hVHE", "kvm [1]: VHE mode initialized");
	check_mode("protected hVHE", NULL);
	/* An error of it is no mode. */
	fake_file("/sys/kernel/kvm_sve/kvm_mode", "");
	check_mode("VHE", "kvm [1]: VHE mode initialized");
}

static void test_derived(void **state)
{
	static const struct {
		const char *interrupts;
		const char *cmdline;
		const char *mode;
	} cases[] = {
		{ INTERRUPTS("26", "GICv3"), "root=/dev/vda\n", "VHE" },
		{ INTERRUPTS("28", "GICv3"), "\n", "VHE" },
		{ INTERRUPTS("26", "GIC-0"), "\n", "VHE" },
		{ INTERRUPTS("28", "GICv3"), "quiet kvm-arm.mode=nested\n", "VHE or VHE+NV2" },
		{ INTERRUPTS("28", "GICv3"), "kvm-arm.mode=protected\n", "VHE" },
		{ INTERRUPTS("30", "GICv3"), "\n", "nVHE" },
		{ INTERRUPTS("30", "GICv3"), "kvm_arm.mode=nvhe\n", "nVHE" },
		{ INTERRUPTS("30", "GICv3"), "kvm-arm.mode=nested\n", "nVHE" },
		{ INTERRUPTS("30", "GICv3"), "arm64_sw.hvhe=1\n", "nVHE or hVHE" },
		{ INTERRUPTS("30", "GICv3"), "arm64_sw.hvhe=0\n", "nVHE" },
		{ INTERRUPTS("30", "GICv3"), "a kvm_arm.mode=protected b\n",
		  "protected nVHE or hVHE" },
		{ INTERRUPTS("30", "GICv3"), "kvm-arm.mode=protected kvm-arm.mode=nvhe\n",
		  "nVHE" },
		{ INTERRUPTS("30", "GICv3"), "kvm-arm.mode=none\n", "" },
		{ INTERRUPTS("27", "GICv3"), "\n", "" },
		/* Apple's controller has numbers of its own. */
		{ INTERRUPTS("26", "AIC"), "\n", "" },
		{ "           CPU0\n 11:    9     GICv3  26 Level     other\n", "\n", "" },
		{ "", "\n", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_clear();
		fake_file("/proc/interrupts", cases[i].interrupts);
		fake_file("/proc/cmdline", cases[i].cmdline);
		check_mode(cases[i].mode, NULL);
		check_mode(cases[i].mode, "<6>[ 9.0] something else");
	}
}

/* What cannot be read says nothing. */
static void test_missing(void **state)
{
	fake_clear();
	check_mode("", NULL);
	fake_file("/proc/interrupts", INTERRUPTS("26", "GICv3"));
	check_mode("", NULL);
	fake_clear();
	fake_file("/proc/cmdline", "\n");
	check_mode("", NULL);
}

static void test_hyp_saves(void **state)
{
	assert_int_equal(kvm_mode_hyp_saves("VHE", "6.12.117"), NO);
	assert_int_equal(kvm_mode_hyp_saves("nVHE or hVHE", "7.3.4"), NO);
	assert_int_equal(kvm_mode_hyp_saves("protected hVHE", "6.12.117"), YES);
	assert_int_equal(kvm_mode_hyp_saves("protected nVHE or hVHE", "7.3.4-x"), YES);
	assert_int_equal(kvm_mode_hyp_saves("protected nVHE", "6.1.192"), NO);
	assert_int_equal(kvm_mode_hyp_saves("", "6.1.192"), NO);
	assert_int_equal(kvm_mode_hyp_saves("", "6.12.117"), UNKNOWN);
	assert_int_equal(kvm_mode_hyp_saves("protected nVHE", ""), UNKNOWN);
}

static void test_is_vhe(void **state)
{
	assert_int_equal(kvm_mode_is_vhe("VHE"), YES);
	assert_int_equal(kvm_mode_is_vhe("VHE or VHE+NV2"), YES);
	assert_int_equal(kvm_mode_is_vhe("nVHE or hVHE"), NO);
	assert_int_equal(kvm_mode_is_vhe("hVHE"), NO);
	assert_int_equal(kvm_mode_is_vhe("protected nVHE"), NO);
	assert_int_equal(kvm_mode_is_vhe(""), UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_derived),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_hyp_saves),
		cmocka_unit_test(test_is_vhe),
	};

	return cmocka_run_group_tests(tests, fake_setup, fake_teardown);
}
