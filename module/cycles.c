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
#include <linux/workqueue.h>

#include "kvm_sve.h"

static DEFINE_PER_CPU(struct perf_event *, cycle_event);

/* Written by cycles_want(), the last one wins. */
static bool wanted;

/* The hotplug state while counters are held, else 0. The work item's alone. */
static int online_state;

/* On @cpu's hotplug thread. A CPU without a PMU, or whose PMU is full, has no cycles. */
static int cycles_online(unsigned int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.config = PERF_COUNT_HW_CPU_CYCLES,
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

/* Count cycles, or stop. Any context that may take a spinlock. */
void cycles_want(bool want)
{
	WRITE_ONCE(wanted, want);
	schedule_work(&work);
}

/* Called on unload, when nobody wants any. May sleep. */
void cycles_exit(void)
{
	flush_work(&work);
	give_back();
}
