/* SPDX-License-Identifier: GPL-2.0 */
/* What a core can move between its registers and its L1 data cache, from documents. */
#ifndef KVM_SVE_BENCH_L1_BANDWIDTH_H
#define KVM_SVE_BENCH_L1_BANDWIDTH_H

#include <stdint.h>

/* Bytes a cycle; no sequence of instructions moves more. */
struct l1_rate {
	unsigned int load, store;
};

struct l1_bandwidth {
	const char *name;		/* of the core */
	struct l1_rate narrow, wide;	/* by registers of 128 bits, and of more */
	const char *source;
};

/* Of the core with this MIDR_EL1, or NULL. */
const struct l1_bandwidth *l1_bandwidth_find(uint64_t midr);

#endif /* KVM_SVE_BENCH_L1_BANDWIDTH_H */
