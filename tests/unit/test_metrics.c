// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the metrics of a host and its VMs (openmetrics.c, vls_show_metrics.c,
 * vms_metrics.c), to the letter. That Prometheus takes them is for make check-fleet.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/cli/openmetrics.c"
#include "tools/vls/show_metrics.c"
#include "tools/vls/vm/vms_metrics.c"
#include "text.h"

/* lib/host.c is for arm64. */
const char *host_midr_name(uint64_t midr)
{
	return midr == 1 ? "CPU \"one\"" : NULL;
}

const char *vcpu_state_name(enum vcpu_state state)
{
	return state == VCPU_RUN ? "run" : "finalized";
}

/* What @write writes; the caller frees it. */
static char *text_of(void (*write)(FILE *out, const void *arg), const void *arg)
{
	return written(write(out, arg));
}

static void test_escape(void **state)
{
	struct om_labels labels = { 0 };

	om_label(&labels, "a", "x\\y\"z\n");
	om_labelf(&labels, "b", "%d", 7);
	assert_string_equal(labels.text, "a=\"x\\\\y\\\"z\\n\",b=\"7\"");
	assert_int_equal(labels.len, strlen(labels.text));
}

/* A label that has no room is left out whole, to the byte. */
static void test_label_room(void **state)
{
	static char value[OM_LABELS_MAX];
	struct om_labels labels = { 0 };
	size_t most = OM_LABELS_MAX - sizeof("a=\"\",");

	memset(value, 'x', most + 1);
	om_label(&labels, "a", value);
	assert_int_equal(labels.len, 0);
	value[most] = '\0';
	om_label(&labels, "a", value);
	assert_int_equal(labels.len, most + 4);
	om_label(&labels, "b", "");
	assert_int_equal(labels.len, most + 4);
	assert_int_equal(strlen(labels.text), labels.len);
}

static void write_value(FILE *out, const void *arg)
{
	om_sample(out, "x", "_sum", NULL, *(const double *)arg);
}

static void test_values(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{ 0, "x_sum 0\n" },
		{ 4503599627370496, "x_sum 4.5035996273705e+15\n" },
		{ 123456789012345, "x_sum 123456789012345\n" },
		{ 0.1, "x_sum 0.1\n" },
		{ 1.6e-8, "x_sum 1.6e-08\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = text_of(write_value, &cases[i].value);

		assert_string_equal(text, cases[i].text);
		free(text);
	}
}

static void test_show(void **state)
{
	struct show show = {
		.host = { .module = "1.0", .has_module = YES, .kernel = "6.12", .kvm_mode = "VHE",
			  .midr = 1, .hypervisor = { HYPERVISOR_EMULATOR, "QEMU (DMI)" } },
		.host_vls.vqs = { 0xb },
		.guest_max_vls.vqs = { 0x3 },
		.default_vls.vqs = { 0x1 },
		.disagreements = json_pack("[ss]", "a", "b"),
		.capped = YES,
	};
	char *text = text_of(show_metrics, &show);

	assert_string_equal(text,
		"# TYPE kvm_sve_host_info gauge\n"
		"# HELP kvm_sve_host_info What this host is, as far as known; an empty module: not "
		"loaded.\n"
		"kvm_sve_host_info{module=\"1.0\",kernel=\"6.12\",kvm_mode=\"VHE\","
		"cpu=\"CPU \\\"one\\\"\",emulated=\"true\",hypervisor=\"QEMU (DMI)\"} 1\n"
		"# TYPE kvm_sve_sets_info gauge\n"
		"# HELP kvm_sve_sets_info The sets of this host, whole.\n"
		"kvm_sve_sets_info{host_vls=\"128,256,512\",guest_max_vls=\"128,256\","
		"default_vls=\"128\"} 1\n"
		"# TYPE kvm_sve_vl gauge\n"
		"# HELP kvm_sve_vl Is this VL of the host, in bits, in the set?\n"
		"kvm_sve_vl{set=\"host\",vl=\"128\"} 1\n"
		"kvm_sve_vl{set=\"host\",vl=\"256\"} 1\n"
		"kvm_sve_vl{set=\"host\",vl=\"512\"} 1\n"
		"kvm_sve_vl{set=\"guest_max\",vl=\"128\"} 1\n"
		"kvm_sve_vl{set=\"guest_max\",vl=\"256\"} 1\n"
		"kvm_sve_vl{set=\"guest_max\",vl=\"512\"} 0\n"
		"kvm_sve_vl{set=\"default\",vl=\"128\"} 1\n"
		"kvm_sve_vl{set=\"default\",vl=\"256\"} 0\n"
		"kvm_sve_vl{set=\"default\",vl=\"512\"} 0\n"
		"# TYPE kvm_sve_max_vl_bytes gauge\n"
		"# UNIT kvm_sve_max_vl_bytes bytes\n"
		"# HELP kvm_sve_max_vl_bytes The largest VL of the set.\n"
		"kvm_sve_max_vl_bytes{set=\"host\"} 64\n"
		"kvm_sve_max_vl_bytes{set=\"guest_max\"} 32\n"
		"kvm_sve_max_vl_bytes{set=\"default\"} 16\n"
		"# TYPE kvm_sve_module_loaded gauge\n"
		"# HELP kvm_sve_module_loaded Is the module kvm_sve loaded?\n"
		"kvm_sve_module_loaded 1\n"
		"# TYPE kvm_sve_guest_max_policy gauge\n"
		"# HELP kvm_sve_guest_max_policy Did root lower the guest maximum?\n"
		"kvm_sve_guest_max_policy 1\n"
		"# TYPE kvm_sve_disagreements gauge\n"
		"# HELP kvm_sve_disagreements Sources that should say the same and do not.\n"
		"kvm_sve_disagreements 2\n"
		"# EOF\n");
	free(text);
	json_decref(show.disagreements);
}

