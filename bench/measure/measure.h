/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Measuring one case in passes: untraced, for what a round trip costs; the same
 * with counters that exclude the guest; and traced, for the time in each phase.
 * All cases go through one pass before any goes through the next, so that no pass
 * disturbs another's numbers.
 */
#ifndef KVM_SVE_BENCH_MEASURE_H
#define KVM_SVE_BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/cases/cases.h"
#include "bench/cases/ticks.h"
#include "bench/results/results.h"
#include "counters.h"
#include "progress.h"
#include "samples.h"
#include "sizing.h"
#include "switches.h"

struct measure {
	struct sizing sizing;
	double tick_ns;
	double resolution_ns;
	enum yes_no hyp_saves;		/* as kvm_mode_hyp_saves() */
	struct counters counters;	/* those of the pass */
	enum metric excluded;		/* what they count without the guest: cycles, of two */
	struct switches *switches;	/* NULL: no traced pass */
	struct progress *progress;	/* NULL: none */
	uint64_t cycles_wait;		/* ticks to wait for cycles in it, at most */
	long switches_seen;		/* thread_preemptions() when last read */
	int64_t involuntary;		/* of this case, without those in measure_yield() */
};

/* All samples of a case. */
typedef struct samples metric_samples[NR_METRICS];

/* What a pass does with a case that was started. */
typedef int measure_fn(struct measure *measure, struct fixture *fixture, struct result *result,
		       metric_samples samples);

/**
 * measure_untraced() - what a round trip of a case that was started costs
 *
 * Times and counts are of different round trips: reading counters is a way through the kernel
 * that leaves caches and predictors in another state.
 * @result:	what it says of the case and of how it went
 * @samples:	METRIC_NS, METRIC_CYCLES and METRIC_INSTRUCTIONS are added
 *
 * Return: 0 or a negative errno and fixture.msg: -EBADMSG for a wrong result (of the
 * guest, the host's registers, or events that do not add up), -EINTR when the user
 * wants to stop. So the other two.
 */
int measure_untraced(struct measure *measure, struct fixture *fixture, struct result *result,
		     metric_samples samples);

/* The same with counters that exclude the guest, into measure->excluded and the next one alone. */
int measure_no_guest(struct measure *measure, struct fixture *fixture, struct result *result,
		     metric_samples samples);

/**
 * measure_traced() - the time in each phase, of a case that was measured untraced
 *
 * With measure->switches attached: once for all cases, since the module gets hold
 * of a counter for it and gives it back, which would change what counters_read()
 * costs.
 */
int measure_traced(struct measure *measure, struct fixture *fixture, struct result *result,
		   metric_samples samples);

/*
 * Start @c, take it through @pass, and end it: 0, or a negative errno and fixture.msg, as of
 * measure_untraced().
 */
int measure_case(struct measure *measure, measure_fn *pass, struct fixture *fixture,
		 const struct bench_case *c, struct result *result, metric_samples samples);

/*
 * Give way to what else wants to run on this CPU, such as kernel threads that
 * clean up after the last case, now and then before run @i: while another task is
 * runnable KVM traps WFI and WFE, and each round trip takes a few instructions less.
 */
void measure_yield(struct measure *measure, size_t i);

/*
 * post() wants one of the @n samples or KVM_RUNs of a pass taken again, the @retries-th time
 * (from 0). Return: 0, or -EOPNOTSUPP and fixture.msg where it came more than ten times for each.
 */
int measure_retry(struct fixture *fixture, size_t retries, size_t n);

/* Restores of the guest's registers that the last KVM_RUN must have had, at least. */
unsigned int measure_expected(const struct measure *measure, const struct fixture *fixture);

/* Is a call that failed with @err, broken off by a signal, to be made again? */
bool measure_interrupted(struct fixture *fixture, int err);

#endif /* KVM_SVE_BENCH_MEASURE_H */
