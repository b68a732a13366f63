/* SPDX-License-Identifier: GPL-2.0 */
/* What "kvm-sve bench" was asked for. */
#ifndef KVM_SVE_BENCH_OPTIONS_H
#define KVM_SVE_BENCH_OPTIONS_H

#include "bench/cases/cases.h"
#include "bench/measure/realtime.h"
#include "bench/report/html.h"
#include "lib/cli/out_format.h"

#define BENCH_GUESTS_MAX	8
#define BENCH_EXITS_MAX		16

struct bench_options {
	const struct bench_guest *guests[BENCH_GUESTS_MAX];
	size_t nr_guests;
	const struct bench_exit *exits[BENCH_EXITS_MAX];
	size_t nr_exits;
	unsigned int host_states;	/* bits of enum host_state; 0: as the exit has it */
	unsigned int host_vl;		/* of HOST_STATE_SVE, bits; 0: the largest */
	struct vls vls;			/* empty: all of the guest maximum */
	const char *pattern;		/* of names of cases; NULL: all */
	size_t n;			/* 0: as many as @time takes */
	double time;			/* seconds of each case; 0: by @n */
	size_t warmup;			/* SIZE_MAX: until times are steady */
	size_t rounds, repeat;
	size_t noise_rounds;		/* of each run for the noise floor; fewer make it larger */
	int cpu;			/* -1: the one we are on */
	struct realtime_options realtime;
	bool record_cmdline;		/* of the kernel; it may hold secrets */
	bool quick, no_sve, no_phases, no_exclude;
	bool list, full;
	struct out_options out;
	const char *report;		/* file for the page; NULL: none */
	const char *files[HTML_MANY_MAX]; /* of results for the page; if any, measure nothing */
	size_t nr_files;
	/* Commands, to measure two interleaved; NULL: one. */
	const char *setup_baseline, *setup_candidate;
	const char *output_baseline;	/* file for the JSON of the first; NULL: none */
	const char *baseline, *candidate; /* files to compare; NULL: none, and measure now */
	enum metric metric;		/* to compare by; NR_METRICS: choose */
	double threshold;		/* 0.05: 5% */
	bool force;			/* compare results of unlike hosts */
};

/* As without any option; and then, with those that were given, what follows from them. */
void bench_options_init(struct bench_options *opts);

/* Bad usage exits. */
void bench_options_complete(struct bench_options *opts);

/*
 * How much to measure, where that was not said: by time, and until times are steady; on a host
 * that is emulated, where they mean nothing, a fixed number.
 */
void bench_options_size(struct bench_options *opts, bool emulated);

/* Are phases compared, and not the round trip or one metric alone? */
bool bench_options_compare_phases(const struct bench_options *opts);

#endif /* KVM_SVE_BENCH_OPTIONS_H */
