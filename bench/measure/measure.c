// SPDX-License-Identifier: GPL-2.0
/* What a round trip costs: the passes without tracing; see measure.h. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "bench/cases/host_regs.h"
#include "bench/stats/steady.h"
#include "lib/cli/cli.h"
#include "lib/thread_switches.h"
#include "measure.h"

#define YIELD_EVERY	16	/* KVM_RUNs */
#define RETRIES_MAX	10	/* for each sample, on average */
#define RETRIES_FIRST	10	/* samples that count from the beginning, for that */
#define WARMUP_MIN	(5 * STEADY_BLOCK_MIN)	/* samples, before it is given up */
#define WARMUP_MAX_NS	50e6
#define RUNS_TO_COUNTERS	3	/* KVM_RUNs until the way through perf is warm too */
#define RUNS_TO_SIZE	50	/* KVM_RUNs that say how long a sample takes, at least */

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

static void count_switches(struct measure *measure)
{
	long now = thread_preemptions();

	measure->involuntary += now - measure->switches_seen;
	measure->switches_seen = now;
}

/* The kernel counts it as involuntary when it gives way here. */
void measure_yield(struct measure *measure, size_t i)
{
	if (i % YIELD_EVERY)
		return;
	count_switches(measure);
	sched_yield();
	measure->switches_seen = thread_preemptions();
}

