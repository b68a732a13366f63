/* SPDX-License-Identifier: GPL-2.0 */
/* The order in which two results are measured. */
#ifndef KVM_SVE_BENCH_INTERLEAVE_H
#define KVM_SVE_BENCH_INTERLEAVE_H

#include <stdbool.h>
#include <stddef.h>

#define INTERLEAVES 4 /* batches of each of two variants in a pass of a round */

/*
 * Does the candidate go first in this batch of this round? In half of a round's batches it
 * does. Which ones follows no period, so that nothing periodic, as ticks of the kernel or
 * other work of the machine, can fall in with one of the two. The same at each run, so that
 * instruction counts can be compared.
 */
bool interleave_candidate_first(size_t round, size_t batch);

#endif /* KVM_SVE_BENCH_INTERLEAVE_H */
