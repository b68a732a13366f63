/* SPDX-License-Identifier: GPL-2.0 */
/* What a guest payload reports before its loop; see payload.h. */
#ifndef KVM_SVE_BENCH_PAYLOAD_REPORT_H
#define KVM_SVE_BENCH_PAYLOAD_REPORT_H

#include <stddef.h>
#include <stdint.h>

/* The VL that the guest sees, in bytes; 0 without SVE. */
unsigned int payload_report_rdvl(uint64_t report);

/*
 * Does the guest run with stage 1 and caches on, on write-back memory, and is
 * PAYLOAD_MMIO a device? Return: 0, or -EBADMSG and what is wrong in @why.
 */
int payload_report_memory(uint64_t report, char *why, size_t size);

#endif /* KVM_SVE_BENCH_PAYLOAD_REPORT_H */
