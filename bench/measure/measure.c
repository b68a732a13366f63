// SPDX-License-Identifier: GPL-2.0
/* What a round trip costs: the passes without tracing; see measure.h. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "bench/cases/host_regs.h"
#include "lib/cli/cli.h"
#include "measure.h"

#define YIELD_EVERY	16	/* KVM_RUNs */
#define RETRIES_MAX	10	/* for each sample, on average */

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

int measure_case(struct measure *measure, measure_fn *pass, struct fixture *fixture,
		 const struct bench_case *c, struct result *result, metric_samples samples)
{
	int err = fixture_start(fixture, c), ended;

	if (err)
		return err;
	err = pass(measure, fixture, result, samples);
	ended = fixture_end(fixture);
	return err ? err : ended;
}

size_t measure_count(const struct bench_case *c, size_t n)
{
	return n ? (n + c->exit->sample_divisor - 1) / c->exit->sample_divisor : 0;
}

void measure_yield(size_t i)
{
	if (i % YIELD_EVERY == 0)
		sched_yield();
}

bool measure_interrupted(struct fixture *fixture, int err)
{
	if (err == -EINTR && !cli_stop)
		return true;
	if (err)
		fixture_fail(fixture, err, "round trip %llu: %s",
			     (unsigned long long)fixture->self.count, strerror(-err));
	return false;
}

int measure_retry(struct fixture *fixture, size_t retries, size_t n)
{
	if (retries < RETRIES_MAX * n)
		return 0;
	return fixture_fail(fixture, -EOPNOTSUPP, "%s", fixture->c->exit->missed);
}

unsigned int measure_expected(const struct measure *measure, const struct fixture *fixture)
{
	if (!fixture->c->guest->uses_fp)
		return 0;
	if (fixture->c->exit->missed)	/* the CPU was given away, and the state with it */
		return 1 + (fixture->switched < fixture->left ? fixture->switched : fixture->left);
	return measure->hyp_saves ? 1 + fixture->left : 1;
}

/*
 * The measured section: the same instructions for every case. Also those of
 * the second half of the first read() and of the first half of the second one
 * are counted, a constant.
 */
static NO_FP int take_reading(const struct counters *counters, struct fixture *fixture,
			      struct reading *reading)
{
	int err, ret;

	ret = counters_read(counters, &reading->from);
	reading->before = ticks_now();
	err = fixture->c->exit->exec(fixture);
	reading->after = ticks_now();
	ret = ret ? ret : counters_read(counters, &reading->to);
	return err ? err : ret;
}

/* The same with a pattern in the V registers of this thread. Adds the lost ones to @lost. */
static NO_FP int take_reading_fpsimd(const struct counters *counters, struct fixture *fixture,
				     struct reading *reading, uint64_t *lost)
{
	uint64_t seed = fixture->self.count;
	int err;

	host_regs_fill(seed);
	err = take_reading(counters, fixture, reading);
	*lost += host_regs_check(seed);
	return err;
}

/* One KVM_RUN with @left round trips within; what it took is added to @sample, times @sign. */
static int one_run(const struct measure *measure, struct fixture *fixture, unsigned int left,
		   int sign, struct sample *sample)
{
	const struct counters *counters = &measure->counters;
	bool fpsimd = fixture->c->host_state == HOST_STATE_FPSIMD && !fixture->host_task;
	struct reading r = { 0 };
	uint64_t lost = 0;
	int err;

	err = fixture_set_left(fixture, left);
	if (err)
		return err;
	do {
		err = fpsimd ? take_reading_fpsimd(counters, fixture, &r, &lost) :
			       take_reading(counters, fixture, &r);
	} while (measure_interrupted(fixture, err));
	if (err)
		return err;
	if (lost)
		return fixture_fail(fixture, -EBADMSG,
				    "wrong result: the host lost %llu V registers",
				    (unsigned long long)lost);

	sample->ticks += sign * (double)(r.after - r.before);
	for (int c = 0; c < NR_COUNTERS; c++)
		sample->counter[c] += sign * (double)counters_delta(counters, c, &r.from, &r.to);
	sample->multiplexed |= counters_multiplexed(&r.from, &r.to);
	err = fixture->c->exit->post(fixture);
	sample->expected += measure_expected(measure, fixture);
	return err;
}

