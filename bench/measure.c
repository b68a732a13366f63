// SPDX-License-Identifier: GPL-2.0
/* Measuring one case in two passes; measure.h is the manual. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "measure.h"

#define YIELD_EVERY	16	/* round trips */

/* Places in samples[]. */
enum {
	TICKS,
	COUNTERS,
	PHASES = COUNTERS + NR_COUNTERS,
	PHASE_CYCLES = PHASES + KVM_SVE_NR_PHASES,
};

/* How many samples of each phase there are. */
struct phase_counts {
	size_t ticks[KVM_SVE_NR_PHASES];
	size_t cycles[KVM_SVE_NR_PHASES];
};

/* One round trip: the system counter just round it, the perf counters round that. */
struct sample {
	uint64_t before, after;
	struct counters_reading from, to;
};

int measure_alloc(struct measure *measure)
{
	for (size_t i = 0; i < sizeof(measure->samples) / sizeof(measure->samples[0]); i++) {
		measure->samples[i] = calloc(measure->n, sizeof(uint64_t));
		if (!measure->samples[i])
			return -ENOMEM;
	}
	return 0;
}

void measure_free(struct measure *measure)
{
	for (size_t i = 0; i < sizeof(measure->samples) / sizeof(measure->samples[0]); i++) {
		free(measure->samples[i]);
		measure->samples[i] = NULL;
	}
}

static inline uint64_t now(void)
{
	uint64_t ticks;

	asm volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r" (ticks) : : "memory");
	return ticks;
}

/*
 * The measured section: the same instructions for every case. Also those of
 * the second half of the first read() and of the first half of the second one
 * are counted, a constant.
 */
static int take_sample(const struct measure *measure, struct trip *trip, struct sample *sample)
{
	int err, ret;

	ret = counters_read(&measure->counters, &sample->from);
	sample->before = now();
	err = trip->exit->exec(trip);
	sample->after = now();
	ret = ret ? ret : counters_read(&measure->counters, &sample->to);
	return err ? err : ret;
}

/* Make a call again that a signal has broken off, unless it says to stop. */
static int again(struct trip *trip, int err)
{
	if (err == -EINTR && !cli_stop)
		return 1;
	if (err)
		snprintf(trip->msg, sizeof(trip->msg), "round trip %llu: %s",
			 (unsigned long long)trip->count, strerror(-err));
	return 0;
}

static int one_sample(const struct measure *measure, struct trip *trip, struct sample *sample)
{
	int err;

	do {
		err = take_sample(measure, trip, sample);
	} while (again(trip, err));
	return err ? err : trip->exit->post(trip);
}

static int one_trip(struct trip *trip)
{
	int err;

	do {
		err = trip->exit->exec(trip);
	} while (again(trip, err));
	return err ? err : trip->exit->post(trip);
}

/*
 * Give way to what else wants to run on this CPU, such as kernel threads that
 * clean up after the last row: while another task is runnable KVM traps WFI and
 * WFE, and each round trip takes a few instructions less.
 */
static void give_way(size_t i)
{
	if (i % YIELD_EVERY == 0)
		sched_yield();
}

static int untraced_samples(struct measure *measure, struct trip *trip, struct bench_row *row)
{
	struct sample sample = { 0 };
	int err;

	for (size_t i = 0; i < measure->warmup + measure->n; i++) {
		size_t at = i - measure->warmup;

		give_way(i);
		err = one_sample(measure, trip, &sample);
		if (err)
			return err;
		if (i < measure->warmup)
			continue;
		measure->samples[TICKS][at] = sample.after - sample.before;
		for (int c = 0; c < NR_COUNTERS; c++)
			measure->samples[COUNTERS + c][at] =
				counters_delta(&measure->counters, c, &sample.from, &sample.to);
		row->multiplexed |= counters_multiplexed(&sample.from, &sample.to);
	}
	return 0;
}

int measure_untraced(struct measure *measure, struct trip *trip, struct bench_row *row)
{
	int err;

	*row = (struct bench_row){
		.guest = trip->guest->name,
		.exit = trip->exit->name,
		.vl = vls_max(&trip->set) * VLS_VQ_BITS,
		.rdvl = trip->rdvl,
		.guest_instructions = bench_guest_instructions(trip->guest),
	};
	err = untraced_samples(measure, trip, row);
	if (err)
		return err;
	row->ticks = stats_of(measure->samples[TICKS], measure->n);
	for (int c = 0; c < NR_COUNTERS; c++)
		if (counters_have(&measure->counters, c) && !row->multiplexed)
			row->counter[c] = stats_of(measure->samples[COUNTERS + c], measure->n);
	return 0;
}

