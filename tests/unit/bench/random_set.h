/* SPDX-License-Identifier: GPL-2.0 */
/* Random sets of results, with whatever a file may hold. After cmocka.h. */
#ifndef KVM_SVE_TESTS_UNIT_RANDOM_SET_H
#define KVM_SVE_TESTS_UNIT_RANDOM_SET_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/results.h"

#define RANDOM_ROWS	3	/* of a set, at most */

/* From 0 to @n - 1. */
static inline unsigned int below(unsigned int n)
{
	return random() % n;
}

static inline double random_value(void)
{
	static const double some[] = { 0, 0, 1, 16, 1 / 3.0, 1e-9, -5, 40, 1e15, -1e15, 5e-324 };

	return below(2) ? some[below(sizeof(some) / sizeof(*some))] : random() / 7.0;
}

static inline int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static inline struct stats random_stats(void)
{
	static const size_t rounds[] = { 0, 1, 2, 3, 8, 8, 10, 10, 20, STATS_ROUNDS_MAX };
	double v[8], medians[STATS_ROUNDS_MAX];
	bool ties = !below(3);
	struct stats s = { 0 };
	size_t n = rounds[below(sizeof(rounds) / sizeof(*rounds))];

	if (!below(3))
		return s;
	for (size_t i = 0; i < 8; i++)
		v[i] = ties ? 48 : random_value();
	qsort(v, 8, sizeof(*v), ascending);
	s = (struct stats){
		.n = 1 + below(below(2) ? 2000 : 1000000),
		.min = v[0], .p25 = v[1], .p50 = v[2], .p75 = v[3],
		.p90 = v[4], .p99 = v[5], .p999 = v[6], .max = v[7],
		.p50_low = random_value(), .p50_high = random_value(),
		.mean = random_value(), .mean_low = random_value(), .mean_high = random_value(),
	};
	s.p90 = stats_has(&s, 900) ? s.p90 : 0;
	s.p99 = stats_has(&s, 990) ? s.p99 : 0;
	s.p999 = stats_has(&s, 999) ? s.p999 : 0;
	s.outliers = below(s.n + 1);
	for (size_t i = 0; i < n; i++)
		medians[i] = ties ? 0 : random_value();
	if (n)
		stats_set_rounds(&s, medians, n);
	return s;
}

/* Printable, with what JSON and CSV must quote, and now and then as long as it may be. */
static inline void random_text(char *to, size_t size, const char *at_least)
{
	static const char *const pieces[] = { "a", "\"", "\\", ",", "é", "0x100", " ", "%s", "'" };
	size_t len = snprintf(to, size, "%s", at_least), want = below(16) ? below(12) : size;
	const char *piece;

	while (len < want) {
		piece = pieces[below(sizeof(pieces) / sizeof(*pieces))];
		if (len + strlen(piece) >= size)
			break;
		len = stpcpy(to + len, piece) - to;
	}
}

static inline unsigned int random_vl(void)
{
	return below(VLS_VQ_ARCH_MAX + 1) * VLS_VQ_BITS;
}

static inline void random_row(struct result *r, size_t i)
{
	char first[RESULT_WORD];

	snprintf(first, sizeof(first), "%zu/", i); /* names differ */
	random_text(r->name, sizeof(r->name), first);
	random_text(r->guest, sizeof(r->guest), "g");
	random_text(r->exit, sizeof(r->exit), "e");
	random_text(r->host_state, sizeof(r->host_state), "");
	r->vl = random_vl();
	r->host_vl = random_vl();
	r->peer_vl = random_vl();
	r->rdvl = random_vl();
	r->guest_instructions = random();
	r->n = random();
	r->trips = 1 + below(64);
	r->retries = below(10);
	r->multiplexed = below(2);
	r->traced = below(2);
	r->steady = below(3);
	r->involuntary = below(2) ? -1 : random();
	for (int m = 0; m < METRIC_PHASE; m++) {
		r->metric[m] = random_stats();
		if (r->trips > 1)
			stats_set_means(&r->metric[m]);
	}
	for (int p = 0; r->traced && p < KVM_SVE_NR_PHASES; p++) {
		r->metric[METRIC_PHASE + p] = random_stats();
		if (r->metric[METRIC_PHASE + p].n)
			r->metric[METRIC_PHASE_CYCLES + p] = random_stats();
	}
	r->metric[METRIC_STAMP] = random_stats();
	if (r->metric[METRIC_STAMP].n)
		r->metric[METRIC_STAMP_CYCLES] = random_stats();
	if (r->traced) {
		r->runs = random();
		r->events = random();
		r->missing = 0;	/* a result with some is a wrong result, and in no file */
		r->drops = random();
		r->restores = random();
		r->early = random();
		r->kept = random();
		r->evicted = random();
		r->expected = random();
		r->peer_restores = random();
	}
	r->have_stat = below(2);
	if (r->have_stat)
		r->fpsimd_restores = random();
}

