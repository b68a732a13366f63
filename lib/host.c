// SPDX-License-Identifier: GPL-2.0
/* Facts of the host we run on; see host.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/klog.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host.h"
#include "sysfs.h"

#define KLOG_READ_ALL		3	/* SYSLOG_ACTION_* of syslog(2) */
#define KLOG_SIZE_BUFFER	10
#define ARM64_HWCAP_SVE		(1UL << 22)

/* The whole kernel log, or NULL. The caller frees it. */
static char *read_klog(void)
{
	int size = klogctl(KLOG_SIZE_BUFFER, NULL, 0);
	char *log = size > 0 ? malloc(size + 1) : NULL;
	int got = log ? klogctl(KLOG_READ_ALL, log, size) : -1;

	if (got < 0) {
		free(log);
		return NULL;
	}
	log[got] = '\0';
	return log;
}

static const struct {
	const char *said;	/* in the kernel log */
	const char *name;
} kvm_modes[] = {
	{ "Protected nVHE mode initialized", "protected nVHE" },
	{ "Protected hVHE mode initialized", "protected hVHE" },
	{ "Hyp nVHE mode initialized", "nVHE" },
	{ "Hyp hVHE mode initialized", "hVHE" },
	{ ": Hyp mode initialized", "nVHE" }, /* before Linux 6.6 */
	{ ": VHE mode initialized", "VHE" },
};

static const char *mode_in_log(const char *log)
{
	for (size_t i = 0; log && i < sizeof(kvm_modes) / sizeof(kvm_modes[0]); i++)
		if (strstr(log, kvm_modes[i].said))
			return kvm_modes[i].name;
	return "unknown";
}

const char *host_kvm_mode(void)
{
	char *log = read_klog();
	const char *mode = mode_in_log(log);

	free(log);
	return mode;
}

bool host_hyp_saves_at_exit(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname name;

	if (uname(&name) || sscanf(name.release, "%u.%u", &major, &minor) != 2)
		return false;
	return (major > 6 || (major == 6 && minor >= 11)) &&
	       !strncmp(host_kvm_mode(), "protected", strlen("protected"));
}

/*
 * QEMU's machine says what it is in the device tree or by DMI. That may also
 * be a nested guest on real hardware; then KVM below it answers the kernel's
 * call for hypervisor services, which QEMU's emulation does not.
 */
static void read_emulated(struct host *host, const char *log)
{
	char text[HOST_TEXT_MAX];

	if (log && strstr(log, "KVM: hypervisor services detected"))
		return;

	sysfs_read_line(text, sizeof(text), "/sys/firmware/devicetree/base/compatible");
	if (strstr(text, "dummy-virt"))
		snprintf(host->emulated_by, sizeof(host->emulated_by), "QEMU (device tree)");
	sysfs_read_line(text, sizeof(text), "/sys/class/dmi/id/sys_vendor");
	if (!strcmp(text, "QEMU"))
		snprintf(host->emulated_by, sizeof(host->emulated_by), "QEMU (DMI)");
	host->emulated = host->emulated_by[0];
}

static uint64_t read_midr(int cpu)
{
	char text[HOST_TEXT_MAX];

	sysfs_read_cpu(text, sizeof(text), cpu, "regs/identification/midr_el1");
	return strtoull(text, NULL, 16);
}

uint64_t host_cntfrq(void)
{
	uint64_t hz;

	asm volatile("mrs %0, cntfrq_el0" : "=r" (hz));
	return hz;
}

int host_probe_vls(struct vls *set)
{
	int old = prctl(PR_SVE_GET_VL), ret = 0;

	*set = (struct vls){ 0 };
	if (!(getauxval(AT_HWCAP) & ARM64_HWCAP_SVE))
		return 0;
	if (old < 0)
		return -errno;
	/* The kernel gives the largest VL that is not above the one asked for. */
	for (unsigned int vq = VLS_VQ_MAX; vq > 0; vq--) {
		ret = prctl(PR_SVE_SET_VL, vq * VLS_VQ_BITS / 8);
		if (ret < 0) {
			ret = -errno;
			break;
		}
		ret = (ret & PR_SVE_VL_LEN_MASK) * 8 / VLS_VQ_BITS;
		if ((unsigned int)ret > vq)
			break;
		vq = ret;
		vls_add(set, vq);
	}
	prctl(PR_SVE_SET_VL, old & (PR_SVE_VL_LEN_MASK | PR_SVE_VL_INHERIT));
	return ret < 0 ? ret : 0;
}

static const struct {
	uint32_t id;		/* implementer << 16 | part number */
	const char *name;
} cpu_names[] = {
	{ 0x00000051, "QEMU max" },
	{ 0x00410d0c, "Neoverse-N1" },
	{ 0x00410d40, "Neoverse-V1" },
	{ 0x00410d46, "Cortex-A510" },
	{ 0x00410d47, "Cortex-A710" },
	{ 0x00410d48, "Cortex-X2" },
	{ 0x00410d49, "Neoverse-N2" },
	{ 0x00410d4f, "Neoverse-V2" },
	{ 0x00410d83, "Neoverse-V3AE" },
	{ 0x00410d84, "Neoverse-V3" },
	{ 0x00410d8e, "Neoverse-N3" },
	{ 0x00460001, "A64FX" },
	{ 0x006d0d49, "Cobalt 100" },
};

const char *host_midr_name(uint64_t midr)
{
	uint32_t id = (midr >> 24 & 0xff) << 16 | (midr >> 4 & 0xfff);

	for (size_t i = 0; i < sizeof(cpu_names) / sizeof(cpu_names[0]); i++)
		if (cpu_names[i].id == id)
			return cpu_names[i].name;
	return NULL;
}

void host_read(struct host *host, int cpu)
{
	const char *name;
	struct utsname uts;
	char *log = read_klog();
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	*host = (struct host){ .cpu = cpu, .cpus = cpus > 0 ? cpus : 0 };
	read_emulated(host, log);
	snprintf(host->kvm_mode, sizeof(host->kvm_mode), "%s", mode_in_log(log));
	free(log);

	if (!uname(&uts))
		snprintf(host->kernel, sizeof(host->kernel), "%s", uts.release);
	sysfs_read_line(host->module, sizeof(host->module), "/sys/kernel/kvm_sve/version");
	sysfs_read_cpu(host->governor, sizeof(host->governor), cpu, "cpufreq/scaling_governor");
	sysfs_read_line(host->clock, sizeof(host->clock),
		  "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	host->midr = read_midr(cpu);
	name = host_midr_name(host->midr);
	snprintf(host->cpu_name, sizeof(host->cpu_name), "%s", name ? name : "");
	host->cntfrq = host_cntfrq();
	host->sve = getauxval(AT_HWCAP) & ARM64_HWCAP_SVE;
}
