/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A set of results: what was measured, where, and all numbers of each case. It
 * is measured here or loaded from a file, and whoever prints or compares one
 * need not know which.
 */
#ifndef KVM_SVE_BENCH_RESULTS_H
#define KVM_SVE_BENCH_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/stats/stats.h"
#include "env.h"
#include "lib/cli/iso_time.h"
#include "lib/host.h"
#include "module/record.h"

#define RESULT_WORD	16	/* of a guest, an exit, a host state */
#define RESULT_NAME	64
#define RESULT_WHY	192
#define NOISE_MAX	16	/* kinds of exit */
#define INTERLEAVED_ID	48

/* What is measured of a case. The phases are in the order of enum kvm_sve_phase. */
enum metric {
	METRIC_NS,			/* per round trip; so the next six */
	METRIC_CYCLES,
	METRIC_INSTRUCTIONS,
	METRIC_CYCLES_NO_GUEST,		/* with exclude_guest, on VHE: all but the guest itself */
	METRIC_INSTRUCTIONS_NO_GUEST,
	METRIC_CYCLES_NO_RUN,		/* the same on nVHE: nothing from entry to exit, no trap */
	METRIC_INSTRUCTIONS_NO_RUN,
	METRIC_PHASE,			/* ns */
	METRIC_PHASE_CYCLES = METRIC_PHASE + KVM_SVE_NR_PHASES,
	METRIC_STAMP = METRIC_PHASE_CYCLES + KVM_SVE_NR_PHASES, /* ns, of one stamp of a phase */
	METRIC_STAMP_CYCLES,
	NR_METRICS,
};

/* One case. */
struct result {
	char name[RESULT_NAME];		/* GUEST/EXIT/VL/HOST, as --cases takes it */
	char guest[RESULT_WORD];
	char exit[RESULT_WORD];
	char host_state[RESULT_WORD];	/* of the host's registers */
	unsigned int vl;		/* largest of the vcpu, bits; 0: no SVE */
	unsigned int host_vl;		/* of the host's task with SVE, bits; 0: none */
	unsigned int peer_vl;		/* of the other vcpu; 0: none, or no SVE */
	unsigned int rdvl;		/* what the guest's RDVL said, bits; 0: no SVE */
	unsigned int guest_instructions; /* the guest's own part of a round trip */
	size_t n;			/* samples of the untraced pass */
	unsigned int trips;		/* round trips that each of them is the mean of */
	size_t retries;			/* samples that were taken once more, see struct bench_exit */
	enum yes_no steady;		/* times were, before each batch; UNKNOWN: not looked at */
	int64_t involuntary;		/* times that another task took the CPU; -1: unknown */
	struct stats metric[NR_METRICS];
	bool multiplexed;		/* so the counters were refused */

	bool traced;			/* there is a traced pass; else all below is 0 */
	size_t runs;			/* KVM_RUNs in it */
	uint64_t events;		/* "sve_switch_cycles" events */
	uint64_t missing;		/* KVM_RUNs without one */
	uint64_t drops;			/* events lost on the way here */
	uint64_t restores, evicted;	/* sums over the events */
	uint64_t early, kept;		/* likewise: restores before the trap; no restore needed */
	uint64_t expected;		/* restores or kept states there must be, at least */
	bool have_stat;			/* the kernel has the statistic fpsimd_restores */
	uint64_t fpsimd_restores;	/* how far it went */
	uint64_t peer_restores;		/* of the other vcpu */
};

/* A case that could not be measured on this host. */
struct result_skip {
	char name[RESULT_NAME];
	char why[RESULT_WHY];
};

/* How far one case of a kind of exit differs from itself: an A/A test, made first. */
struct noise {
	char name[RESULT_NAME];		/* the case */
	char exit[RESULT_WORD];
	size_t runs;
	double of[NR_METRICS];		/* largest median over the smallest, less 1; -1: none */
};

/* That it was measured interleaved with another set. */
struct interleaved {
	char id[INTERLEAVED_ID];	/* the same in both sets and no other; empty: it was not */
	char setup[RESULT_WHY];		/* what was run before each of its batches; cut if long */
};

#define CONTEXT_COMMAND	1024

/* When, where and by what it was measured; an empty text is not known. */
struct context {
	char date[ISO_TIME_MAX];	/* UTC, by ISO 8601 */
	char host_name[HOST_TEXT_MAX];
	char version[RESULT_NAME];	/* of kvm-sve */
	char command[CONTEXT_COMMAND];	/* as a shell takes it; "..." at the end: cut */
};

struct result_set {
	struct context context;
	struct interleaved interleaved;
	struct host host;
	struct env env;
	struct vls guest_max;
	size_t n;			/* as asked for; 0: as many as @time takes */
	double time;			/* seconds of each case, as asked for; 0: by @n */
	size_t warmup;			/* SIZE_MAX: until times are steady */
	size_t rounds, repeat;		/* as asked for; each result has its own n */
	double tick_ns;			/* one tick of the system counter; 0: unknown */
	double resolution_ns;		/* what it moves by at a time, measured; 0: unknown */
	char why[NR_METRICS][RESULT_WHY]; /* why no result has this metric; empty: some may */
	struct noise noise[NOISE_MAX];	/* of each kind of exit */
	size_t nr_noise;
	bool partial;			/* stopped before the last case */
	size_t planned;			/* cases that were to be measured */
	struct result *results;
	size_t nr_results;
	struct result_skip *skips;
	size_t nr_skips;
};

/* "ns", "cycles_no_guest", "host_save", "host_save_cycles" ... */
const char *metric_name(enum metric metric);
/* The metric of that name, or NR_METRICS. */
enum metric metric_find(const char *name);
bool metric_is_ns(enum metric metric);
bool metric_is_instructions(enum metric metric);
/* "ns", "cycles" or "instructions" */
const char *metric_unit(enum metric metric);

/* Is this time shorter than a step of the clock, so that it may be 0? */
static inline bool results_below_resolution(const struct result_set *set, double ns)
{
	return ns < set->resolution_ns || ns == 0;
}

/* "host_save" ... */
const char *phase_name(enum kvm_sve_phase phase);

/* Room for @planned results and as many skips: 0 or -ENOMEM. */
int results_alloc(struct result_set *set, size_t planned);
void results_free(struct result_set *set);

/* How far @metric of an unchanged case with this kind of exit may differ; 0: not known. */
double results_noise(const struct result_set *set, const char *exit, enum metric metric);

/* Has any result of @set this metric? */
bool results_have(const struct result_set *set, enum metric metric);

/* Are they of one table: one for each kind of exit and state of the host? */
bool results_same_table(const struct result *a, const struct result *b);

/* Is the result at @at the first one of its table? */
bool results_begins_table(const struct result_set *set, size_t at);

/* The result called @name, or NULL. */
const struct result *results_find(const struct result_set *set, const char *name);

#endif /* KVM_SVE_BENCH_RESULTS_H */
