// SPDX-License-Identifier: GPL-2.0
/*
 * The sets of this host as metrics. VLs are labels in bits, as everywhere else; as
 * values they are bytes, the base unit that Prometheus wants.
 */
#include "lib/cli/openmetrics.h"
#include "show_metrics.h"

struct named_set {
	const char *name;
	const struct vls *set;
};

#define SETS 3

static void label_set(struct om_labels *labels, const char *name, const struct vls *set)
{
	char text[VLS_TEXT_MAX];

	vls_format(text, sizeof(text), set);
	om_label(labels, name, text);
}

static void label_known(struct om_labels *labels, const char *name, const char *value)
{
	if (value[0])
		om_label(labels, name, value);
}

static void value_known(FILE *out, const char *name, const char *help, enum yes_no answer)
{
	if (answer != UNKNOWN)
		om_value(out, name, NULL, help, answer == YES);
}

static void print_host(FILE *out, const struct host *host)
{
	const char *cpu = host->midr ? host_midr_name(host->midr) : NULL;
	struct om_labels labels = { 0 };

	if (host->has_module != UNKNOWN)
		om_label(&labels, "module", host->module);
	label_known(&labels, "kernel", host->kernel);
	label_known(&labels, "kvm_mode", host->kvm_mode);
	label_known(&labels, "cpu", cpu ? cpu : "");
	if (host->hypervisor.kind != HYPERVISOR_UNKNOWN)
		om_label(&labels, "emulated",
			 host->hypervisor.kind == HYPERVISOR_EMULATOR ? "true" : "false");
	label_known(&labels, "hypervisor", host->hypervisor.name);
	om_gauge(out, "kvm_sve_host_info", NULL,
		 "What this host is, as far as known; an empty module: not loaded.");
	om_sample(out, "kvm_sve_host_info", "", &labels, 1);
}

static void print_sets(FILE *out, const struct show *show)
{
	struct om_labels labels = { 0 };

	label_set(&labels, "host_vls", &show->host_vls);
	label_set(&labels, "guest_max_vls", &show->guest_max_vls);
	label_set(&labels, "default_vls", &show->default_vls);
	om_gauge(out, "kvm_sve_sets_info", NULL, "The sets of this host, whole.");
	om_sample(out, "kvm_sve_sets_info", "", &labels, 1);
}

/* A VL that a guest lacks is 0 and not absent, so that a query can ask for it. */
static void print_vls(FILE *out, const struct show *show, const struct named_set *sets)
{
	om_gauge(out, "kvm_sve_vl", NULL, "Is this VL of the host, in bits, in the set?");
	for (int i = 0; i < SETS; i++)
		for (unsigned int vq = vls_ceil(&show->host_vls, 1); vq;
		     vq = vls_ceil(&show->host_vls, vq + 1)) {
			struct om_labels labels = { 0 };

			om_label(&labels, "set", sets[i].name);
			om_labelf(&labels, "vl", "%u", vq * VLS_VQ_BITS);
			om_sample(out, "kvm_sve_vl", "", &labels, vls_has(sets[i].set, vq));
		}
}

static void print_max(FILE *out, const struct named_set *sets)
{
	om_gauge(out, "kvm_sve_max_vl_bytes", "bytes", "The largest VL of the set.");
	for (int i = 0; i < SETS; i++) {
		unsigned int bytes = vls_max(sets[i].set) * VLS_VQ_BITS / 8;
		struct om_labels labels = { 0 };

		om_label(&labels, "set", sets[i].name);
		om_sample(out, "kvm_sve_max_vl_bytes", "", &labels, bytes);
	}
}

void show_metrics(FILE *out, const void *arg)
{
	const struct show *show = arg;
	const struct named_set sets[SETS] = {
		{ "host", &show->host_vls },
		{ "guest_max", &show->guest_max_vls },
		{ "default", &show->default_vls },
	};

	print_host(out, &show->host);
	print_sets(out, show);
	print_vls(out, show, sets);
	print_max(out, sets);
	value_known(out, "kvm_sve_module_loaded", "Is the module kvm_sve loaded?",
		    show->host.has_module);
	value_known(out, "kvm_sve_guest_max_policy", "Did root lower the guest maximum?",
		    show->capped);
	om_value(out, "kvm_sve_disagreements", NULL,
		 "Sources that should say the same and do not.",
		 json_array_size(show->disagreements));
	om_end(out);
}
