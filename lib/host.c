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

#include "counter_step.h"
#include "host.h"
#include "kvm_mode.h"
#include "sysfs.h"

#define KLOG_READ_ALL		3	/* SYSLOG_ACTION_* of syslog(2) */
#define KLOG_SIZE_BUFFER	10
#define ARM64_HWCAP_SVE		(1UL << 22)

/* The whole kernel log, or NULL. The caller frees it. */
static char *read_klog(void)
{
	/* Its buffer has no time stamps, which the text begins each line with. */
	int size = 2 * klogctl(KLOG_SIZE_BUFFER, NULL, 0);
	char *log = size > 0 ? malloc(size + 1) : NULL;
	int got = log ? klogctl(KLOG_READ_ALL, log, size) : -1;

	if (got < 0) {
		free(log);
		return NULL;
	}
	log[got] = '\0';
	return log;
}

const char *host_kvm_mode(void)
{
	static char mode[HOST_TEXT_MAX];
	char *log = read_klog();

	kvm_mode_read(mode, sizeof(mode), "", log);
	free(log);
	return host_or_unknown(mode);
}

enum yes_no host_hyp_saves_at_exit(void)
{
	char mode[HOST_TEXT_MAX], *log = read_klog();
	struct utsname uts = { 0 };

	kvm_mode_read(mode, sizeof(mode), "", log);
	free(log);
	uname(&uts);
	return kvm_mode_hyp_saves(mode, uts.release);
}

/* A sandbox may hide parts of /sys, so a file that is missing is not enough for a no. */
static void read_module(struct host *host)
{
	int err = sysfs_read_line(host->module, sizeof(host->module),
				  "/sys/kernel/kvm_sve/version");
	bool absent = err == -ENOENT && !access("/sys/module", F_OK) &&
		      access("/sys/module/kvm_sve", F_OK);

	host->has_module = !err ? YES : absent ? NO : UNKNOWN;
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

/*
 * After a wait of another length each time: a step that lies between two reads of always the same
 * length could not be found.
 */
static uint64_t read_cntvct(void *ctx)
{
	unsigned int *reads = ctx, wait = ++*reads % 16;
	uint64_t ticks;

	if (wait & 1)
		asm volatile("nop");
	for (; wait; wait--)
		asm volatile("");
	asm volatile("isb\n\tmrs %0, cntvct_el0" : "=r" (ticks) : : "memory");
	return ticks;
}

uint64_t host_cntstep(void)
{
	unsigned int reads = 0;

	return counter_step(read_cntvct, &reads);
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
	uint32_t part;		/* as host_midr_part() */
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
	for (size_t i = 0; i < sizeof(cpu_names) / sizeof(cpu_names[0]); i++)
		if (cpu_names[i].part == host_midr_part(midr))
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
	host->midr = read_midr(cpu);
	hypervisor_read(&host->hypervisor, "", log, host->midr);
	kvm_mode_read(host->kvm_mode, sizeof(host->kvm_mode), "", log);
	free(log);

	if (!uname(&uts))
		snprintf(host->kernel, sizeof(host->kernel), "%s", uts.release);
	read_module(host);
	sysfs_read_cpu(host->governor, sizeof(host->governor), cpu, "cpufreq/scaling_governor");
	sysfs_read_line(host->clock, sizeof(host->clock),
		  "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	name = host_midr_name(host->midr);
	snprintf(host->cpu_name, sizeof(host->cpu_name), "%s", name ? name : "");
	host->cntfrq = host_cntfrq();
	host->sve = getauxval(AT_HWCAP) & ARM64_HWCAP_SVE;
}