/* Nothing that is not known is there with a value. */
static void test_show_unknown(void **state)
{
	struct show show = {
		.host = { .has_module = UNKNOWN,
			  .hypervisor = { HYPERVISOR_UNKNOWN, "QEMU (DMI)" } },
		.host_vls.vqs = { 0x1 },
		.guest_max_vls.vqs = { 0x1 },
		.default_vls.vqs = { 0x1 },
		.disagreements = json_array(),
		.capped = UNKNOWN,
	};
	char *text = text_of(show_metrics, &show);

	has(text, "\nkvm_sve_host_info{hypervisor=\"QEMU (DMI)\"} 1\n");
	has_not(text, "kvm_sve_module_loaded");
	has_not(text, "kvm_sve_guest_max_policy");
	free(text);
	json_decref(show.disagreements);
}

/* No sample twice: vcpus that are alike are counted together, wherever they stand. */
static void test_vms(void **state)
{
	struct vm_vcpu vcpus[] = {
		{ .id = 0, .state = VCPU_RUN, .set.vqs = { 0x3 } },
		{ .id = 1, .state = VCPU_FINALIZED, .set.vqs = { 0x3 } },
		{ .id = 2, .state = VCPU_RUN, .set.vqs = { 0x3 } },
		{ .id = 3, .state = VCPU_RUN, .set.vqs = { 0x1 } },
	};
	struct vm_vcpu plain = { .state = VCPU_RUN, .no_sve = true };
	struct vm_vcpu unknown[] = {
		{ .id = 0, .state = VCPU_RUN },
		{ .id = 1, .state = VCPU_RUN, .no_sve = true },
	};
	struct vm_info vm[] = {
		{ .number = 1, .pid = 70, .command = "vmm", .vcpu = vcpus, .nr_vcpus = 4 },
		{ .number = 2, .pid = 70, .command = "vmm", .vcpu = &plain, .nr_vcpus = 1 },
		{ .number = 3, .pid = 70, .command = "vmm", .vcpu = unknown, .nr_vcpus = 2 },
	};
	struct vms vms = { .vm = vm, .n = 3 };
	char *text = text_of(vms_metrics, &vms);

#define VM1 "{pid=\"70\",command=\"vmm\",vm=\"1\""
#define VM2 "{pid=\"70\",command=\"vmm\",vm=\"2\""
#define VM3 "{pid=\"70\",command=\"vmm\",vm=\"3\""
	has(text, "kvm_sve_vms 3\n");
	has(text, "\nkvm_sve_vm_vcpus" VM1 ",state=\"run\",vls=\"128,256\"} 2\n"
		  "kvm_sve_vm_vcpus" VM1 ",state=\"finalized\",vls=\"128,256\"} 1\n"
		  "kvm_sve_vm_vcpus" VM1 ",state=\"run\",vls=\"128\"} 1\n"
		  "kvm_sve_vm_vcpus" VM2 ",state=\"run\",vls=\"none\"} 1\n"
		  "kvm_sve_vm_vcpus" VM3 ",state=\"run\"} 1\n"
		  "kvm_sve_vm_vcpus" VM3 ",state=\"run\",vls=\"none\"} 1\n#");
	has(text, "\nkvm_sve_vm_max_vl_bytes" VM1 "} 32\n"
		  "kvm_sve_vm_max_vl_bytes" VM2 "} 0\n# EOF\n");
	free(text);
}

static void test_no_vms(void **state)
{
	const struct vms vms = { 0 };
	char *text = text_of(vms_metrics, &vms);

	has(text, "\nkvm_sve_vms 0\n");
	has_not(text, "{");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_label_room),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_show_unknown),
		cmocka_unit_test(test_vms),
		cmocka_unit_test(test_no_vms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
