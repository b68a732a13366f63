/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's "sve_switch_cycles" events of this process' vcpus, by BPF. Events exist
 * only between switches_attach() and switches_detach(): detached, the switch
 * path has no stamps in it.
 */
#ifndef KVM_SVE_BENCH_SWITCHES_H
#define KVM_SVE_BENCH_SWITCHES_H

#include <stdbool.h>
#include <stdint.h>

#include "module/record.h"

struct switches_bpf;
struct ring_buffer;
struct bpf_link;

typedef void (*switches_fn)(void *ctx, const struct kvm_sve_switch *event);

struct switches {
	struct switches_bpf *skel;
	struct ring_buffer *ring;
	struct bpf_link *link;
	switches_fn fn;			/* of switches_take() */
	void *ctx;
	char why[192];			/* the last failure, one line */
};

/* Load the program: 0, or a negative errno and .why. Then switches_close(). */
int switches_open(struct switches *switches);
void switches_close(struct switches *switches);

/* Begin to get events: 0, or a negative errno and .why (-ENOENT: no module). */
int switches_attach(struct switches *switches);
void switches_detach(struct switches *switches);

/* Hand what has come since the last call to @fn; nothing is slept for. */
void switches_take(struct switches *switches, switches_fn fn, void *ctx);

/* Events lost since switches_open(), because nobody took them in time. */
uint64_t switches_drops(const struct switches *switches);

#endif /* KVM_SVE_BENCH_SWITCHES_H */
