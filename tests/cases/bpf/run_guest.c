// SPDX-License-Identifier: GPL-2.0
/*
 * run_guest [-s] [-t] MS: a VMM whose guest uses SVE for MS milliseconds and changes its VL
 * now and then. "ready PID" on stdout once it runs. No case; for case scripts.
 *
 *	-s	hold the statistics of the vcpu, as QEMU does
 *	-t	all of KVM is used by another thread than the first one, as Cloud
 *		Hypervisor does
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "guest.h"
#include "tap.h"
#include "vls_test.h"

#define STEPS 10 /* with a VL */

static void step(struct guest *guest, struct vcpu *vcpu, unsigned int len)
{
	int i;

	if (guest_start(guest, vcpu, GUEST_SVE, len))
		tap_bail("%s", guest->msg);
	for (i = 0; i < STEPS; i++) {
		if (guest_step(guest))
			tap_bail("%s", guest->msg);
		usleep(4000);
	}
}

static bool holds_statistics;

static void *run(void *arg)
{
	double end = clock_seconds() + strtol(arg, NULL, 10) / 1e3;
	struct vcpu_fp_stats stats;
	struct guest guest;
	struct vcpu vcpu;

	new_vcpu(&vcpu, true);
	must_finalize(&vcpu);
	if (holds_statistics && vcpu_fp_stats(&vcpu, &stats))
		tap_bail("%s", vcpu.msg);
	step(&guest, &vcpu, 0);
	printf("ready %d\n", getpid());
	fflush(stdout);
	for (unsigned int i = 1; clock_seconds() < end; i++)
		step(&guest, &vcpu, i & 1 ? VLS_VQ_ARCH_MAX - 1 : 0);
	free_vcpu(&vcpu);
	return NULL;
}

int main(int argc, char **argv)
{
	bool in_thread = false;
	pthread_t thread;
	int option;

	while ((option = getopt(argc, argv, "st")) != -1) {
		if (option == '?')
			return 2;
		holds_statistics = holds_statistics || option == 's';
		in_thread = in_thread || option == 't';
	}
	if (optind + 1 != argc)
		return 2;
	if (!in_thread) {
		run(argv[optind]);
		return 0;
	}
	if (pthread_create(&thread, NULL, run, argv[optind]))
		return 2;
	return pthread_join(thread, NULL);
}
