// SPDX-License-Identifier: GPL-2.0
/* The time in each phase, by the module's events, and whether they add up. */
#include <errno.h>

#include "measure.h"

/* KVM_RUNs before, where the other passes wait for steady times. */
#define RUNS_STEADY	100

/* What the events of a pass say. */
struct seen {
	struct result *result;		/* NULL: warming up */
	struct samples *samples;
	bool cycles;			/* an event had some */
	uint64_t events;		/* of the vcpu, since it was set to 0 */
	double tick_ns;
	int err;
};

static void add(struct seen *seen, enum metric metric, double value)
{
	if (samples_add(&seen->samples[metric], value))
		seen->err = -ENOMEM;
}

/* A phase that came several times in one load-to-put counts as their mean. */
static void add_phase(struct seen *seen, const struct kvm_sve_switch *event, int p, double times)
{
	const struct kvm_sve_time *time = &event->phase[p];

	add(seen, METRIC_PHASE + p, time->ticks * seen->tick_ns / times);
	if (time->cycles)
		add(seen, METRIC_PHASE_CYCLES + p, time->cycles / times);
}

static void on_event(void *ctx, const struct kvm_sve_switch *event)
{
	uint32_t states = event->restores + event->kept;
	struct seen *seen = ctx;

	seen->cycles |= event->phase[KVM_SVE_HOST_SAVE].cycles != 0;
	if (!seen->result)
		return;
	if (event->vcpu_id) {
		seen->result->peer_restores += states;
		return;
	}
	seen->events++;
	seen->result->events++;
	seen->result->restores += event->restores;
	seen->result->early += event->early;
	seen->result->kept += event->kept;
	seen->result->evicted += event->evicted;
	add(seen, METRIC_STAMP, event->stamp.ticks * seen->tick_ns);
	if (event->stamp.cycles)
		add(seen, METRIC_STAMP_CYCLES, event->stamp.cycles);
	add_phase(seen, event, KVM_SVE_HOST_SAVE, 1);
	if (event->restores)
		add_phase(seen, event, KVM_SVE_GUEST_RESTORE, event->restores);
	for (int p = KVM_SVE_RESIDENT; p < KVM_SVE_NR_PHASES && states; p++)
		add_phase(seen, event, p, states);
}

/* -EAGAIN: not each sleep of the guest gave the CPU away, but @seen has the events. */
static int one_run(struct measure *measure, struct fixture *fixture, struct seen *seen)
{
	int err;

	err = fixture_set_left(fixture, fixture->c->exit->trips_long);
	if (err)
		return err;
	do {
		err = fixture->c->exit->exec(fixture);
	} while (measure_interrupted(fixture, err));
	if (err)
		return err;
	err = fixture->c->exit->post(fixture);
	seen->events = 0;
	switches_take(measure->switches, on_event, seen);
	return err;
}

/*
 * The module gets hold of the cycle counter a moment after the first event was
 * asked for: warm up until the events have cycles, or longer than that can take.
 */
static int warm_up(struct measure *measure, struct fixture *fixture, double *run_ns)
{
	size_t warmup = sizing_warmup(&measure->sizing, fixture->c), i;
	bool wait = counters_have(&measure->counters, COUNTER_CYCLES);
	struct seen seen = { 0 };
	uint64_t begin = ticks_now();
	int err;

	if (warmup == SIZING_STEADY)
		warmup = sizing_count(fixture->c, RUNS_STEADY);
	for (i = 0; i < warmup || wait; i++) {
		measure_yield(measure, i);
		err = one_run(measure, fixture, &seen);
		if (err && err != -EAGAIN)
			return err;
		wait = wait && !seen.cycles && ticks_now() - begin < measure->cycles_wait;
	}
	*run_ns = i ? (ticks_now() - begin) * measure->tick_ns / i : 0;
	return 0;
}

static int take_samples(struct measure *measure, struct fixture *fixture, struct result *result,
			metric_samples samples, double run_ns)
{
	struct seen seen = {
		.result = result,
		.samples = samples,
		.tick_ns = measure->tick_ns,
	};
	size_t n = sizing_samples(&measure->sizing, fixture->c, PART_TRACED, run_ns), i = 0, retries = 0;
	int err;

	/* Each event is a switch that there was: those of a KVM_RUN to be taken again count. */
	while (i < n) {
		err = one_run(measure, fixture, &seen);
		if (!err)
			i++;
		else if (err == -EAGAIN)
			err = measure_retry(fixture, retries++, n);
		if (err)
			return err;
		result->runs++;
		result->missing += !seen.events;
		result->expected += measure_expected(measure, fixture);
	}
	result->retries += retries;
	if (seen.err)
		return fixture_fail(fixture, seen.err, "not enough memory for the samples");
	return 0;
}

