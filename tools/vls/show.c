// SPDX-License-Identifier: GPL-2.0
/*
 * kvm-sve vls show: the sets of this host.
 *
 * It asks KVM itself by a scratch vcpu and user space by PR_SVE_SET_VL, so it
 * works on any kernel. Where the module is loaded its answers count, and any
 * that differs from what was found by asking is reported. Its JSON is the "node
 * file" that the commands for clusters read.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "command.h"
#include "kvm_probe.h"
#include "lib/cli/atomic_file.h"
#include "lib/cli/cli.h"
#include "lib/cli/host_json.h"
#include "lib/cli/printable.h"
#include "lib/cli/vls_json.h"
#include "lib/cli/vls_text.h"
#include "show_metrics.h"
#include "tools/vls/node/nfd.h"
#include "tools/vls/node/node.h"
#include "vmm_format.h"

#define LABEL_WIDTH	24

/* Two sources that must say the same do not. */
static void __attribute__((format(printf, 2, 3)))
disagree(struct show *show, const char *fmt, ...)
{
	char text[2 * VLS_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	cli_error("warning: %s", text);
	json_array_append_new(show->disagreements, printable_json(text));
}

/*
 * Take the set that the module's file @name holds for @set, which was found by
 * asking @whom. Without the module nothing changes.
 */
static void ask_module(struct show *show, const char *name, const char *whom, struct vls *set)
{
	char text[VLS_TEXT_MAX], asked[VLS_TEXT_MAX];
	const char *why;
	struct vls given;
	int err = cli_module_read(name, text, sizeof(text));

	if (err) {
		if (show->host.has_module == YES)
			disagree(show, "the module's %s cannot be read (%s), %s was asked instead",
				 name, strerror(-err), whom);
		return;
	}
	if (vls_parse(text, &given, &why, NULL)) {
		disagree(show, "the module's %s, '%s', is no set: %s", name, text, why);
		return;
	}
	if (!vls_equal(&given, set)) {
		vls_format(asked, sizeof(asked), set);
		disagree(show, "the module's %s is %s, but %s says %s", name, text, whom, asked);
	}
	*set = given;
}

/* KVM can cap a guest's VL but hide none below, so its sets begin as the host's. */
static void check_part_of_host(struct show *show, const char *what, const struct vls *set)
{
	char text[VLS_TEXT_MAX];
	unsigned int bad_vq, reason;

	reason = vls_settable(&show->host_vls, VLS_VQ_MAX, set, &bad_vq);
	if (!reason)
		return;
	vls_format(text, sizeof(text), set);
	disagree(show, "the %s, %s, does not fit the host set (%s, VL %u)", what, text,
		 vls_reason_name(reason), bad_vq * VLS_VQ_BITS);
}

/* Only the module knows what KVM could give without root's policy, and holds that. */
static enum yes_no is_capped(const struct show *show)
{
	char text[VLS_TEXT_MAX];
	struct vls kernel_max;

	if (show->host.has_module == NO)
		return NO;
	if (cli_module_read("kernel_max_vls", text, sizeof(text)) ||
	    vls_parse(text, &kernel_max, NULL, NULL))
		return UNKNOWN;
	return vls_max(&show->guest_max_vls) < vls_max(&kernel_max) ? YES : NO;
}

static int collect(struct show *show)
{
	struct kvm_probe probe;
	int err = kvm_probe_open(&probe);

	if (err)
		return err;
	show->default_vls = probe.def;
	show->guest_max_vls = probe.max;
	kvm_probe_close(&probe);
	host_read(&show->host, 0);
	err = cli_host_vls(&show->host_vls);
	if (err)
		return err;
	ask_module(show, "host_vls", "prctl(PR_SVE_SET_VL)", &show->host_vls);
	ask_module(show, "guest_max_vls", "a new vcpu", &show->guest_max_vls);
	show->capped = is_capped(show);
	check_part_of_host(show, "guest maximum", &show->guest_max_vls);
	check_part_of_host(show, "default", &show->default_vls);
	return CLI_OK;
}

static void print_row(const char *label, const char *value)
{
	printf("%-*s%s\n", LABEL_WIDTH, label, value);
}

static void print_set(const char *label, const struct vls *set)
{
	char prefix[LABEL_WIDTH + 1];

	snprintf(prefix, sizeof(prefix), "%-*s", LABEL_WIDTH, label);
	vls_print_wrapped(prefix, LABEL_WIDTH, set);
}

static void print_cpu(const struct host *host)
{
	const char *name = host_midr_name(host->midr);
	char text[HOST_TEXT_MAX];

	if (!host->midr) {
		print_row("CPU", "unknown");
		return;
	}
	snprintf(text, sizeof(text), "%s (MIDR 0x%08" PRIx64 ")%s", name ? name : "unknown",
		 host->midr, host->hypervisor.kind == HYPERVISOR_EMULATOR ? ", emulated" : "");
	print_row("CPU", text);
}

static void print_hypervisor(const struct hypervisor *hypervisor)
{
	char text[HYPERVISOR_TEXT_MAX];

	hypervisor_format(text, hypervisor);
	print_row("hypervisor", text);
}

/* What an operator asks first on seeing that guests get less than the host. */
static void print_difference(const struct show *show)
{
	unsigned int next = vls_ceil(&show->host_vls, vls_max(&show->guest_max_vls) + 1);

	if (!next)
		return;
	if (show->capped == YES)
		printf("\nGuests cannot get VLs from %u bits on: root lowered the guest maximum\n"
		       "(kvm-sve vls max).\n", next * VLS_VQ_BITS);
	else if (show->capped == UNKNOWN)
		printf("\nGuests cannot get VLs from %u bits on; why is not known here.\n",
		       next * VLS_VQ_BITS);
	else
		printf("\nGuests cannot get VLs from %u bits on: some CPU of this host has a VL below\n"
		       "that which another lacks. KVM can cap a guest's VL but not hide one below the\n"
		       "cap, and a vcpu must see the same VLs on every CPU.\n",
		       next * VLS_VQ_BITS);
}

static int print_text(const struct show *show)
{
	const struct host *host = &show->host;

	print_set("host set", &show->host_vls);
	print_set("guest maximum", &show->guest_max_vls);
	print_set("default for a new vcpu", &show->default_vls);
	print_row("module", host_module_text(host));
	print_row("kernel", host_or_unknown(host->kernel));
	print_row("KVM mode", host_or_unknown(host->kvm_mode));
	print_cpu(host);
	print_hypervisor(&host->hypervisor);
	print_difference(show);
	return cli_flush();
}

static json_t *json_midr(uint64_t midr)
{
	return midr ? json_sprintf("0x%08" PRIx64, midr) : json_null();
}

/* The "node file" that the commands for clusters read. */
static int print_json(const struct show *show)
{
	const struct host *host = &show->host;
	const char *cpu = host->midr ? host_midr_name(host->midr) : NULL;
	json_t *json = cli_json_new("vls-show", NODE_VERSION);
	struct utsname uts;

	uname(&uts);
	json_object_set_new(json, "node", json_from_text(uts.nodename));
	json_object_set_new(json, "host_vls", json_from_vls(&show->host_vls));
	json_object_set_new(json, "guest_max_vls", json_from_vls(&show->guest_max_vls));
	json_object_set_new(json, "default_vls", json_from_vls(&show->default_vls));
	json_object_set_new(json, "guest_max_policy", json_from_yes_no(show->capped));
	json_object_set_new(json, "module", json_from_text(host->module));
	json_object_set_new(json, "module_loaded", json_from_yes_no(host->has_module));
	json_object_set_new(json, "kernel", json_from_text(host->kernel));
	json_object_set_new(json, "kvm_mode", json_from_text(host->kvm_mode));
	json_object_set_new(json, "midr", json_midr(host->midr));
	json_object_set_new(json, "cpu", json_from_text(cpu ? cpu : ""));
	json_object_set_new(json, "emulated", json_from_emulated(&host->hypervisor));
	json_object_set_new(json, "hypervisor", json_from_hypervisor(&host->hypervisor));
	json_object_set(json, "disagreements", show->disagreements);
	return cli_json_print(json, true);
}

static int print(const struct out_options *out, const struct show *show)
{
	switch (out->format) {
	case OUT_TEXT:
		return print_text(show);
	case OUT_JSON:
		return print_json(show);
	case OUT_NFD:
		nfd_print(stdout, &show->guest_max_vls, &show->default_vls, show->host.has_module);
		return cli_flush();
	case OUT_OPENMETRICS:
		show_metrics(stdout, show);
		return cli_flush();
	default:
		return vmm_format_print(out->format, &show->default_vls);
	}
}

static error_t parse_show(int key, char *arg, struct argp_state *state)
{
	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	state->child_inputs[0] = state->input;
	return 0;
}

static const struct argp_child children[] = { { .argp = &out_argp }, { 0 } };

static const struct argp show_argp = {
	.parser = parse_show,
	.children = children,
	.doc = "Show which VLs this host has, the most that KVM can give a guest, what a "
	       "new vcpu gets, and what is loaded. Works with and without the module. The JSON is "
	       "the node file that 'vls common' and 'vls check' read. Options of a VMM are those "
	       "for the default set."
	       "\v"
	       "Examples:\n"
	       "  kvm-sve vls show\n"
	       "  kvm-sve vls show --json >node1.json\n"
	       "  kvm-sve vls show --format qemu\n"
	       "  kvm-sve vls show --format openmetrics -o host.prom\n\n"
	       "Exit status: 0; 2 bad usage; 3 no SVE, no KVM, or not permitted.",
};

int cmd_vls_show(int argc, char **argv)
{
	struct out_options out = {
		.schema = "vls-show",
		.offered = OUT(TEXT) | OUT(JSON) | OUT(NFD) | OUT(OPENMETRICS) | OUT_VMMS,
	};
	struct show show = { 0 };
	int err;

	cli_parse("vls show", &show_argp, argc, argv, &out, NULL);
	show.disagreements = json_array();
	err = collect(&show);
	if (!err)
		err = out_start(&out);
	if (!err)
		err = print(&out, &show);
	err = out_finish(&out, err);
	json_decref(show.disagreements);
	return err;
}
