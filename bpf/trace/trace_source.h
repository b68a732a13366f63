/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the events of kvm-sve trace come from: the module's tracepoints, or
 * without the module probes of KVM. Both fill one ring buffer with the same records.
 */
#ifndef KVM_SVE_BPF_TRACE_TRACE_SOURCE_H
#define KVM_SVE_BPF_TRACE_TRACE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bpf/load.h"
#include "bpf/vm_filter.h"
#include "trace.h"
#include "lib/vls.h"

struct trace_options {
	pid_t pid;	  /* 0: all */
	bool command;	  /* only VMs of the command that the caller starts */
	const char *comm; /* NULL: all */
	long vcpu;	  /* -1: all */
	bool kinds[TRACE_NR_KINDS];
	bool kprobes;	      /* even where fentry works */
	unsigned long buffer; /* bytes, a power of two of whole pages */
};

struct trace_source {
	bool module;
	bool kprobes; /* without the module: not fentry */

	/* private */
	const struct trace_options *options;
	struct vm_filter filter;
	struct bpf_missed missed; /* until it was detached */
	struct vls host_vls; /* for the probes */
	struct trace_bpf *events;
	struct trace_probes_bpf *probes;
};

/*
 * Choose, load and attach; @options->kinds has at least one, and @options stays
 * until the close. Return: CLI_OK, or
 * another with a message. trace_source_close() in any case.
 */
int trace_source_open(struct trace_source *source, const struct trace_options *options);

int trace_source_ring(const struct trace_source *source); /* the map, for ring_buffer__new() */

/*
 * Events that the filters let through and that found no room, and those that the
 * kernel did not give a program, since it was running on that CPU.
 */
struct bpf_missed trace_source_dropped(const struct trace_source *source);

void trace_source_detach(struct trace_source *source); /* before trace_source_dropped() */
void trace_source_close(struct trace_source *source);

#endif /* KVM_SVE_BPF_TRACE_TRACE_SOURCE_H */
