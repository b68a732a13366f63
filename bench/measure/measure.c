// SPDX-License-Identifier: GPL-2.0
/* What a round trip costs: the passes without tracing; measure.h is the manual. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "bench/cases/host_regs.h"
#include "lib/cli/cli.h"
#include "measure.h"

#define YIELD_EVERY	16	/* KVM_RUNs */
#define RETAKES_MAX	10	/* for each sample, on average */

/* The compiler must leave the FP registers alone while they hold a pattern. */
#define NO_FP __attribute__((target("general-regs-only")))

/* One KVM_RUN: the system counter just round it, the perf counters round that. */
struct reading {
	uint64_t before, after;
	struct counters_reading from, to;
};

/* What was counted in one sample. */
struct sample {
	double ticks;
	double counter[NR_COUNTERS];
	bool multiplexed;
	unsigned int expected;		/* restores, at least */
};

int measure_case(struct measure *measure, measure_fn *pass, struct trip *trip,
		 const struct bench_case *c, struct result *result, case_samples samples)
{
	int err = trip_start(trip, c), ended;

	if (err)
		return err;
	err = pass(measure, trip, result, samples);
	ended = trip_end(trip);
	return err ? err : ended;
}

size_t measure_count(const struct bench_case *c, size_t n)
{
	return n ? (n + c->exit->share - 1) / c->exit->share : 0;
}

void measure_give_way(size_t i)
{
	if (i % YIELD_EVERY == 0)
		sched_yield();
}

bool measure_again(struct trip *trip, int err)
{
	if (err == -EINTR && !cli_stop)
		return true;
	if (err)
		trip_fail(trip, err, "round trip %llu: %s", (unsigned long long)trip->self.count,
			  strerror(-err));
	return false;
}

int measure_retake(struct trip *trip, size_t retaken, size_t n)
{
	if (retaken < RETAKES_MAX * n)
		return 0;
	return trip_fail(trip, -EOPNOTSUPP, "the guest's sleeps end too soon");
}

unsigned int measure_expected(const struct measure *measure, const struct trip *trip)
{
	if (!trip->c->guest->uses_fp)
		return 0;
	if (trip->c->exit->loop == BENCH_LOOP_NAP)
		return 1 + (trip->slept < trip->left ? trip->slept : trip->left);
	return measure->hyp_saves ? 1 + trip->left : 1;
}

/*
 * The measured section: the same instructions for every case. Also those of
 * the second half of the first read() and of the first half of the second one
 * are counted, a constant.
 */
static NO_FP int take_reading(const struct counters *counters, struct trip *trip,
			      struct reading *reading)
{
	int err, ret;

	ret = counters_read(counters, &reading->from);
	reading->before = measure_now();
	err = trip->c->exit->exec(trip);
	reading->after = measure_now();
	ret = ret ? ret : counters_read(counters, &reading->to);
	return err ? err : ret;
}

/* The same with a pattern in the V registers of this thread. Adds the lost ones to @lost. */
static NO_FP int take_reading_fpsimd(const struct counters *counters, struct trip *trip,
				     struct reading *reading, uint64_t *lost)
{
	uint64_t seed = trip->self.count;
	int err;

	host_regs_fill(seed);
	err = take_reading(counters, trip, reading);
	*lost += host_regs_check(seed);
	return err;
}

/* One KVM_RUN with @left round trips within; what it took is added to @sample, times @sign. */
static int one_run(const struct measure *measure, struct trip *trip, unsigned int left, int sign,
		   struct sample *sample)
{
	const struct counters *counters = &measure->counters;
	bool fpsimd = trip->c->host == BENCH_HOST_FPSIMD && !trip->rival;
	struct reading r = { 0 };
	uint64_t lost = 0;
	int err;

	err = trip_set_left(trip, left);
	if (err)
		return err;
	do {
		err = fpsimd ? take_reading_fpsimd(counters, trip, &r, &lost) :
			       take_reading(counters, trip, &r);
	} while (measure_again(trip, err));
	if (err)
		return err;
	if (lost)
		return trip_fail(trip, -EBADMSG, "wrong result: the host lost %llu V registers",
				 (unsigned long long)lost);

	sample->ticks += sign * (double)(r.after - r.before);
	for (int c = 0; c < NR_COUNTERS; c++)
		sample->counter[c] += sign * (double)counters_delta(counters, c, &r.from, &r.to);
	sample->multiplexed |= counters_multiplexed(&r.from, &r.to);
	err = trip->c->exit->post(trip);
	sample->expected += measure_expected(measure, trip);
	return err;
}

