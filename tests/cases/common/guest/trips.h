/* SPDX-License-Identifier: GPL-2.0 */
/* Round trips to the benchmark's guests, counted in exact instructions. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_TRIPS_H
#define KVM_SVE_TESTS_CASES_COMMON_TRIPS_H

#include <stdint.h>

#include "guest.h"
#include "icount.h"

/*
 * Median instructions of a KVM_RUN round trip of a guest of @kind, on a vcpu with
 * SVE and the VLs {128,256}, or {128} where the host has no more: one iteration, an
 * MMIO exit, and the reads of @counter. The thread must be pinned, and a VM be open all
 * the time: with its first one KVM turns virtualization on, with its last one off. Bails
 * out on failure.
 */
uint64_t trips_median(const struct icount *counter, enum guest_kind kind);

#endif /* KVM_SVE_TESTS_CASES_COMMON_TRIPS_H */
