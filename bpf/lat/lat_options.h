/* SPDX-License-Identifier: GPL-2.0 */
/* What kvm-sve lat was asked for. */
#ifndef KVM_SVE_BPF_LAT_LAT_OPTIONS_H
#define KVM_SVE_BPF_LAT_LAT_OPTIONS_H

#include <stdbool.h>
#include <sys/types.h>

#include "bpf/watch.h"
#include "lat.h"
#include "lib/cli/out_format.h"

struct lat_options {
	pid_t pid;		/* 0: every VMM */
	unsigned long interval; /* seconds, 0: one report at the end */
	enum lat_by by;
	enum lat_scale scale;
	unsigned long linear_ns; /* of a slot of LAT_LINEAR */
	bool host_restore;
	bool kprobes; /* even where fentry works */
	bool top;
	bool stats; /* KVM's own histograms, not BPF */
	unsigned int keys; /* to have room for, 0: what HISTS_BYTES of lat_source.c takes */
	struct out_options out;
	const char *heatmap; /* file to write, or NULL */
	struct watch watch;
};

extern const char *const lat_by_names[LAT_NR_BY];

/* Bad usage exits with CLI_USAGE and a message. */
void lat_parse(int argc, char **argv, struct lat_options *options);

#endif /* KVM_SVE_BPF_LAT_LAT_OPTIONS_H */
