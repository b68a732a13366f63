// SPDX-License-Identifier: GPL-2.0
/* Patterns for SVE registers; see fp_regs.h. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "fp_regs.h"

#define NR_Z 32
#define NR_P 16

static uint64_t mix(uint64_t x)
{
	x ^= x >> 31;
	x *= 0x9e3779b97f4a7c15;
	x ^= x >> 29;
	return x * 0xd1b54a32d192ed03 + 1;
}

/* FFR is a run of ones from element 0, or the architecture does not define it. */
static void ffr_pattern(uint8_t *ffr, unsigned int vl, uint64_t seed)
{
	unsigned int i, ones = seed % (vl + 1);

	memset(ffr, 0, vl / 8);
	for (i = 0; i < ones; i++)
		ffr[i / 8] |= 1 << i % 8;
}

void sve_pattern(struct sve_regs *regs, unsigned int vl, uint64_t seed)
{
	unsigned int i, size = NR_Z * vl + NR_P * vl / 8;
	uint64_t x = mix(seed);

	for (i = 0; i < size; i++) {
		if (i % 8 == 0)
			x = mix(x + i);
		regs->bytes[i] = x >> i % 8 * 8;
	}
	ffr_pattern(regs->bytes + size, vl, seed);
}

const char *sve_differ(const struct sve_regs *a, const struct sve_regs *b, unsigned int vl,
		       char *name)
{
	unsigned int i, at = 0, size;

	for (i = 0; i < NR_Z + NR_P + 1; i++, at += size) {
		size = i < NR_Z ? vl : vl / 8;
		if (!memcmp(a->bytes + at, b->bytes + at, size))
			continue;
		if (i < NR_Z)
			sprintf(name, "Z%u", i);
		else if (i < NR_Z + NR_P)
			sprintf(name, "P%u", i - NR_Z);
		else
			strcpy(name, "FFR");
		return name;
	}
	return NULL;
}

int sve_set_vl(unsigned int vl)
{
	int ret = prctl(PR_SVE_SET_VL, vl, 0, 0, 0);

	return ret >= 0 && (ret & PR_SVE_VL_LEN_MASK) == (int)vl ? 0 : -1;
}
