/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a load-to-put costs on a core, in cycles. All of it is modelled; nothing was measured
 * on hardware.
 *
 *	lazy, FP not used	0
 *	lazy, FP used		trap + restore + save + REST
 *	restored early		restore + save + REST, whether FP is used or not
 *
 * save, restore: one pass of KVM's sequences through llvm-mca 22 with a warm L1, SVE with FFR or
 * FPSIMD. The VL is no input of the models, as registers move one at a time; it counts only
 * where bytes are the limit, which is the save on V1 at 256 bits: 34.4 cycles at 32 bytes a
 * cycle, and 3.5 of latency. The A64FX waits for its pipeline at WRFFR, 11 cycles, and its
 * FPSIMD moves are those of the A64FX Microarchitecture Manual, 32 and 17, with latencies.
 *
 * REST: an early restore in vain takes about 130 cycles on V1. This is what of it is neither
 * save nor restore.
 *
 * trap: straight-line code by llvm-mca, 40 instructions of C at 3 a cycle, 4 or 5 context
 * synchronisations of at least 11 cycles each, and the loop against Spectre-BHB: 51 cycles on
 * N1, 37 on V1 and N2, 137 on V2, none on V3 and A64FX. Of a range, its middle. V3 is V2 without
 * the loop. DSB, ESB, the latency of MSR and cold code are left out, so there are also rows with
 * 500 cycles, and 900 on N1, which a whole exit takes at most: 306 ns for an hvc on an Ampere
 * Altra (kvmarm list, 29 October 2024), if at 3 GHz.
 */
#ifndef COSTS_H
#define COSTS_H

#include "policy.h"

#define REST 74

struct core {
	const char *name, *moved;
	unsigned int save, restore, trap;
	bool bound;	/* a bound of what a trap costs, not an estimate */
};

static const struct core cores[] = {
	{ "N1", "FPSIMD", 39, 27, 180, false },
	{ "N1", "FPSIMD", 39, 27, 500, false },
	{ "N1", "FPSIMD", 39, 27, 900, true },
	{ "V1", "128", 29, 27, 145, false },
	{ "V1", "256", 38, 27, 145, false },
	{ "V1", "256", 38, 27, 500, false },
	{ "N2", "128", 29, 28, 160, false },
	{ "V2", "FPSIMD", 21, 20, 240, false },
	{ "V2", "128", 29, 28, 240, false },
	{ "V2", "128", 29, 28, 500, false },
	{ "V3", "128", 29, 28, 103, false },
	{ "A64FX", "FPSIMD", 36, 27, 100, false },
	{ "A64FX", "any", 63, 74, 100, false },
	{ "A64FX", "any", 63, 74, 500, false },
};
#define CORES (sizeof(cores) / sizeof(cores[0]))

static double early_cost(const struct core *core)
{
	return core->save + core->restore + REST;
}

static double trapped_cost(const struct core *core)
{
	return core->trap + early_cost(core);
}

/* As the policy takes it. */
static u32 break_even(const struct core *core)
{
	return early_cost(core) / trapped_cost(core) * KVM_FP_RESTORE_ONE;
}

#endif /* COSTS_H */
