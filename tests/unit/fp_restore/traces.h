/* SPDX-License-Identifier: GPL-2.0 */
/* Traces: for each load of a vcpu, whether the guest uses FP. Those of chance are seeded. */
#ifndef TRACES_H
#define TRACES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/random.h"

#define LOADS 20000

struct trace {
	size_t loads;
	bool used[LOADS];
};

static uint64_t random_state;

/* 0 <= x < 1 */
static double uniform(void)
{
	return random_unit(&random_state);
}

static void add_loads(struct trace *trace, size_t n, bool used)
{
	for (; n && trace->loads < LOADS; n--)
		trace->used[trace->loads++] = used;
}

/* Each load uses FP with the chance @share. */
static void make_random(struct trace *trace, double share, unsigned int seed)
{
	random_state = seed;
	for (trace->loads = 0; trace->loads < LOADS;)
		add_loads(trace, 1, uniform() < share);
}

/* @used loads with FP and @unused without, in turns. */
static void make_bursts(struct trace *trace, size_t used, size_t unused)
{
	for (trace->loads = 0; trace->loads < LOADS;) {
		add_loads(trace, used, true);
		add_loads(trace, unused, false);
	}
}

static size_t random_length(double mean)
{
	return 1 + log(1 - uniform()) / log(1 - 1 / mean);
}

/* The same with lengths of chance, by their means: what is left does not depend on what was. */
static void make_random_bursts(struct trace *trace, double used, double unused, unsigned int seed)
{
	random_state = seed;
	for (trace->loads = 0; trace->loads < LOADS;) {
		add_loads(trace, random_length(used), true);
		add_loads(trace, random_length(unused), false);
	}
}

/* Phases as long as each other, in each of which a share of loads uses FP. */
static void make_phases(struct trace *trace, const double *shares, size_t n, unsigned int seed)
{
	random_state = seed;
	trace->loads = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t load = 0; load < LOADS / n; load++)
			add_loads(trace, 1, uniform() < shares[i]);
}

/* recorded/NAME.txt, by record.sh. Return: false if it cannot be read, or is too long. */
static bool read_recorded(struct trace *trace, const char *name)
{
	char path[256], line[512];
	unsigned int run;
	bool used = false;
	FILE *in;

	snprintf(path, sizeof(path), "tests/unit/fp_restore/recorded/%s.txt", name);
	in = fopen(path, "re");
	if (!in)
		return false;
	trace->loads = 0;
	while (fgets(line, sizeof(line), in)) {
		char *next = line;
		int end;

		for (; line[0] != '#' && sscanf(next, "%u%n", &run, &end) == 1; next += end) {
			add_loads(trace, run, used);
			used = !used;
		}
	}
	fclose(in);
	return trace->loads > 0 && trace->loads < LOADS;
}

#endif /* TRACES_H */