/* A phase occurs in each round trip with an event, those of the guest if it was restored. */
static void add_phases(struct measure *measure, const struct switches_sum *sum,
		       struct phase_counts *n)
{
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++) {
		if (p != KVM_SVE_HOST_SAVE && !sum->restores)
			continue;
		measure->samples[PHASES + p][n->ticks[p]++] = sum->phase[p].ticks;
		if (sum->phase[p].cycles)
			measure->samples[PHASE_CYCLES + p][n->cycles[p]++] = sum->phase[p].cycles;
	}
}

static int traced_samples(struct measure *measure, struct trip *trip, struct bench_row *row)
{
	struct phase_counts n = { 0 };
	struct switches_sum sum;
	int err;

	for (size_t i = 0; i < measure->n; i++) {
		err = one_trip(trip);
		if (err)
			return err;
		sum = switches_take(measure->switches);
		row->events += sum.events;
		row->restores += sum.restores;
		row->foreign += sum.foreign;
		if (sum.events)
			add_phases(measure, &sum, &n);
		else
			row->missing++;
	}
	for (int p = 0; p < KVM_SVE_NR_PHASES; p++) {
		row->phase[p] = stats_of(measure->samples[PHASES + p], n.ticks[p]);
		row->phase_cycles[p] = stats_of(measure->samples[PHASE_CYCLES + p], n.cycles[p]);
	}
	return 0;
}

/* fpsimd_restores of the vcpu, or false where the kernel has none. */
static bool read_restores(struct trip *trip, uint64_t *val)
{
	return !vcpu_stat(&trip->vcpu, "fpsimd_restores", val);
}

static bool has_cycles(const struct switches_sum *sum)
{
	return sum->phase[KVM_SVE_HOST_SAVE].cycles;
}

/*
 * The module gets hold of the cycle counter a moment after the first event was
 * asked for: warm up until the events have cycles, or longer than that can take.
 */
static int warm_up_traced(struct measure *measure, struct trip *trip)
{
	bool wait = counters_have(&measure->counters, COUNTER_CYCLES);
	struct switches_sum sum;
	uint64_t begin = now();
	int err;

	for (size_t i = 0; i < measure->warmup || wait; i++) {
		give_way(i);
		err = one_trip(trip);
		if (err)
			return err;
		sum = switches_take(measure->switches);
		wait = wait && !has_cycles(&sum) && now() - begin < measure->cycles_wait;
	}
	return 0;
}

static int traced_pass(struct measure *measure, struct trip *trip, struct bench_row *row)
{
	uint64_t drops, from = 0, to = 0;
	int err;

	err = warm_up_traced(measure, trip);
	if (err)
		return err;
	drops = switches_drops(measure->switches);
	row->have_stat = read_restores(trip, &from);
	err = traced_samples(measure, trip, row);
	if (err)
		return err;
	row->have_stat = row->have_stat && read_restores(trip, &to);
	row->fpsimd_restores = to - from;
	row->drops = switches_drops(measure->switches) - drops;
	return 0;
}

/* Every round trip has its event, and the events have every restore that hyp counted. */
static int check_events(struct trip *trip, const struct bench_row *row, size_t n)
{
	const char *what = NULL;

	if (row->drops)
		what = "events were lost";
	else if (row->missing)
		what = "round trips without a switch event";
	else if (row->have_stat && row->restores != row->fpsimd_restores)
		what = "restores of the events are not those of the vcpu's statistic";
	else if (trip->guest->uses_fp && row->restores < n)
		what = "fewer restores than round trips";
	else if (!trip->guest->uses_fp && row->restores)
		what = "restores in a guest that uses no FP";
	if (!what)
		return 0;

	snprintf(trip->msg, sizeof(trip->msg),
		 "wrong result: %s (%zu round trips: %llu without event, %llu events, "
		 "%llu lost, %llu restores, statistic %lld)",
		 what, n, (unsigned long long)row->missing, (unsigned long long)row->events,
		 (unsigned long long)row->drops, (unsigned long long)row->restores,
		 row->have_stat ? (long long)row->fpsimd_restores : -1LL);
	return -EBADMSG;
}

int measure_traced(struct measure *measure, struct trip *trip, struct bench_row *row)
{
	int err = traced_pass(measure, trip, row);

	if (err)
		return err;
	row->traced = true;
	return check_events(trip, row, measure->n);
}
