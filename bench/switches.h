/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's "switch" events of this process' vcpus, by BPF. Events exist
 * only between switches_attach() and switches_detach(): detached, the switch
 * path has no stamps in it.
 */
#ifndef KVM_SVE_BENCH_SWITCHES_H
#define KVM_SVE_BENCH_SWITCHES_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

struct switches_bpf;
struct ring_buffer;
struct bpf_link;

/* All events since the last switches_take(), summed up. */
struct switches_sum {
	uint64_t events;
	uint64_t restores;
	uint64_t foreign;
	struct kvm_sve_time phase[KVM_SVE_NR_PHASES];
};

struct switches {
	struct switches_bpf *skel;
	struct ring_buffer *ring;
	struct bpf_link *link;
	struct switches_sum sum;
	char why[192];			/* the last failure, one line */
};

/* Load the program: 0, or a negative errno and .why. Then switches_close(). */
int switches_open(struct switches *switches);
void switches_close(struct switches *switches);

/* Begin to get events: 0, or a negative errno and .why (-ENOENT: no module). */
int switches_attach(struct switches *switches);
void switches_detach(struct switches *switches);

/* What has come since the last call; nothing is slept for. */
struct switches_sum switches_take(struct switches *switches);

/* Events lost since switches_open(), because nobody took them in time. */
uint64_t switches_drops(const struct switches *switches);

/* The name of a phase, as in JSON: "host_save". */
const char *switches_phase_name(enum kvm_sve_phase phase);

#endif /* KVM_SVE_BENCH_SWITCHES_H */
