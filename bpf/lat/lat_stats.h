/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kvm-sve lat --stats: counts from KVM's own histograms (kvm.fp_histograms), without BPF and
 * the module. They are in the statistics files that VMMs hold, of which this takes copies by
 * pidfd_getfd().
 */
#ifndef KVM_SVE_BPF_LAT_LAT_STATS_H
#define KVM_SVE_BPF_LAT_LAT_STATS_H

#include <stdbool.h>

#include "lat_hist.h"
#include "lat_options.h"

struct lat_stats;

/* How often to look for new vcpus, in seconds. */
#define LAT_STATS_SECONDS 1

/*
 * Return: CLI_OK, or another with a message. To be closed with lat_stats_close(), which may
 * be given NULL.
 */
int lat_stats_open(struct lat_stats **stats, const struct lat_options *options);

/*
 * Add what was counted since the last time, of all vcpus or each for itself, to @cells. The
 * first time, what was there before is left out. Return: CLI_OK, or CLI_CANNOT with a message.
 */
int lat_stats_read(struct lat_stats *stats, struct lat_cells *cells);

/* Did a message name a vcpu that could not be counted? */
bool lat_stats_reported(const struct lat_stats *stats);

void lat_stats_close(struct lat_stats *stats);

#endif /* KVM_SVE_BPF_LAT_LAT_STATS_H */
