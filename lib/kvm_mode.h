/* SPDX-License-Identifier: GPL-2.0 */
/* The mode in which KVM runs on this host. */
#ifndef KVM_SVE_LIB_KVM_MODE_H
#define KVM_SVE_LIB_KVM_MODE_H

#include <stddef.h>

#include "yes_no.h"

/**
 * kvm_mode_read() - "VHE", "nVHE", "hVHE", "protected nVHE", "protected hVHE" or "VHE+NV2"
 * @mode:	an empty string where it is not known
 * @root:	the folder that /proc and /sys are in: "" but for tests
 * @log:	the kernel log; NULL where it cannot be read
 *
 * The module says it; without that what KVM said in the log; and where that is
 * overwritten, the timer that the kernel uses and the command line do. They leave
 * open which of two it is: "nVHE or hVHE", "protected nVHE or hVHE", "VHE or VHE+NV2".
 */
void kvm_mode_read(char *mode, size_t size, const char *root, const char *log);

/*
 * Does hyp save a guest's FP/SIMD and SVE state at each exit, in @mode of kernel @release?
 * So in protected mode from Linux 6.11 on; before, it stays resident as in the other modes.
 */
enum yes_no kvm_mode_hyp_saves(const char *mode, const char *release);

/* Does the host's kernel run at EL2, as in "VHE" and "VHE+NV2"? */
enum yes_no kvm_mode_is_vhe(const char *mode);

#endif /* KVM_SVE_LIB_KVM_MODE_H */
