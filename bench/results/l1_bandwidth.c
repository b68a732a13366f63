// SPDX-License-Identifier: GPL-2.0
/* The L1 bandwidth of cores; see l1_bandwidth.h. */
#include <stddef.h>

#include "l1_bandwidth.h"
#include "lib/host.h"

#define SWOG "Arm Software Optimization Guide, "

/*
 * From the pipelines that the guides list, times the width of each: N2, N3, V2 and V3 have three
 * for loads and two for stores, of 16 bytes. V1 has the same for V registers, and two of 32 bytes
 * each way for Z registers; of its stores half of that is all that was seen measured, but a limit
 * has to be one that cannot be passed. A64FX has two loads or one store of 64 bytes, and merges
 * stores of narrower registers.
 */
static const struct {
	uint32_t part;
	struct l1_bandwidth bandwidth;
} cores[] = {
	{ 0x00410d40, { "Neoverse-V1", { 48, 32 }, { 64, 64 }, SWOG "document 109897" } },
	{ 0x00410d49, { "Neoverse-N2", { 48, 32 }, { 48, 32 }, SWOG "document 109914" } },
	{ 0x00410d4f, { "Neoverse-V2", { 48, 32 }, { 48, 32 }, SWOG "document 109898" } },
	{ 0x00410d84, { "Neoverse-V3", { 48, 32 }, { 48, 32 }, SWOG "document 109678" } },
	{ 0x00410d8e, { "Neoverse-N3", { 48, 32 }, { 48, 32 }, SWOG "document 109637" } },
	{ 0x00460001, { "A64FX", { 128, 64 }, { 128, 64 },
			"A64FX Microarchitecture Manual 1.8.1" } },
	{ 0x006d0d49, { "Cobalt 100", { 48, 32 }, { 48, 32 },
			"its core is a Neoverse-N2; " SWOG "document 109914" } },
};

const struct l1_bandwidth *l1_bandwidth_find(uint64_t midr)
{
	for (size_t i = 0; i < sizeof(cores) / sizeof(*cores); i++)
		if (cores[i].part == host_midr_part(midr))
			return &cores[i].bandwidth;
	return NULL;
}
