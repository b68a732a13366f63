/* SPDX-License-Identifier: GPL-2.0 */
/* KVM's parameters for FP state, for tests: kvm.fp_restore, when the kernel restores it. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_FP_MODE_H
#define KVM_SVE_TESTS_CASES_COMMON_FP_MODE_H

#include <stdbool.h>

#define FP_MODE_FILE "/sys/module/kvm/parameters/fp_restore"
#define FP_MODE_OPTION "kvm.fp_restore="
#define FP_BREAK_EVEN_FILE "/sys/module/kvm/parameters/fp_restore_break_even"
#define FP_HISTOGRAMS_FILE "/sys/module/kvm/parameters/fp_histograms"

enum fp_mode { FP_OFF, FP_ADAPTIVE, FP_ALWAYS, NR_FP_MODES };

extern const char *const fp_mode_names[NR_FP_MODES];

/* Without kvm.fp_restore the program ends as skipped. */
void fp_mode_need(void);
/* FP_OFF without it. */
enum fp_mode fp_mode_get(void);
void fp_mode_set(enum fp_mode mode);

/* Linux 6.1 in protected mode panics when a CPU comes back, without our series too. */
bool fp_hotplug_panics(void);

#endif /* KVM_SVE_TESTS_CASES_COMMON_FP_MODE_H */
