/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The forms that data is printed in, and the options that choose one: --format, --json,
 * which is one of them, and --output.
 */
#ifndef KVM_SVE_LIB_CLI_OUT_FORMAT_H
#define KVM_SVE_LIB_CLI_OUT_FORMAT_H

#include <argp.h>
#include <stdbool.h>

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

/* What a command offers, and what of it was asked for. */
struct out_options {
	const char *schema;	/* of its JSON, without "kvm-sve/" */
	unsigned int offered;	/* set of OUT() */
	unsigned int to_file;	/* of these, those that --output is for */
	enum out_format format;
	const char *path;	/* NULL: stdout */
};

/* All that most commands have. */
#define OUT_TEXT_OR_JSON(name) { .schema = (name), .offered = OUT(TEXT) | OUT(JSON) }

/* argp children with these options, the second with --output; input: struct out_options. */
extern const struct argp out_argp, out_file_argp;

static inline bool out_is_json(const struct out_options *out)
{
	return out->format == OUT_JSON;
}

#endif /* KVM_SVE_LIB_CLI_OUT_FORMAT_H */
