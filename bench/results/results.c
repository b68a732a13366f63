// SPDX-License-Identifier: GPL-2.0
/* A set of results in memory; see results.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "results.h"

static const char *const names[NR_METRICS] = {
	[METRIC_NS] = "ns",
	[METRIC_CYCLES] = "cycles",
	[METRIC_INSTRUCTIONS] = "instructions",
	[METRIC_CYCLES_NO_GUEST] = "cycles_no_guest",
	[METRIC_INSTRUCTIONS_NO_GUEST] = "instructions_no_guest",
	[METRIC_CYCLES_NO_RUN] = "cycles_no_run",
	[METRIC_INSTRUCTIONS_NO_RUN] = "instructions_no_run",
	[METRIC_PHASE + KVM_SVE_HOST_SAVE] = "host_save",
	[METRIC_PHASE + KVM_SVE_GUEST_RESTORE] = "guest_restore",
	[METRIC_PHASE + KVM_SVE_RESIDENT] = "resident",
	[METRIC_PHASE + KVM_SVE_GUEST_SAVE] = "guest_save",
	[METRIC_PHASE_CYCLES + KVM_SVE_HOST_SAVE] = "host_save_cycles",
	[METRIC_PHASE_CYCLES + KVM_SVE_GUEST_RESTORE] = "guest_restore_cycles",
	[METRIC_PHASE_CYCLES + KVM_SVE_RESIDENT] = "resident_cycles",
	[METRIC_PHASE_CYCLES + KVM_SVE_GUEST_SAVE] = "guest_save_cycles",
	[METRIC_STAMP] = "stamp",
	[METRIC_STAMP_CYCLES] = "stamp_cycles",
};

const char *metric_name(enum metric metric)
{
	return names[metric];
}

enum metric metric_find(const char *name)
{
	enum metric m = 0;

	while (m < NR_METRICS && strcmp(names[m], name))
		m++;
	return m;
}

bool metric_is_ns(enum metric metric)
{
	return metric == METRIC_NS || metric == METRIC_STAMP ||
	       (metric >= METRIC_PHASE && metric < METRIC_PHASE_CYCLES);
}

bool metric_is_instructions(enum metric metric)
{
	return metric == METRIC_INSTRUCTIONS || metric == METRIC_INSTRUCTIONS_NO_GUEST ||
	       metric == METRIC_INSTRUCTIONS_NO_RUN;
}

const char *metric_unit(enum metric metric)
{
	if (metric_is_ns(metric))
		return "ns";
	return metric_is_instructions(metric) ? "instructions" : "cycles";
}

const char *phase_name(enum kvm_sve_phase phase)
{
	return names[METRIC_PHASE + phase];
}

int results_alloc(struct result_set *set, size_t planned)
{
	set->planned = planned;
	set->results = calloc(planned + 1, sizeof(*set->results));
	set->skips = calloc(planned + 1, sizeof(*set->skips));
	return set->results && set->skips ? 0 : -ENOMEM;
}

void results_free(struct result_set *set)
{
	for (size_t i = 0; i < set->nr_results; i++)
		for (int m = 0; m < NR_METRICS; m++)
			stats_free(&set->results[i].metric[m]);
	free(set->results);
	free(set->skips);
	*set = (struct result_set){ 0 };
}

double results_noise(const struct result_set *set, const char *exit, enum metric metric)
{
	for (size_t i = 0; i < set->nr_noise; i++)
		if (!strcmp(set->noise[i].exit, exit))
			return set->noise[i].of[metric] > 0 ? set->noise[i].of[metric] : 0;
	return 0;
}

bool results_have(const struct result_set *set, enum metric metric)
{
	for (size_t i = 0; i < set->nr_results; i++)
		if (set->results[i].metric[metric].n)
			return true;
	return false;
}

bool results_same_table(const struct result *a, const struct result *b)
{
	return !strcmp(a->exit, b->exit) && !strcmp(a->host_state, b->host_state);
}

bool results_begins_table(const struct result_set *set, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (results_same_table(&set->results[i], &set->results[at]))
			return false;
	return true;
}

const struct result *results_find(const struct result_set *set, const char *name)
{
	for (size_t i = 0; i < set->nr_results; i++)
		if (!strcmp(set->results[i].name, name))
			return &set->results[i];
	return NULL;
}
