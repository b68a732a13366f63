/* SPDX-License-Identifier: GPL-2.0 */
/* How often the calling thread lost the CPU, in or out of a system call such as KVM_RUN. */
#ifndef KVM_SVE_LIB_THREAD_SWITCHES_H
#define KVM_SVE_LIB_THREAD_SWITCHES_H

#include <sys/resource.h>

/* Because it waited for something. */
static inline long thread_sleeps(void)
{
	struct rusage usage = { 0 };

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nvcsw;
}

/* To another task, while it could have run on. The kernel counts sched_yield() here too. */
static inline long thread_preemptions(void)
{
	struct rusage usage = { 0 };

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nivcsw;
}

#endif /* KVM_SVE_LIB_THREAD_SWITCHES_H */
