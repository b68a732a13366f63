/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The forms that data is printed in, and the options that choose one, the same in all commands:
 * --format, --json, which is one of them, and --output.
 */
#ifndef KVM_SVE_LIB_CLI_OUT_FORMAT_H
#define KVM_SVE_LIB_CLI_OUT_FORMAT_H

#include <argp.h>
#include <stdbool.h>

#include "atomic_file.h"

enum out_format {
	OUT_TEXT,	 /* for people, if nothing else was asked for */
	OUT_JSON,
	OUT_CSV,
	OUT_HTML,
	OUT_BENCHSTAT,	 /* lines as of Go's benchmarks */
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
	enum out_format format;
	bool chosen;		/* by an option */
	const char *path;	/* NULL: stdout */
	struct atomic_file file;
	bool whole;		/* for out_finish(): all was printed, whatever it returns */
};

/* All that most commands have. */
#define OUT_TEXT_OR_JSON(name) { .schema = (name), .offered = OUT(TEXT) | OUT(JSON) }

/* An argp child with these options; its input is a struct out_options. */
extern const struct argp out_argp;

/* As --format @name: if there is none, or another was chosen before, exit with CLI_USAGE. */
void out_choose(struct argp_state *state, const char *name, struct out_options *out);

/*
 * What is printed from now on goes to the file of --output, if that was given; then it gets its
 * name, if all of it is there: @ret, what the printing returned, is CLI_OK or CLI_NO, or @whole
 * is true. Otherwise an older one stays. Messages tell what is wrong. Return: CLI_OK or
 * CLI_USAGE; out_finish() @ret or, if the file cannot be written, CLI_CANNOT.
 */
int out_start(struct out_options *out);
int out_finish(struct out_options *out, int ret);

static inline bool out_is_json(const struct out_options *out)
{
	return out->format == OUT_JSON;
}

#endif /* KVM_SVE_LIB_CLI_OUT_FORMAT_H */
