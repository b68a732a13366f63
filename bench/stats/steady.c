// SPDX-License-Identifier: GPL-2.0
/* Is what is measured steady? See steady.h. */
#include <math.h>

#include "lib/quantile.h"
#include "steady.h"

static void end_block(struct steady *steady)
{
	quantile_sort(steady->block, steady->in_block);
	steady->medians[steady->blocks++ % STEADY_BLOCKS] =
		quantile_of(steady->block, steady->in_block, 500);
	steady->in_block = 0;
}

bool steady_add(struct steady *steady, double value, double now, double grain)
{
	double low = INFINITY, high = -INFINITY;

	if (!steady->in_block)
		steady->begun = now;
	if (steady->in_block < STEADY_BLOCK_MAX)
		steady->block[steady->in_block++] = value;
	if (steady->in_block < STEADY_BLOCK_MIN || now - steady->begun < STEADY_BLOCK_NS)
		return false;
	end_block(steady);
	if (steady->blocks < STEADY_BLOCKS)
		return false;
	for (int i = 0; i < STEADY_BLOCKS; i++) {
		low = fmin(low, steady->medians[i]);
		high = fmax(high, steady->medians[i]);
	}
	return high - low <= fmax(STEADY_WITHIN * fabs(low), grain);
}
