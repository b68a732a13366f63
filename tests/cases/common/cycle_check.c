// SPDX-License-Identifier: GPL-2.0
/* Cycles of events against their ticks; see cycle_check.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bystander.h"
#include "cycle_check.h"
#include "guest.h"
#include "lib/host.h"
#include "tap.h"
#include "tracefs.h"
#include "vls_test.h"

#define CYCLES_HZ 1e9	 /* QEMU's */
#define PHASE_FACTOR 1.5 /* how far a phase's cycles may be from its ticks' */
#define PAUSE_MAX 1e9	 /* cycles; perf writes -2^31 or less, for its interrupt */
#define POLL_MS 1000
#define POLL_EVERY_MS 50

static struct vcpu vcpu;
static struct guest guest;
static double per_tick;

struct wanted {
	int cpu;
	struct cycle_check check;
};

void cycle_check_init(void)
{
	per_tick = CYCLES_HZ / host_cntfrq();
	new_vcpu(&vcpu, true);
	must_finalize(&vcpu);
	if (guest_start(&guest, &vcpu, GUEST_SVE, 15))
		tap_bail("%s", guest.msg);
}

double cycles_per_tick(void)
{
	return per_tick;
}

/* With a tick more or less at either end of each lap. */
static bool phase_off(const struct kvm_sve_time *t, unsigned int laps)
{
	double cycles = t->ticks * per_tick, slack = 2 * laps * per_tick;

	return t->cycles > cycles * PHASE_FACTOR + slack ||
	       t->cycles + slack < cycles / PHASE_FACTOR;
}

static void look_at_phase(struct cycle_check *check, const struct kvm_sve_switch *rec, int phase)
{
	const struct kvm_sve_time *t = &rec->phase[phase];
	bool wrong = fabs(t->cycles - t->ticks * per_tick) > PAUSE_MAX;

	if ((wrong && !check->wrong) || !check->off)
		snprintf(check->msg, sizeof(check->msg),
			 "phase %d, restores %u evicted %u: %llu ticks and %llu cycles", phase,
			 rec->restores, rec->evicted, t->ticks, t->cycles);
	check->off++;
	check->wrong += wrong;
}

static void see(const struct kvm_sve_switch *rec, int cpu, void *data)
{
	struct wanted *wanted = data;
	struct cycle_check *check = &wanted->check;
	unsigned long long ticks = 0, cycles = 0;
	int i, off = -1;

	if (rec->vm_tgid != (unsigned int)getpid() || cpu != wanted->cpu)
		return;
	check->events++;
	for (i = 0; i < KVM_SVE_NR_PHASES; i++) {
		ticks += rec->phase[i].ticks;
		cycles += rec->phase[i].cycles;
	}
	if (!cycles)
		return;
	check->counted++;
	for (i = 0; i < KVM_SVE_NR_PHASES && off < 0; i++)
		if (phase_off(&rec->phase[i], i ? rec->restores : 1))
			off = i;
	if (off >= 0) {
		look_at_phase(check, rec, off);
		return;
	}
	check->ticks += ticks;
	check->cycles += cycles;
}

struct cycle_check cycle_check_run(int cpu, unsigned int steps)
{
	struct wanted wanted = { .cpu = cpu };

	pin_to(cpu);
	trace_clear();
	while (steps--)
		if (guest_step(&guest))
			tap_bail("%s", guest.msg);
	trace_switches(see, &wanted);
	return wanted.check;
}

bool cycles_come(int cpu)
{
	struct cycle_check check;
	int ms;

	for (ms = 0; ms <= POLL_MS; ms += POLL_EVERY_MS) {
		check = cycle_check_run(cpu, 5);
		/* The last of them: the counter may have come in between. */
		if (check.events && check.counted == check.events)
			return true;
		usleep(POLL_EVERY_MS * 1000);
	}
	return false;
}
