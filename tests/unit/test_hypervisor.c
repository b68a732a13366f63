// SPDX-License-Identifier: GPL-2.0
/* Unit tests of lib/hypervisor.c: what a host runs on, and that it goes through JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_root.h"
#include "lib/cli/host_json.h"
#include "lib/cli/json_reader.h"

#define WHOLE	"<6>[    0.0] Booting Linux on physical CPU 0x0000000000 [0x410fd461]\n"
#define ROTATED	"<6>[ 9999.0] eth0: link becomes ready\n"
#define SERVICES "<6>[    0.0] smccc: KVM: hypervisor services detected (0x00000000 0x0 0x0 0x3)\n"
#define DT	"/sys/firmware/devicetree/base/"
#define DMI	"/sys/class/dmi/id/"
#define VIRT	{ DT "compatible", "linux,dummy-virt" }
#define MIDR	0x410fd461	/* of a CPU that is sold */
#define MIDR_QEMU 0x000f0510

struct file {
	const char *path;
	const char *text;
};

static const struct {
	struct file files[3];
	const char *log;
	uint64_t midr;
	const char *text;
} cases[] = {
	{ { }, WHOLE, MIDR, "no sign of one" },
	{ { }, NULL, 0, "no sign of one" },
	{ { VIRT }, WHOLE, MIDR, "emulated by QEMU (device tree)" },
	{ { VIRT }, ROTATED, MIDR, "unknown: QEMU (device tree), emulated or nested under KVM" },
	{ { VIRT }, NULL, MIDR, "unknown: QEMU (device tree), emulated or nested under KVM" },
	{ { VIRT }, NULL, 0, "unknown: QEMU (device tree), emulated or nested under KVM" },
	{ { VIRT }, NULL, MIDR_QEMU, "emulated by QEMU (device tree)" },
	{ { VIRT }, WHOLE SERVICES, MIDR, "nested under KVM (kernel log)" },
	{ { VIRT, { "/sys/class/ptp/ptp0/clock_name", "KVM virtual PTP\n" } }, ROTATED, MIDR,
	  "nested under KVM (PTP clock)" },
	{ { { "/sys/class/ptp/ptp0/clock_name", "mlx5_ptp\n" } }, ROTATED, MIDR, "no sign of one" },
	{ { { DMI "sys_vendor", "QEMU\n" }, { DMI "product_name", "KVM Virtual Machine\n" } }, WHOLE,
	  MIDR, "emulated by QEMU (DMI)" },
	{ { { DMI "sys_vendor", "QEMU\n" } }, ROTATED, MIDR,
	  "unknown: QEMU (DMI), emulated or nested under KVM" },
	{ { VIRT, { DT "hypervisor/compatible", "linux,kvm" } }, NULL, MIDR,
	  "nested under KVM (device tree)" },
	{ { { DT "hypervisor/compatible", "xen,xen-4.17" } }, NULL, MIDR,
	  "nested under Xen (device tree)" },
	{ { { DT "hypervisor/compatible", "x\033[2J" } }, NULL, MIDR,
	  "nested under an unknown hypervisor (device tree)" },
	{ { { DMI "sys_vendor", "VMware, Inc.\n" }, { DMI "product_name", "VMware20,1\n" } }, NULL,
	  MIDR, "nested under VMware (DMI)" },
	{ { { DMI "sys_vendor", "Microsoft Corporation\n" },
	    { DMI "product_name", "Virtual Machine\n" } }, NULL, MIDR, "nested under Hyper-V (DMI)" },
	{ { { DMI "sys_vendor", "Microsoft Corporation\n" },
	    { DMI "product_name", "C2195\n" } }, NULL, MIDR, "no sign of one" },
	{ { { DMI "sys_vendor", "Amazon EC2\n" }, { DMI "product_name", "m7g.4xlarge\n" } }, NULL,
	  MIDR, "nested under Amazon EC2 (DMI)" },
	{ { { DMI "sys_vendor", "Amazon EC2\n" }, { DMI "product_name", "c8g.metal-24xl\n" } }, NULL,
	  MIDR, "no sign of one" },
	{ { { DMI "sys_vendor", "HPE\n" }, { DMI "product_name", "ProLiant RL300\n" } }, ROTATED,
	  MIDR, "no sign of one" },
};

static void check_json(const struct hypervisor *hypervisor)
{
	json_t *emulated = json_from_emulated(hypervisor), *name = json_from_hypervisor(hypervisor);
	struct hypervisor again;

	assert_int_equal(json_is_null(emulated), hypervisor->kind == HYPERVISOR_UNKNOWN);
	assert_int_equal(json_is_true(emulated), hypervisor->kind == HYPERVISOR_EMULATOR);
	hypervisor_from_json(&again, emulated, name);
	assert_int_equal(again.kind, hypervisor->kind);
	assert_string_equal(again.name, hypervisor->name);
	json_decref(emulated);
	json_decref(name);
}

static void test_kinds(void **state)
{
	struct hypervisor hypervisor;
	char text[HYPERVISOR_TEXT_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_clear();
		fake_file("/sys/firmware/empty", "");
		for (const struct file *file = cases[i].files; file->path; file++)
			fake_file(file->path, file->text);
		hypervisor_read(&hypervisor, fake_root, cases[i].log, cases[i].midr);
		hypervisor_format(text, &hypervisor);
		assert_string_equal(text, cases[i].text);
		check_json(&hypervisor);
	}
}

/* Nothing can be seen, and that is no "no". */
static void test_no_sysfs(void **state)
{
	struct hypervisor hypervisor;
	char text[HYPERVISOR_TEXT_MAX];

	fake_clear();
	hypervisor_read(&hypervisor, fake_root, WHOLE, MIDR);
	hypervisor_format(text, &hypervisor);
	assert_string_equal(text, "unknown");
	assert_true(hypervisor_may_emulate(&hypervisor));
	check_json(&hypervisor);
	hypervisor_read(&hypervisor, fake_root, WHOLE SERVICES, MIDR);
	assert_int_equal(hypervisor.kind, HYPERVISOR_NESTED);
}

static void test_answers(void **state)
{
	struct json_reader reader = { 0 };

	for (enum yes_no answer = NO; answer <= UNKNOWN; answer++) {
		json_t *json = json_pack("{s:o}", "answer", json_from_yes_no(answer));

		assert_int_equal(json_read_yes_no(&reader, json, "answer"), answer);
		assert_false(json_reader_failed(&reader));
		json_decref(json);
	}
	assert_int_equal(json_read_yes_no(&reader, NULL, "answer"), UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_no_sysfs),
		cmocka_unit_test(test_answers),
	};

	return cmocka_run_group_tests(tests, fake_setup, fake_teardown);
}