int measure_case(struct measure *measure, measure_fn *pass, struct fixture *fixture,
		 const struct bench_case *c, struct result *result, metric_samples samples)
{
	int err = fixture_start(fixture, c), ended;

	if (err)
		return err;
	measure->switches_seen = thread_preemptions();
	measure->involuntary = 0;
	err = pass(measure, fixture, result, samples);
	count_switches(measure);
	result->involuntary += measure->involuntary;
	ended = fixture_end(fixture);
	return err ? err : ended;
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
static int one_run(const struct measure *measure, const struct counters *counters,
		   struct fixture *fixture, unsigned int left, int sign, struct sample *sample)
{
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
	sample->multiplexed |= counters_multiplexed(counters, &r.from, &r.to);
	err = fixture->c->exit->post(fixture);
	sample->expected += measure_expected(measure, fixture);
	return err;
}

/* Per round trip: of a KVM_RUN, or of what one has more than another within. */
static int one_sample(const struct measure *measure, const struct counters *counters,
		      struct fixture *fixture, struct sample *sample)
{
	const struct bench_exit *exit = fixture->c->exit;
	double more = exit->trips_long - exit->trips_short;
	int err;

	*sample = (struct sample){ 0 };
	if (!exit->trips_long)
		return one_run(measure, counters, fixture, 0, 1, sample);
	err = one_run(measure, counters, fixture, exit->trips_short, -1, sample);
	if (!err)
		err = one_run(measure, counters, fixture, exit->trips_long, 1, sample);
	sample->ticks = exit->ticks ? exit->ticks(fixture) :
				      sample->ticks / more - fixture->sleep_ticks;
	for (int c = 0; c < NR_COUNTERS; c++)
		sample->counter[c] /= more;
	return err;
}

/* A part of a pass on its way: what is taken, and where it goes. */
struct taking {
	struct measure *measure;
	struct fixture *fixture;
	enum part part;
	const struct counters *counters;	/* that are read round each KVM_RUN */
	int ns;					/* -1: nowhere */
	int counter[NR_COUNTERS];
	size_t warmup;				/* samples before; SIZING_STEADY */
	size_t tries, retries;
	uint64_t expected;			/* times that the guest must get the registers */
};

/* A time is that of the path alone: nothing is counted meanwhile, and nothing read. */
static const struct counters no_counters = { .leader = -1, .fd = { -1, -1 } };

static int store(const struct taking *t, const struct sample *sample, metric_samples samples)
{
	int err = 0;

	if (t->ns >= 0)
		err = samples_add(&samples[t->ns], sample->ticks * t->measure->tick_ns);
	for (int c = 0; c < NR_COUNTERS && !err; c++)
		if (counters_have(t->counters, c))
			err = samples_add(&samples[t->counter[c]], sample->counter[c]);
	if (err)
		return fixture_fail(t->fixture, err, "not enough memory for the samples");
	return 0;
}

/* One that counts: what is to be taken again, is. */
static int take_one(struct taking *t, struct sample *sample)
{
	int err;

	do {
		measure_yield(t->measure, t->tries++);
		err = one_sample(t->measure, t->counters, t->fixture, sample);
		t->expected += sample->expected;
		if (err != -EAGAIN)
			return err;
		err = measure_retry(t->fixture, t->retries, t->tries - t->retries + RETRIES_FIRST);
		t->retries++;
	} while (!err);
	return err;
}

static double now_ns(const struct measure *measure)
{
	return ticks_now() * measure->tick_ns;
}

/*
 * Until the times are steady, but not for ever. Where the time decides how many samples there
 * will be, some are taken in any case, since they say how long one takes.
 */
static int warm_up(struct taking *t, double *sample_ns, enum yes_no *steady)
{
	bool wait = t->warmup == SIZING_STEADY;
	double begin = now_ns(t->measure), now = begin;
	struct steady times = { 0 };
	struct sample sample;
	size_t n = 0, least = t->warmup;
	int err = 0;

	if (sizing_is_by_time(&t->measure->sizing) &&
	    least < sizing_count(t->fixture->c, RUNS_TO_SIZE))
		least = sizing_count(t->fixture->c, RUNS_TO_SIZE);
	while (!err && (wait ? *steady != YES : n < least)) {
		if (wait && n >= WARMUP_MIN && now - begin > WARMUP_MAX_NS)
			break;
		err = take_one(t, &sample);
		now = now_ns(t->measure);
		n++;
		if (wait && steady_add(&times, sample.ticks * t->measure->tick_ns, now,
				       t->measure->resolution_ns))
			*steady = YES;
	}
	if (wait && *steady != YES)
		*steady = NO;
	*sample_ns = n ? (now - begin) / n : 0;
	return err;
}

static int take_samples(struct taking *t, struct result *result, metric_samples samples)
{
	enum yes_no steady = UNKNOWN;
	struct sample sample;
	double sample_ns;
	int err = warm_up(t, &sample_ns, &steady);
	size_t n = err ? 0 : sizing_samples(&t->measure->sizing, t->fixture->c, t->part, sample_ns);

	for (size_t i = 0; i < n && !err; i++) {
		err = take_one(t, &sample);
		if (!err)
			err = store(t, &sample, samples);
		result->multiplexed |= sample.multiplexed;
	}
	result->retries += t->retries;
	/* Once it was not is enough. */
	if (t->part == PART_TIMES && !err && result->steady != NO)
		result->steady = steady;
	return err;
}

/* The counters run in this part alone. */
static int take_counted(struct taking *t, struct result *result, metric_samples samples)
{
	int err, ret;

	if (t->counters->leader < 0)
		return 0;
	err = counters_start(t->counters);
	if (err)
		return fixture_fail(t->fixture, err, "starting the counters: %s", strerror(-err));
	ret = take_samples(t, result, samples);
	err = counters_stop(t->counters);
	if (ret || !err)
		return ret;
	return fixture_fail(t->fixture, err, "stopping the counters: %s", strerror(-err));
}

/*
 * How often the guest got the registers, as the kernel counts, where it does: whether or
 * not that can be traced. A guest without FP does not trap for them.
 */
static int check_restores(struct fixture *fixture, const struct vcpu_fp_stats *from,
			  uint64_t expected)
{
	struct vcpu_fp_stats to;
	uint64_t states;

	if (vcpu_fp_stats(&fixture->self.vcpu, &to))
		return 0;
	states = vcpu_fp_states(&to) - vcpu_fp_states(from);
	if (states >= expected && (fixture->c->guest->uses_fp || to.trapped == from->trapped))
		return 0;
	return fixture_fail(fixture, -EBADMSG,
			    "wrong result: the guest got the registers %llu times (%llu by a trap), not %llu",
			    (unsigned long long)states,
			    (unsigned long long)(to.trapped - from->trapped),
			    (unsigned long long)expected);
}

/* First the times of round trips that follow each other at once, if any, then the counters. */
static int pass(struct taking *times, struct taking *counts, struct result *result,
		metric_samples samples)
{
	struct fixture *fixture = counts->fixture;
	struct vcpu_fp_stats from;
	bool have = !vcpu_fp_stats(&fixture->self.vcpu, &from);
	int err = times ? take_samples(times, result, samples) : 0;

	if (!err)
		err = take_counted(counts, result, samples);
	if (err || !have)
		return err;
	return check_restores(fixture, &from, counts->expected + (times ? times->expected : 0));
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
	struct taking times = {
		.measure = measure,
		.fixture = fixture,
		.part = PART_TIMES,
		.counters = &no_counters,
		.ns = METRIC_NS,
		.warmup = sizing_warmup(&measure->sizing, fixture->c),
	};
	struct taking counts = {
		.measure = measure,
		.fixture = fixture,
		.part = PART_COUNTS,
		.counters = &measure->counters,
		.ns = -1,
		.counter = { METRIC_CYCLES, METRIC_INSTRUCTIONS },
		.warmup = sizing_count(fixture->c, RUNS_TO_COUNTERS),
	};

	describe(fixture, result);
	return pass(&times, &counts, result, samples);
}

int measure_no_guest(struct measure *measure, struct fixture *fixture, struct result *result,
		     metric_samples samples)
{
	struct taking counts = {
		.measure = measure,
		.fixture = fixture,
		.part = PART_NO_GUEST,
		.counters = &measure->counters,
		.ns = -1,
		.counter = { measure->excluded, measure->excluded + 1 },
		.warmup = sizing_warmup(&measure->sizing, fixture->c),
	};

	return pass(NULL, &counts, result, samples);
}
