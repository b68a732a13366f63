// SPDX-License-Identifier: GPL-2.0
/* Defaults of "kvm-sve bench", and how much it measures; see options.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/reach.h"
#include "bench/results/results.h"
#include "lib/cli/cli.h"
#include "options.h"

#define TIME_DEFAULT	1.0	/* seconds */
#define TIME_QUICK	0.1
#define N_EMULATED	350
#define N_QUICK		100
#define WARMUP_EMULATED	20
#define WARMUP_QUICK	5
#define ROUNDS_DEFAULT	10
#define ROUND_MIN	10	/* round trips of one, by default */
#define ROUNDS_INTERLEAVED	20	/* with --setup-baseline, which tests the rounds as pairs */
#define ROUND_MIN_INTERLEAVED	5
#define THRESHOLD_DEFAULT 0.05

static size_t rounds_of(size_t n, bool interleaved)
{
	size_t rounds = n / (interleaved ? ROUND_MIN_INTERLEAVED : ROUND_MIN);
	size_t most = interleaved ? ROUNDS_INTERLEAVED : ROUNDS_DEFAULT;

	if (!n)
		return most;
	if (!rounds)
		return 1;
	return rounds < most ? rounds : most;
}

bool bench_options_compare_phases(const struct bench_options *opts)
{
	return opts->metric == NR_METRICS && !opts->no_phases;
}

/* How many cases there will be is not known yet: is it enough for one? */
static void check_rounds(const struct bench_options *opts)
{
	struct reach reach = {
		.cases = 1,
		.phases = bench_options_compare_phases(opts),
		.paired = opts->setup_baseline,
	};
	bool comparing = opts->setup_baseline || (opts->baseline && !opts->candidate);
	char why[RESULT_WHY];

	if (!comparing || reach_usable(&reach, opts->rounds * opts->repeat, why))
		return;
	cli_error("%s", why);
	exit(CLI_USAGE);
}

/* What one screen shows; a pattern chooses among all cases. */
static void default_exits(struct bench_options *opts)
{
	for (const struct bench_exit *exit = bench_exits; exit->name; exit++)
		if (opts->pattern || bench_exit_is(exit, "mmio", strlen("mmio")))
			opts->exits[opts->nr_exits++] = exit;
	if (!opts->pattern && !opts->host_states)
		opts->host_states = 1U << HOST_STATE_CLEAN;
}

void bench_options_init(struct bench_options *opts)
{
	*opts = (struct bench_options){
		.warmup = SIZE_MAX,
		.repeat = 1,
		.cpu = -1,
		.metric = NR_METRICS,
		.threshold = THRESHOLD_DEFAULT,
		.out = {
			.schema = "bench",
			.offered = OUT(TEXT) | OUT(JSON) | OUT(CSV) | OUT(HTML) |
				   OUT(BENCHSTAT),
		},
	};
	for (const struct bench_guest *guest = bench_guests; guest->name; guest++)
		opts->guests[opts->nr_guests++] = guest;
}

/* No more rounds than round trips. */
static void limit_rounds(struct bench_options *opts)
{
	if (opts->n && opts->rounds > opts->n)
		opts->rounds = opts->n;
	opts->noise_rounds = opts->quick ? (opts->rounds + 1) / 2 : opts->rounds;
}

void bench_options_complete(struct bench_options *opts)
{
	if (!opts->nr_exits)
		default_exits(opts);
	if (!opts->rounds)
		opts->rounds = rounds_of(opts->n, opts->setup_baseline);
	limit_rounds(opts);
	check_rounds(opts);
}

void bench_options_size(struct bench_options *opts, bool emulated)
{
	if (emulated && opts->warmup == SIZE_MAX && !(opts->time > 0))
		opts->warmup = opts->quick ? WARMUP_QUICK : WARMUP_EMULATED;
	if (opts->n || opts->time > 0)
		return;
	if (!emulated)
		opts->time = opts->quick ? TIME_QUICK : TIME_DEFAULT;
	else
		opts->n = opts->quick ? N_QUICK : N_EMULATED;
	limit_rounds(opts);
}
