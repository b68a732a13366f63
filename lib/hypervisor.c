// SPDX-License-Identifier: GPL-2.0
/* What this host runs on; see hypervisor.h. */
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hypervisor.h"
#include "sysfs.h"

#define TEXT_MAX	64

/* DMI of what is surely virtual. Clouds' names stand on their bare metal as well. */
static const struct {
	const char *vendor;
	const char *product;	/* it begins so */
	const char *name;
} machines[] = {
	{ "Apple Inc.", "Apple Virtualization", "Apple Virtualization" },
	{ "Cloud Hypervisor", "", "Cloud Hypervisor" },
	{ "KubeVirt", "", "KubeVirt" },
	{ "Microsoft Corporation", "Virtual Machine", "Hyper-V" },
	{ "OpenStack Foundation", "", "OpenStack" },
	{ "Parallels", "", "Parallels" },
	{ "Red Hat", "KVM", "KVM" },
	{ "VMware", "", "VMware" },
	{ "Xen", "", "Xen" },
	{ "innotek GmbH", "", "VirtualBox" },
	{ "oVirt", "", "oVirt" },
};

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* Does the file @path begin with @with? */
static bool file_begins(const char *root, const char *path, const char *with)
{
	char text[TEXT_MAX];

	return !sysfs_read_at(text, sizeof(text), root, path) && begins(text, with);
}

static void set(struct hypervisor *hypervisor, enum hypervisor_kind kind, const char *name,
		const char *source)
{
	hypervisor->kind = kind;
	snprintf(hypervisor->name, sizeof(hypervisor->name), "%s (%s)", name, source);
}

/* KVM offers its guests a clock of the host. */
static bool has_kvm_clock(const char *root)
{
	char pattern[SYSFS_PATH_MAX];
	bool found = false;
	glob_t clocks;

	snprintf(pattern, sizeof(pattern), "%s/sys/class/ptp/*/clock_name", root);
	if (glob(pattern, 0, NULL, &clocks))
		return false;
	for (size_t i = 0; i < clocks.gl_pathc && !found; i++)
		found = file_begins("", clocks.gl_pathv[i], "KVM virtual PTP");
	globfree(&clocks);
	return found;
}

/* What names a hypervisor itself. Return: was there any? */
static bool read_hypervisor(struct hypervisor *hypervisor, const char *root, const char *log)
{
	static const char node[] = "/sys/firmware/devicetree/base/hypervisor/compatible";

	if (log && strstr(log, "KVM: hypervisor services detected"))
		set(hypervisor, HYPERVISOR_NESTED, "KVM", "kernel log");
	else if (has_kvm_clock(root))
		set(hypervisor, HYPERVISOR_NESTED, "KVM", "PTP clock");
	else if (file_begins(root, node, "linux,kvm"))
		set(hypervisor, HYPERVISOR_NESTED, "KVM", "device tree");
	else if (file_begins(root, node, "xen,xen"))
		set(hypervisor, HYPERVISOR_NESTED, "Xen", "device tree");
	else if (file_begins(root, node, ""))
		set(hypervisor, HYPERVISOR_NESTED, "an unknown hypervisor", "device tree");
	return hypervisor->name[0];
}

static bool read_dmi(struct hypervisor *hypervisor, const char *root)
{
	char vendor[TEXT_MAX], product[TEXT_MAX];

	sysfs_read_at(vendor, sizeof(vendor), root, "/sys/class/dmi/id/sys_vendor");
	sysfs_read_at(product, sizeof(product), root, "/sys/class/dmi/id/product_name");
	/* The bare metal of EC2 is called so: "c7g.metal". */
	if (!strcmp(vendor, "Amazon EC2") && product[0] && !strstr(product, ".metal")) {
		set(hypervisor, HYPERVISOR_NESTED, "Amazon EC2", "DMI");
		return true;
	}
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (begins(vendor, machines[i].vendor) && begins(product, machines[i].product)) {
			set(hypervisor, HYPERVISOR_NESTED, machines[i].name, "DMI");
			return true;
		}
	return false;
}

/* Implementer 0 is for software. A guest of KVM sees the MIDR of the hardware. */
static bool is_software(uint64_t midr)
{
	return midr && !(midr >> 24 & 0xff);
}

/* Its first line: then what comes later at boot is there as well. */
static bool is_whole(const char *log)
{
	return log && strstr(log, "Booting Linux on physical CPU");
}

/*
 * QEMU's machine names itself, emulated or under KVM; but KVM answers the kernel's call
 * for hypervisor services, which QEMU's emulation does not.
 */
static void read_qemu(struct hypervisor *hypervisor, const char *root, const char *log,
		      uint64_t midr)
{
	bool emulated = is_software(midr) || is_whole(log);
	enum hypervisor_kind kind = emulated ? HYPERVISOR_EMULATOR : HYPERVISOR_UNKNOWN;

	if (file_begins(root, "/sys/class/dmi/id/sys_vendor", "QEMU"))
		set(hypervisor, kind, "QEMU", "DMI");
	else if (file_begins(root, "/sys/firmware/devicetree/base/compatible", "linux,dummy-virt"))
		set(hypervisor, kind, "QEMU", "device tree");
}

/* Else neither device tree nor DMI can be seen, as in a sandbox without /sys. */
static bool has_firmware(const char *root)
{
	char path[SYSFS_PATH_MAX];

	snprintf(path, sizeof(path), "%s/sys/firmware", root);
	return !access(path, F_OK);
}

void hypervisor_read(struct hypervisor *hypervisor, const char *root, const char *log,
		     uint64_t midr)
{
	*hypervisor = (struct hypervisor){ 0 };
	if (!read_hypervisor(hypervisor, root, log) && !read_dmi(hypervisor, root))
		read_qemu(hypervisor, root, log, midr);
	if (!hypervisor->name[0] && !has_firmware(root))
		hypervisor->kind = HYPERVISOR_UNKNOWN;
}

void hypervisor_format(char text[HYPERVISOR_TEXT_MAX], const struct hypervisor *hypervisor)
{
	const char *name = hypervisor->name;

	switch (hypervisor->kind) {
	case HYPERVISOR_NONE:
		snprintf(text, HYPERVISOR_TEXT_MAX, "no sign of one");
		break;
	case HYPERVISOR_EMULATOR:
		snprintf(text, HYPERVISOR_TEXT_MAX, "emulated by %s", name);
		break;
	case HYPERVISOR_NESTED:
		snprintf(text, HYPERVISOR_TEXT_MAX, "nested under %s", name);
		break;
	case HYPERVISOR_UNKNOWN:
		snprintf(text, HYPERVISOR_TEXT_MAX, "unknown%s%s%s", name[0] ? ": " : "", name,
			 name[0] ? ", emulated or nested under KVM" : "");
		break;
	}
}
