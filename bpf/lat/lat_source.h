/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the counts of kvm-sve lat come from: lat.bpf.c, which is made for few
 * instructions, where it does; else lat_detail.bpf.c with the module's events or,
 * without the module, with probes. With --stats none of these, but lat_stats.c.
 */
#ifndef KVM_SVE_BPF_LAT_LAT_SOURCE_H
#define KVM_SVE_BPF_LAT_LAT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/load.h"
#include "bpf/vm_filter.h"
#include "lat_hist.h"
#include "lat_options.h"
#include "lib/host.h"
#include "lib/vls.h"

enum lat_origin {
	LAT_ORIGIN_MODULE,
	LAT_ORIGIN_FENTRY,
	LAT_ORIGIN_KPROBES,
	LAT_ORIGIN_STATS,
	LAT_NR_ORIGINS,
};

struct lat_source {
	enum lat_origin origin;
	bool kprobes; /* what probes there are are kprobes */
	uint64_t hz;  /* ticks of the phases of KVM's events each second */
	struct lat_slots slots, slots_ns; /* of these, and of LAT_HOST_RESTORE, whose ticks are ns */

	/* private */
	const struct lat_options *options;
	struct vm_filter filter;
	struct vls host_vls; /* for the detailed program */
	struct lat_bpf *fast;
	struct lat_detail_bpf *detail;
	struct lat_stats *stats;
	int outer, buffers[2]; /* maps */
	unsigned int keys;     /* that the detailed program has room for */
	int current; /* the buffer that is filled */
	struct bpf_missed missed, missed_restores; /* by the kernel, until it was detached */
};

/*
 * Choose, load and attach. @host: for the rate and the step of the system counter.
 * Return: CLI_OK, or another with a message. @options stays until lat_source_close(),
 * which comes in any case.
 */
int lat_source_open(struct lat_source *source, const struct lat_options *options,
		    const struct host *host);

/*
 * What was counted since the last time, merged, into @cells, which it empties
 * first. Not one event is lost or counted twice; with --stats, of vcpus that were seen.
 * @last: after lat_source_detach(). Return: CLI_OK, or CLI_CANNOT with a message.
 */
int lat_source_read(struct lat_source *source, bool last, struct lat_cells *cells);

/* Events so far that the kernel did not give the program, or that it had no room for. */
struct bpf_missed lat_source_missed(const struct lat_source *source);

/*
 * Of LAT_HOST_RESTORE so far: its probes may be preempted, and then those of another
 * task do not run. That need not be a vcpu's, so this is a bound.
 */
struct bpf_missed lat_source_missed_restores(const struct lat_source *source);

/* Does it know sums, and with them means, and the smallest and largest value? */
static inline bool lat_source_has_sums(const struct lat_source *source)
{
	return source->origin != LAT_ORIGIN_STATS;
}

/* Does it see the guest's restores? */
static inline bool lat_source_has_restores(const struct lat_source *source)
{
	return source->origin == LAT_ORIGIN_MODULE || source->origin == LAT_ORIGIN_STATS;
}

/* And which of them were early, and what kernel-mode NEON evicted? */
static inline bool lat_source_has_evicted(const struct lat_source *source)
{
	return source->origin == LAT_ORIGIN_MODULE;
}

/* Of a phase: ticks in a second, and what its slots are. */
uint64_t lat_source_hz(const struct lat_source *source, unsigned int phase);
const struct lat_slots *lat_source_slots(const struct lat_source *source, unsigned int phase);

void lat_source_detach(struct lat_source *source);
void lat_source_close(struct lat_source *source);

#endif /* KVM_SVE_BPF_LAT_LAT_SOURCE_H */