/* Per round trip: of a KVM_RUN, or of what one has more than another within. */
static int one_sample(const struct measure *measure, struct trip *trip, struct sample *sample)
{
	const struct bench_exit *exit = trip->c->exit;
	double more = exit->many - exit->few;
	int err;

	*sample = (struct sample){ 0 };
	if (!exit->many)
		return one_run(measure, trip, 0, 1, sample);
	err = one_run(measure, trip, exit->few, -1, sample);
	if (!err)
		err = one_run(measure, trip, exit->many, 1, sample);
	sample->ticks = sample->ticks / more - trip->nap;
	for (int c = 0; c < NR_COUNTERS; c++)
		sample->counter[c] /= more;
	return err;
}

/* Where the numbers of a pass go. */
struct places {
	int ns;			/* -1: nowhere */
	int counter[NR_COUNTERS];
};

static int store(struct measure *measure, const struct places *places,
		 const struct sample *sample, case_samples samples)
{
	int err = 0;

	if (places->ns >= 0)
		err = samples_add(&samples[places->ns], sample->ticks * measure->tick_ns);
	for (int c = 0; c < NR_COUNTERS && !err; c++)
		if (counters_have(&measure->counters, c))
			err = samples_add(&samples[places->counter[c]], sample->counter[c]);
	return err;
}

/* Adds the restores that there must be to @expected. */
static int take_samples(struct measure *measure, struct trip *trip, const struct places *places,
			struct result *result, case_samples samples, uint64_t *expected)
{
	size_t warmup = measure_count(trip->c, measure->warmup);
	size_t n = measure_count(trip->c, measure->n), i = 0, retaken = 0;
	struct sample sample;
	int err;

	while (i < warmup + n) {
		measure_give_way(i);
		err = one_sample(measure, trip, &sample);
		*expected += sample.expected;
		if (err == -EAGAIN) {
			err = measure_retake(trip, retaken++, warmup + n);
			if (!err)
				continue;
		}
		if (err)
			return err;
		if (i++ < warmup)
			continue;
		result->multiplexed |= sample.multiplexed;
		err = store(measure, places, &sample, samples);
		if (err)
			return trip_fail(trip, err, "not enough memory for the samples");
	}
	result->retaken += retaken;
	return 0;
}

/* With the restores that the kernel counts, where it does: whether or not they can be traced. */
static int pass(struct measure *measure, struct trip *trip, const struct places *places,
		struct result *result, case_samples samples)
{
	uint64_t from = 0, to = 0, expected = 0;
	bool counted = !vcpu_stat(&trip->self.vcpu, "fpsimd_restores", &from);
	int err = take_samples(measure, trip, places, result, samples, &expected);

	if (err || !counted || vcpu_stat(&trip->self.vcpu, "fpsimd_restores", &to))
		return err;
	if (to - from >= expected && (trip->c->guest->uses_fp || to == from))
		return 0;
	return trip_fail(trip, -EBADMSG, "wrong result: %llu restores of the guest's registers, "
			 "not %llu", (unsigned long long)(to - from),
			 (unsigned long long)expected);
}

static void copy_word(char to[RESULT_WORD], const char *from)
{
	snprintf(to, RESULT_WORD, "%s", from);
}

static void describe(const struct trip *trip, struct result *result)
{
	const struct bench_case *c = trip->c;

	snprintf(result->name, sizeof(result->name), "%s", c->name);
	copy_word(result->guest, c->guest->name);
	copy_word(result->exit, c->exit->name);
	copy_word(result->host, bench_host_name(c->host));
	result->vl = vls_max(&c->set) * VLS_VQ_BITS;
	result->host_vl = c->host_vl;
	result->peer_vl = vls_max(&c->peer_set) * VLS_VQ_BITS;
	result->rdvl = trip->self.rdvl;
	result->guest_instructions = bench_guest_instructions(c);
	result->trips = c->exit->many ? c->exit->many - c->exit->few : 1;
}

int measure_untraced(struct measure *measure, struct trip *trip, struct result *result,
		     case_samples samples)
{
	static const struct places places = {
		.ns = METRIC_NS,
		.counter = { METRIC_CYCLES, METRIC_INSTRUCTIONS },
	};

	describe(trip, result);
	return pass(measure, trip, &places, result, samples);
}

int measure_no_guest(struct measure *measure, struct trip *trip, struct result *result,
		     case_samples samples)
{
	static const struct places places = {
		.ns = -1,
		.counter = { METRIC_CYCLES_NO_GUEST, METRIC_INSTRUCTIONS_NO_GUEST },
	};

	return pass(measure, trip, &places, result, samples);
}