/* What the kernel itself counts. Where it has no such statistic both stay 0. */
struct counted {
	bool have;
	struct vcpu_fp_stats self, peer;
	uint64_t hvcs;
};

static struct counted read_counted(struct fixture *fixture)
{
	struct counted counted = { 0 };

	counted.have = !vcpu_fp_stats(&fixture->self.vcpu, &counted.self);
	if (fixture->c->peer)
		vcpu_fp_stats(&fixture->peer.vcpu, &counted.peer);
	vcpu_stat(&fixture->self.vcpu, "hvc_exit_stat", &counted.hvcs);
	return counted;
}

/* Every KVM_RUN has its event, and the events have every restore that hyp counted. */
static const char *wrong_events(const struct measure *measure, const struct fixture *fixture,
				const struct result *r)
{
	if (r->drops)
		return "events were lost";
	if (r->missing)
		return "KVM_RUNs without a switch event";
	if (r->have_stat && r->restores - r->early != r->fpsimd_restores)
		return "restores of the events are not those of the vcpu's statistic";
	if (r->restores + r->kept < r->expected)
		return "fewer restores than there must be";
	if (!fixture->c->guest->uses_fp && r->restores != r->early)
		return "FP traps of a guest that uses no FP";
	if (measure->hyp_saves == NO && r->restores + r->kept > r->events + r->evicted)
		return "more restores than loads of the vcpu";
	if (fixture->c->peer && r->peer_restores < r->runs)
		return "fewer restores of the other vcpu than its KVM_RUNs";
	return NULL;
}

static int check(const struct measure *measure, struct fixture *fixture, const struct result *r)
{
	const char *what = wrong_events(measure, fixture, r);

	if (!what)
		return 0;
	return fixture_fail(fixture, -EBADMSG,
			    "wrong result: %s (%zu KVM_RUNs: %llu without event, "
			    "%llu events, %llu lost, %llu restores of %llu, statistic %lld)",
			    what, r->runs, (unsigned long long)r->missing,
			    (unsigned long long)r->events, (unsigned long long)r->drops,
			    (unsigned long long)r->restores, (unsigned long long)r->expected,
			    r->have_stat ? (long long)r->fpsimd_restores : -1LL);
}

/* The kernel's counts from @from to @to against what was asked of the guests. */
static int check_counted(struct fixture *fixture, const struct counted *from,
			 const struct counted *to, struct result *r, size_t runs,
			 uint64_t peer_restores)
{
	uint64_t hvcs = fixture->c->exit->loop == BENCH_LOOP_HVC ? runs * fixture->left : 0;
	uint64_t counted = vcpu_fp_states(&to->peer) - vcpu_fp_states(&from->peer);

	if (to->hvcs - from->hvcs != hvcs)
		return fixture_fail(fixture, -EBADMSG,
				    "wrong result: the guest made %llu hypervisor calls, not %llu",
				    (unsigned long long)(to->hvcs - from->hvcs),
				    (unsigned long long)hvcs);
	if (fixture->c->peer && to->have && counted != peer_restores)
		return fixture_fail(fixture, -EBADMSG,
				    "wrong result: restores of the other vcpu: %llu in the events, "
				    "%llu in its statistic", (unsigned long long)peer_restores,
				    (unsigned long long)counted);
	r->have_stat = from->have && to->have;
	r->fpsimd_restores += to->self.trapped - from->self.trapped;
	return 0;
}

int measure_traced(struct measure *measure, struct fixture *fixture, struct result *result,
		   metric_samples samples)
{
	size_t runs = result->runs;
	uint64_t drops, peer = result->peer_restores;
	struct counted from, to;
	double run_ns;
	int err;

	err = warm_up(measure, fixture, &run_ns);
	if (err)
		return err;
	drops = switches_drops(measure->switches);
	from = read_counted(fixture);
	err = take_samples(measure, fixture, result, samples, run_ns);
	if (err)
		return err;
	to = read_counted(fixture);
	result->drops += switches_drops(measure->switches) - drops;
	result->traced = true;
	err = check_counted(fixture, &from, &to, result, result->runs - runs,
			    result->peer_restores - peer);
	return err ? err : check(measure, fixture, result);
}
