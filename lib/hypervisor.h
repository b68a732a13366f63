/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What this host runs on: hardware, as far as can be seen, an emulator, or another
 * hypervisor. Emulated times mean nothing, and under a hypervisor each exit costs more.
 */
#ifndef KVM_SVE_LIB_HYPERVISOR_H
#define KVM_SVE_LIB_HYPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HYPERVISOR_NAME_MAX	96
#define HYPERVISOR_TEXT_MAX	(HYPERVISOR_NAME_MAX + 64)

enum hypervisor_kind {
	HYPERVISOR_NONE,	/* no sign of one */
	HYPERVISOR_EMULATOR,
	HYPERVISOR_NESTED,
	HYPERVISOR_UNKNOWN,	/* emulated or nested, if it has a name; else nothing is known */
};

struct hypervisor {
	enum hypervisor_kind kind;
	char name[HYPERVISOR_NAME_MAX];	/* "QEMU (device tree)": and what says so */
};

/**
 * hypervisor_read() - learn what this host runs on
 * @root:	the folder that /sys is in: "" but for tests
 * @log:	the kernel log; NULL where it cannot be read
 * @midr:	MIDR_EL1; 0: unknown
 */
void hypervisor_read(struct hypervisor *hypervisor, const char *root, const char *log,
		     uint64_t midr);

/* No time here can be trusted: it is emulated, or may be. */
static inline bool hypervisor_may_emulate(const struct hypervisor *hypervisor)
{
	return hypervisor->kind == HYPERVISOR_EMULATOR || hypervisor->kind == HYPERVISOR_UNKNOWN;
}

/* "emulated by QEMU (DMI)", "nested under KVM (kernel log)" ...: for people. */
void hypervisor_format(char text[HYPERVISOR_TEXT_MAX], const struct hypervisor *hypervisor);

#endif /* KVM_SVE_LIB_HYPERVISOR_H */
