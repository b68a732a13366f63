/* SPDX-License-Identifier: GPL-2.0 */
/* What the texts for people share: the screen of a run and all that is known of it. */
#ifndef KVM_SVE_BENCH_TEXT_H
#define KVM_SVE_BENCH_TEXT_H

#include <stddef.h>

#include "bench/results/results.h"

#define TEXT_CELL	32
#define TEXT_LINE	512	/* before it is wrapped */
#define TEXT_FULL_WIDTH	100

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

/* One screen: a row for each VL. */
void text_screen(const struct result_set *set);

/* All numbers of each case. */
void text_full(const struct result_set *set);

#endif /* KVM_SVE_BENCH_TEXT_H */
