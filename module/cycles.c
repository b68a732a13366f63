// SPDX-License-Identifier: GPL-2.0
/*
 * The cycle counter of each CPU, held through perf while somebody wants cycles
 * of a switch, and given back after.
 *
 * A perf event a CPU, pinned, in all modes. Perf puts the first event of cycles
 * into the fixed counter; where another user has that already, ours lands in
 * another, and KVM reads none (kvm_arm_sve_timing_set_cycles()). CPU hotplug's
 * callbacks make and release the events, so they follow CPUs that come and go.
 *
 * A tracepoint's register call must not wait for perf or for hotplug, so what is
 * wanted is only noted there, and a work item does it.
 */
#include <linux/cpuhotplug.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "kvm_sve.h"

/*
 * perf_event_attr.config1 of armv8_pmuv3, "long": a counter of 64 bits. That of
 * cycles has them, and perf then has no overflow to handle every few seconds.
 */
#define ARMV8_PMU_CYCLES_LONG	1

static DEFINE_PER_CPU(struct perf_event *, cycle_event);

/* Under want_lock: what is wanted, the last one wins; and nothing once unloading. */
static DEFINE_SPINLOCK(want_lock);
static bool wanted;
static bool gone;

/* The hotplug state while counters are held, else 0. The work item's alone. */
static int online_state;

/* On @cpu's hotplug thread. A CPU without a PMU, or whose PMU is full, has no cycles. */
static int cycles_online(unsigned int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.config = PERF_COUNT_HW_CPU_CYCLES,
		.config1 = ARMV8_PMU_CYCLES_LONG,
		.size = sizeof(attr),
		.pinned = 1,
	};
	struct perf_event *event;

	event = perf_event_create_kernel_counter(&attr, cpu, NULL, NULL, NULL);
	if (IS_ERR(event))
		return 0;

	per_cpu(cycle_event, cpu) = event;
	kvm_arm_sve_timing_set_cycles(cpu, event);

	return 0;
}

static int cycles_offline(unsigned int cpu)
{
	struct perf_event *event = per_cpu(cycle_event, cpu);

	if (!event)
		return 0;

	kvm_arm_sve_timing_set_cycles(cpu, NULL);
	per_cpu(cycle_event, cpu) = NULL;
	perf_event_release_kernel(event);

	return 0;
}

static void give_back(void)
{
	if (online_state)
		cpuhp_remove_state(online_state);
	online_state = 0;
}

static void cycles_work(struct work_struct *work)
{
	int ret;

	if (!READ_ONCE(wanted)) {
		give_back();
		return;
	}
	if (online_state)
		return;

	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "kvm_sve:cycles", cycles_online,
				cycles_offline);
	if (ret > 0)
		online_state = ret;
	else
		pr_warn("kvm_sve: no cycles are counted: error %d\n", ret);
}

static DECLARE_WORK(work, cycles_work);

/* Count cycles, or stop. Process context. */
void cycles_want(bool want)
{
	spin_lock(&want_lock);
	if (!gone) {
		WRITE_ONCE(wanted, want);
		schedule_work(&work);
	}
	spin_unlock(&want_lock);
}

/*
 * Called on unload. An event that tracefs has on is turned off, by
 * cycles_want(), only after the module's exit function. May sleep.
 */
void cycles_exit(void)
{
	spin_lock(&want_lock);
	gone = true;
	spin_unlock(&want_lock);

	cancel_work_sync(&work);
	give_back();
}
