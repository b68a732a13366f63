/* SPDX-License-Identifier: GPL-2.0 */
/* The events of the module as tracefs shows them, for test programs. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_TRACEFS_H
#define KVM_SVE_TESTS_CASES_COMMON_TRACEFS_H

#include "module/record.h"

#define TRACEFS "/sys/kernel/tracing/"

/* Turn an event of the module, "sve_switch_cycles", on or off. Bails out on failure. */
void trace_event(const char *name, bool on);

/* Throw away what was traced so far. */
void trace_clear(void);

/*
 * Call @see for each "sve_switch_cycles" in the trace, oldest first, with the CPU it was
 * made on. Return: how many. Bails out at one that is not as record.h has it.
 */
unsigned int trace_switches(void (*see)(const struct kvm_sve_switch *rec, int cpu, void *data),
			    void *data);

/* Likewise for each "sve_vl_change". */
unsigned int trace_vl_changes(void (*see)(const struct kvm_sve_vl_change *rec, void *data),
			      void *data);

#endif /* KVM_SVE_TESTS_CASES_COMMON_TRACEFS_H */
