// SPDX-License-Identifier: GPL-2.0
/*
 * cost_trips: median instructions of a KVM_RUN round trip of a guest that uses no
 * FP, V registers or SVE: lines "GUEST INSTRUCTIONS". The counter of instructions
 * is the only one in use, so that it does not matter who holds others. Needs
 * --icount.
 */
#include <stdio.h>

#include "bystander.h"
#include "tap.h"
#include "trips.h"

static struct icount counter;

static void print(const char *name, enum guest_kind kind)
{
	printf("%s %llu\n", name, (unsigned long long)trips_median(&counter, kind));
}

int main(void)
{
	struct vm keep;

	pin_to(0);
	if (vm_open(&keep, 0))
		tap_bail("%s", keep.msg);
	icount_open(&counter);
	print("none", GUEST_NONE);
	print("fpsimd", GUEST_FPSIMD);
	print("sve", GUEST_SVE);
	vm_close(&keep);
	return 0;
}
