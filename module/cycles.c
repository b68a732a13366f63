// SPDX-License-Identifier: GPL-2.0
/*
 * The cycle counter of each CPU, held through perf while "sve_switch_cycles" has a
 * user, and given back after.
 *
 * A perf event a CPU, pinned, in all modes. Perf puts the first event of cycles
 * into the fixed counter, the only one that KVM reads. Where another user has that
 * already, ours is released at once: it would take another counter for nothing. CPU
 * hotplug's callbacks make and release the events, so they follow CPUs that come and
 * go.
 *
 * A tracepoint's register call must not wait for perf or for hotplug, so what is
 * wanted is only noted there, and a work item does it. Events can be enabled before
 * the module's init has run, and disabled after it has failed, when the loader frees
 * the module: so the work item is queued only between cycles_start() and cycles_exit().
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
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

/* CPUs whose fixed counter is ours. */
static atomic_t nr_counting;

/* Under want_lock: what is wanted, the last one wins; and may the work item run? */
static DEFINE_SPINLOCK(want_lock);
static bool wanted;
static bool live;

/* The hotplug state while counters are held, else 0. The work item's alone. */
static int online_state;

/* Does @event count in the fixed counter of this CPU? On @event's CPU. */
static bool counts(const struct perf_event *event)
{
	bool ret;

	preempt_disable();
	ret = kvm_arm_sve_timing_counts(event);
	preempt_enable();

	return ret;
}

/* On @cpu's hotplug thread. A CPU without a PMU, or whose counter is taken, has no cycles. */
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
	if (!counts(event)) {
		perf_event_release_kernel(event);
		return 0;
	}

	per_cpu(cycle_event, cpu) = event;
	kvm_arm_sve_timing_set_cycles(cpu, event);
	atomic_inc(&nr_counting);

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
	atomic_dec(&nr_counting);

	return 0;
}

static void take(void)
{
	int ret;

	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "kvm_sve:cycles", cycles_online,
				cycles_offline);
	if (ret < 0) {
		pr_warn("no cycles are counted: error %d\n", ret);
		return;
	}

	online_state = ret;
	if (atomic_read(&nr_counting) < num_online_cpus())
		pr_info("cycles are counted on %d of %u CPUs: the cycle counter of the others is missing or in use\n",
			atomic_read(&nr_counting), num_online_cpus());
}

static void give_back(void)
{
	if (online_state)
		cpuhp_remove_state(online_state);
	online_state = 0;
}

static void cycles_work(struct work_struct *work)
{
	if (!READ_ONCE(wanted))
		give_back();
	else if (!online_state)
		take();
}

static DECLARE_WORK(work, cycles_work);

/* Count cycles, or stop. Process context. */
void cycles_want(bool want)
{
	spin_lock(&want_lock);
	WRITE_ONCE(wanted, want);
	if (live)
		schedule_work(&work);
	spin_unlock(&want_lock);
}

/* Called when nothing can fail any more in loading the module. */
void cycles_start(void)
{
	spin_lock(&want_lock);
	live = true;
	if (wanted)
		schedule_work(&work);
	spin_unlock(&want_lock);
}

/*
 * Called on unload. An event that tracefs has on is turned off, by
 * cycles_want(), only after the module's exit function. May sleep.
 */
void cycles_exit(void)
{
	spin_lock(&want_lock);
	live = false;
	spin_unlock(&want_lock);

	cancel_work_sync(&work);
	give_back();
}
