/* SPDX-License-Identifier: GPL-2.0 */
/* The forms that data is printed in, as --format names them; --json is one of them. */
#ifndef KVM_SVE_TOOLS_OUT_FORMAT_H
#define KVM_SVE_TOOLS_OUT_FORMAT_H

#include <argp.h>

enum out_format {
	OUT_TEXT,	 /* for people, if nothing else was asked for */
	OUT_JSON,
	OUT_NFD,	 /* labels for Kubernetes: nfd.h */
	OUT_OPENMETRICS, /* for Prometheus: openmetrics.h */
	OUT_QEMU,	 /* this one and the next: vmm_format.h */
	OUT_LIBVIRT,
	OUT_KVMTOOL,
	OUT_NR,
};

#define OUT(format)	(1U << OUT_##format)
#define OUT_VMMS	(OUT(QEMU) | OUT(LIBVIRT) | OUT(KVMTOOL))

extern const char *const out_format_names[OUT_NR];

/*
 * Take format @name, one of the set of bits @offered, into @format. If there is
 * none, or another was taken before, a message and exit with CLI_USAGE. For use
 * inside an argp parser.
 */
void out_format_take(struct argp_state *state, const char *name, unsigned int offered,
		     enum out_format *format);

#endif /* KVM_SVE_TOOLS_OUT_FORMAT_H */