/* Per round trip: of a KVM_RUN, or of what one has more than another within. */
static int one_sample(const struct measure *measure, struct fixture *fixture, struct sample *sample)
{
	const struct bench_exit *exit = fixture->c->exit;
	double more = exit->trips_long - exit->trips_short;
	int err;

	*sample = (struct sample){ 0 };
	if (!exit->trips_long)
		return one_run(measure, fixture, 0, 1, sample);
	err = one_run(measure, fixture, exit->trips_short, -1, sample);
	if (!err)
		err = one_run(measure, fixture, exit->trips_long, 1, sample);
	sample->ticks = exit->ticks ? exit->ticks(fixture) :
				      sample->ticks / more - fixture->sleep_ticks;
	for (int c = 0; c < NR_COUNTERS; c++)
		sample->counter[c] /= more;
	return err;
}

/* Where the numbers of a pass go. */
struct targets {
	int ns;			/* -1: nowhere */
	int counter[NR_COUNTERS];
};

static int store(struct measure *measure, const struct targets *targets,
		 const struct sample *sample, metric_samples samples)
{
	int err = 0;

	if (targets->ns >= 0)
		err = samples_add(&samples[targets->ns], sample->ticks * measure->tick_ns);
	for (int c = 0; c < NR_COUNTERS && !err; c++)
		if (counters_have(&measure->counters, c))
			err = samples_add(&samples[targets->counter[c]], sample->counter[c]);
	return err;
}

/* Adds the restores that there must be to @expected. */
static int take_samples(struct measure *measure, struct fixture *fixture,
			const struct targets *targets, struct result *result,
			metric_samples samples, uint64_t *expected)
{
	size_t warmup = measure_count(fixture->c, measure->warmup);
	size_t n = measure_count(fixture->c, measure->n), i = 0, retries = 0;
	struct sample sample;
	int err;

	while (i < warmup + n) {
		measure_yield(i);
		err = one_sample(measure, fixture, &sample);
		*expected += sample.expected;
		if (err == -EAGAIN) {
			err = measure_retry(fixture, retries++, warmup + n);
			if (!err)
				continue;
		}
		if (err)
			return err;
		if (i++ < warmup)
			continue;
		result->multiplexed |= sample.multiplexed;
		err = store(measure, targets, &sample, samples);
		if (err)
			return fixture_fail(fixture, err, "not enough memory for the samples");
	}
	result->retries += retries;
	return 0;
}

/* With the restores that the kernel counts, where it does: whether or not they can be traced. */
static int pass(struct measure *measure, struct fixture *fixture, const struct targets *targets,
		struct result *result, metric_samples samples)
{
	uint64_t from = 0, to = 0, expected = 0;
	bool counted = !vcpu_stat(&fixture->self.vcpu, "fpsimd_restores", &from);
	int err = take_samples(measure, fixture, targets, result, samples, &expected);

	if (err || !counted || vcpu_stat(&fixture->self.vcpu, "fpsimd_restores", &to))
		return err;
	if (to - from >= expected && (fixture->c->guest->uses_fp || to == from))
		return 0;
	return fixture_fail(fixture, -EBADMSG,
			    "wrong result: %llu restores of the guest's registers, not %llu",
			    (unsigned long long)(to - from), (unsigned long long)expected);
}

static void copy_word(char to[RESULT_WORD], const char *from)
{
	snprintf(to, RESULT_WORD, "%s", from);
}

static void describe(const struct fixture *fixture, struct result *result)
{
	const struct bench_case *c = fixture->c;

	snprintf(result->name, sizeof(result->name), "%s", c->name);
	copy_word(result->guest, c->guest->name);
	copy_word(result->exit, c->exit->name);
	copy_word(result->host_state, host_state_name(c->host_state));
	result->vl = vls_max(&c->set) * VLS_VQ_BITS;
	result->host_vl = c->host_vl;
	result->peer_vl = vls_max(&c->peer_set) * VLS_VQ_BITS;
	result->rdvl = fixture->self.rdvl;
	result->guest_instructions = bench_guest_instructions(c);
	result->trips = c->exit->trips_long ? c->exit->trips_long - c->exit->trips_short : 1;
}

int measure_untraced(struct measure *measure, struct fixture *fixture, struct result *result,
		     metric_samples samples)
{
	static const struct targets targets = {
		.ns = METRIC_NS,
		.counter = { METRIC_CYCLES, METRIC_INSTRUCTIONS },
	};

	describe(fixture, result);
	return pass(measure, fixture, &targets, result, samples);
}

int measure_no_guest(struct measure *measure, struct fixture *fixture, struct result *result,
		     metric_samples samples)
{
	static const struct targets targets = {
		.ns = -1,
		.counter = { METRIC_CYCLES_NO_GUEST, METRIC_INSTRUCTIONS_NO_GUEST },
	};

	return pass(measure, fixture, &targets, result, samples);
}
