/* SPDX-License-Identifier: GPL-2.0 */
/* What kvm-sve vls show found out, for those that print it. */
#ifndef KVM_SVE_TOOLS_VLS_SHOW_METRICS_H
#define KVM_SVE_TOOLS_VLS_SHOW_METRICS_H

#include <jansson.h>
#include <stdio.h>

#include "lib/host.h"

struct show {
	struct host host;
	struct vls host_vls;
	struct vls guest_max_vls;
	struct vls default_vls;
	json_t *disagreements;	/* texts */
	enum yes_no capped;	/* the guest maximum is lower by root's policy */
};

/* As metrics (openmetrics.h); @arg is a struct show, for atomic_file_write(). */
void show_metrics(FILE *out, const void *arg);

#endif /* KVM_SVE_TOOLS_VLS_SHOW_METRICS_H */
