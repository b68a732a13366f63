/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Facts of the host we run on, for the headers of reports. Nothing here fails:
 * what cannot be learned stays empty, 0 or "unknown".
 */
#ifndef KVM_SVE_LIB_HOST_H
#define KVM_SVE_LIB_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "vls.h"

#define HOST_TEXT_MAX	96

struct host {
	bool emulated;			/* by QEMU, as far as can be told */
	char emulated_by[HOST_TEXT_MAX]; /* "QEMU (device tree)"; empty: not emulated */
	char kvm_mode[HOST_TEXT_MAX];	/* as host_kvm_mode() */
	char kernel[HOST_TEXT_MAX];	/* release, as uname -r */
	char module[HOST_TEXT_MAX];	/* version of kvm_sve.ko; empty: not loaded */
	char governor[HOST_TEXT_MAX];	/* cpufreq governor of @cpu; empty: none */
	char clock[HOST_TEXT_MAX];	/* clocksource of the kernel */
	char cpu_name[HOST_TEXT_MAX];	/* as host_midr_name(); empty: unknown */
	int cpu;			/* the CPU that @midr and @governor speak of */
	int cpus;			/* CPUs online */
	uint64_t midr;			/* MIDR_EL1 of @cpu; 0: unknown */
	uint64_t cntfrq;		/* ticks of the system counter per second; 0: unknown */
	bool sve;			/* user space has SVE */
	struct vls vls;			/* the host set; empty without SVE. Not by host_read() */
};

/* Learn all of @host; @cpu is the CPU to speak of (0 or more). */
void host_read(struct host *host, int cpu);

/*
 * The mode that KVM said in the kernel log it runs in: "VHE", "nVHE", "hVHE",
 * "protected nVHE", "protected hVHE"; "unknown" where the log cannot be read or
 * is overwritten.
 */
const char *host_kvm_mode(void);

/*
 * Does hyp save a guest's FP/SIMD and SVE state at each exit? So in protected mode
 * from Linux 6.11 on; before, the state stays resident as in the other modes.
 */
bool host_hyp_saves_at_exit(void);

/*
 * The VLs that user space of the calling thread's CPU can set, found by
 * PR_SVE_SET_VL; the thread's VL is put back. Return: 0, and @set is empty without SVE;
 * or a negative errno, and @set means nothing: prctl() is refused, as in a sandbox.
 */
int host_probe_vls(struct vls *set);

/* CNTFRQ_EL0, in Hz. */
uint64_t host_cntfrq(void);

/*
 * The short name of a MIDR_EL1: "Neoverse-V1", "A64FX", "QEMU max" ...; NULL
 * if it is not known here.
 */
const char *host_midr_name(uint64_t midr);

#endif /* KVM_SVE_LIB_HOST_H */
