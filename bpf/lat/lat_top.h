/* SPDX-License-Identifier: GPL-2.0 */
/* The screen of kvm-sve lat --top. */
#ifndef KVM_SVE_BPF_LAT_LAT_TOP_H
#define KVM_SVE_BPF_LAT_LAT_TOP_H

#include "lat_print.h"

/*
 * The vcpus of @report, those first that spent most time in switching. On a
 * terminal it fills the screen each time; else it is one table after the
 * other. Return: CLI_OK, or CLI_CANNOT with a message.
 */
int lat_top(const struct lat_format *format, const struct lat_report *report);

#endif /* KVM_SVE_BPF_LAT_LAT_TOP_H */
