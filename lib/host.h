/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Facts of the host we run on, for the headers of reports. Nothing here fails:
 * what cannot be learned stays empty, 0 or UNKNOWN, and is never shown as a value.
 */
#ifndef KVM_SVE_LIB_HOST_H
#define KVM_SVE_LIB_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "yes_no.h"
#include "hypervisor.h"
#include "vls.h"

#define HOST_TEXT_MAX	96

struct host {
	struct hypervisor hypervisor;	/* that it runs on */
	char kvm_mode[HOST_TEXT_MAX];	/* as kvm_mode_read(); empty: unknown */
	char kernel[HOST_TEXT_MAX];	/* release, as uname -r; empty: unknown */
	enum yes_no has_module;		/* kvm_sve.ko is loaded */
	char module[HOST_TEXT_MAX];	/* its version; empty: not loaded, or unknown */
	char governor[HOST_TEXT_MAX];	/* cpufreq governor of @cpu; empty: none */
	char clock[HOST_TEXT_MAX];	/* clocksource of the kernel */
	char cpu_name[HOST_TEXT_MAX];	/* as host_midr_name(); empty: unknown */
	int cpu;			/* the CPU that @midr and @governor speak of */
	int cpus;			/* CPUs online; 0: unknown */
	uint64_t midr;			/* MIDR_EL1 of @cpu; 0: unknown */
	uint64_t cntfrq;		/* ticks of the system counter per second; 0: unknown */
	uint64_t cntstep;		/* as host_cntstep(); not by host_read() */
	bool sve;			/* user space has SVE */
	struct vls vls;			/* the host set; empty without SVE. Not by host_read() */
};

/* Learn all of @host; @cpu is the CPU to speak of (0 or more). */
void host_read(struct host *host, int cpu);

/* @text of a struct host, for people. */
static inline const char *host_or_unknown(const char *text)
{
	return text[0] ? text : "unknown";
}

/* The version of the module, "not loaded" or "unknown". */
static inline const char *host_module_text(const struct host *host)
{
	return host->has_module == NO ? "not loaded" : host_or_unknown(host->module);
}

/* As kvm_mode_read(), or "unknown". */
const char *host_kvm_mode(void);

/* As kvm_mode_hyp_saves(), of this host. */
enum yes_no host_hyp_saves_at_exit(void);

/*
 * The VLs that user space of the calling thread's CPU can set, found by
 * PR_SVE_SET_VL; the thread's VL is put back. Return: 0, and @set is empty without SVE;
 * or a negative errno, and @set means nothing: prctl() is refused, as in a sandbox.
 */
int host_probe_vls(struct vls *set);

/* CNTFRQ_EL0, in Hz. */
uint64_t host_cntfrq(void);

/* By how many ticks the system counter moves at a time, measured; 0: it does not move. */
uint64_t host_cntstep(void);

/* Implementer << 16 | part number of a MIDR_EL1: which core it is, of whatever revision. */
static inline uint32_t host_midr_part(uint64_t midr)
{
	return (midr >> 24 & 0xff) << 16 | (midr >> 4 & 0xfff);
}

/*
 * The short name of a MIDR_EL1: "Neoverse-V1", "A64FX", "QEMU max" ...; NULL
 * if it is not known here.
 */
const char *host_midr_name(uint64_t midr);

#endif /* KVM_SVE_LIB_HOST_H */