static inline void random_host(struct host *host)
{
	enum hypervisor_kind kind = below(4);

	host->hypervisor.kind = kind;
	if (kind == HYPERVISOR_NESTED || (kind != HYPERVISOR_NONE && below(2)))
		random_text(host->hypervisor.name, sizeof(host->hypervisor.name), "QEMU");
	random_text(host->kvm_mode, sizeof(host->kvm_mode), "");
	random_text(host->kernel, sizeof(host->kernel), "");
	host->has_module = below(3);
	if (host->has_module == YES)
		random_text(host->module, sizeof(host->module), "1");
	random_text(host->governor, sizeof(host->governor), "");
	random_text(host->clock, sizeof(host->clock), "");
	random_text(host->cpu_name, sizeof(host->cpu_name), "");
	host->cpu = below(512);
	host->cpus = below(512);
	host->midr = below(2) ? random() : 0;
	host->cntfrq = random();
}

static inline void random_env(struct env *env)
{
	random_text(env->version, sizeof(env->version), "");
	random_text(env->cmdline, sizeof(env->cmdline), "");
	random_text(env->model, sizeof(env->model), "");
	random_text(env->siblings, sizeof(env->siblings), "");
	env->series = below(3);
	env->isolated = below(3);
	env->khz = below(4000000);
	env->khz_end = below(4000000);
	env->nohz_full = below(3);
	env->irqs = below(2) ? -1 : (int)below(1000);
	env->fifo = below(100);
	env->latency_us = below(2) ? -1 : (int)below(1000);
	env->memory_locked = below(3);
	env->max_khz = below(4000000);
	env->sibling_busy = below(2) ? -1 : below(1000) / 999.0;
	env->nr_mitigations = below(8) ? below(3) : ENV_LINES;
	for (size_t i = 0; i < env->nr_mitigations; i++)
		random_text(env->mitigations[i], ENV_TEXT, "");
	env->nr_warnings = below(8) ? below(3) : ENV_LINES;
	for (size_t i = 0; i < env->nr_warnings; i++)
		random_text(env->warnings[i], ENV_TEXT, "");
}

static inline void random_noise(struct noise *noise)
{
	random_text(noise->name, sizeof(noise->name), "n");
	random_text(noise->exit, sizeof(noise->exit), "e");
	noise->runs = below(10);
	for (int m = 0; m < NR_METRICS; m++)
		noise->of[m] = below(2) ? -1 : random() / 1e9;
}

static inline void random_vls(struct vls *set)
{
	for (unsigned int vq = 1; vq <= VLS_VQ_MAX; vq++)
		if (!below(3))
			vls_add(set, vq);
}

static inline void random_set(struct result_set *set)
{
	struct context *context = &set->context;
	size_t rows = below(RANDOM_ROWS + 1);

	memset(set, 0, sizeof(*set));
	assert_int_equal(results_alloc(set, RANDOM_ROWS + 2), 0);
	for (size_t i = 0; i < rows; i++)
		random_row(&set->results[set->nr_results++], i);
	set->nr_skips = below(3);
	for (size_t i = 0; i < set->nr_skips; i++) {
		random_text(set->skips[i].name, RESULT_NAME, "");
		random_text(set->skips[i].why, RESULT_WHY, "");
	}
	random_text(context->date, sizeof(context->date), "");
	random_text(context->host_name, sizeof(context->host_name), "");
	random_text(context->version, sizeof(context->version), "");
	random_text(context->command, sizeof(context->command), "");
	if (below(2)) {
		random_text(set->interleaved.id, sizeof(set->interleaved.id), "i");
		random_text(set->interleaved.setup, sizeof(set->interleaved.setup), "");
	}
	random_host(&set->host);
	random_env(&set->env);
	random_vls(&set->host.vls);
	random_vls(&set->guest_max);
	set->n = below(10000000);
	set->time = below(2) ? 0 : random() / 1e7;
	set->warmup = below(8) ? below(10000000) : SIZE_MAX;
	set->rounds = below(1000);
	set->repeat = below(1000);
	set->tick_ns = below(2) ? 0 : random() / 1e7;
	set->resolution_ns = below(2) ? 0 : random() / 1e7;
	for (int m = METRIC_CYCLES; m <= METRIC_PHASE; m++)
		random_text(set->why[m], RESULT_WHY, "");
	set->nr_noise = below(8) ? below(3) : NOISE_MAX;
	for (size_t i = 0; i < set->nr_noise; i++)
		random_noise(&set->noise[i]);
	set->partial = below(2);
	set->planned = below(10000000);
}

#endif /* KVM_SVE_TESTS_UNIT_RANDOM_SET_H */
