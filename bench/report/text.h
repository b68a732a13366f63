/* SPDX-License-Identifier: GPL-2.0 */
/* What the texts for people share: the screen of a run and all that is known of it. */
#ifndef KVM_SVE_BENCH_TEXT_H
#define KVM_SVE_BENCH_TEXT_H

#include <stddef.h>

#include "bench/results/results.h"

#define TEXT_CELL	32
#define TEXT_LINE	512	/* before it is wrapped */
#define TEXT_FULL_WIDTH	100

/* What a round trip is told in: times mean nothing where they are emulated. */
enum metric text_metric(const struct result_set *set);

/*
 * Which machine it was, and whether its numbers mean anything: the first lines of every text.
 * Return: how many.
 */
size_t text_machine(const struct result_set *set, int width);

/*
 * @value without a fraction, in at most @width columns, of which there must be 5: "12345k" where
 * it does not fit, then "12346M".
 */
const char *text_number(char cell[TEXT_CELL], int width, double value);

/* The VL of @r; "-" for a vcpu without SVE. */
const char *text_vl(char cell[TEXT_CELL], const struct result *r);

/* Are they of one table: one for each kind of exit and state of the host? */
bool text_same_table(const struct result *a, const struct result *b);

/* Is the result at @at the first one of its table? */
bool text_begins_table(const struct result_set *set, size_t at);

/* One screen: a row for each VL. */
void text_screen(const struct result_set *set);

/* All numbers of each case. */
void text_full(const struct result_set *set);

#endif /* KVM_SVE_BENCH_TEXT_H */
