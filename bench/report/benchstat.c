// SPDX-License-Identifier: GPL-2.0
/*
 * A result in the format of Go's benchmarks, which benchstat and the like read: golang.org/design/
 * 14313-benchmark-format. A line for each round, so that they have samples to test.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/cli/cli.h"
#include "report.h"

#define NAME_MAX_LEN	256

/* A metric and its unit there: the part before the last hyphen names what is measured. */
struct unit {
	enum metric metric;
	const char *name;
};

static const struct unit units[] = {
	{ METRIC_NS, "ns/op" },
	{ METRIC_CYCLES, "cycles/op" },
	{ METRIC_INSTRUCTIONS, "instructions/op" },
	{ METRIC_PHASE + KVM_SVE_HOST_SAVE, "host-save-ns/op" },
	{ METRIC_PHASE + KVM_SVE_GUEST_RESTORE, "guest-restore-ns/op" },
	{ METRIC_PHASE + KVM_SVE_GUEST_SAVE, "guest-save-ns/op" },
};
#define NR_UNITS (sizeof(units) / sizeof(*units))

/* On an emulated host nothing but instructions means anything. */
static bool is_printed(const struct result_set *set, enum metric metric)
{
	return metric == METRIC_INSTRUCTIONS || !hypervisor_may_emulate(&set->host.hypervisor);
}

/* The medians of the rounds; where there is one round, the median. */
static const double *values_of(const struct stats *s, size_t *n)
{
	*n = s->rounds ? s->nr_rounds : s->n > 0;
	return s->rounds ? s->rounds : &s->p50;
}

/* The most rounds that a metric of @r has. */
static size_t nr_lines(const struct result_set *set, const struct result *r)
{
	size_t most = 0, n;

	for (size_t u = 0; u < NR_UNITS; u++) {
		if (!is_printed(set, units[u].metric))
			continue;
		values_of(&r->metric[units[u].metric], &n);
		if (n > most)
			most = n;
	}
	return most;
}

/* "/KEY=TEXT"; of a file, @text may be anything, and blanks and slashes would end it. */
static size_t add_part(char *name, size_t len, const char *key, const char *text)
{
	len += snprintf(name + len, NAME_MAX_LEN - len, "/%s=", key);
	for (; *text && len < NAME_MAX_LEN - 1; text++)
		name[len++] = isgraph((unsigned char)*text) && *text != '/' ? *text : '_';
	name[len] = 0;
	return len;
}

static void name_of(char name[NAME_MAX_LEN], const struct result *r)
{
	char vl[16] = "none";
	size_t len;

	if (r->vl)
		snprintf(vl, sizeof(vl), "%u", r->vl);
	len = snprintf(name, NAME_MAX_LEN, "BenchmarkSwitch");
	len = add_part(name, len, "guest", r->guest);
	len = add_part(name, len, "exit", r->exit);
	len = add_part(name, len, "vl", vl);
	add_part(name, len, "host", r->host_state);
}

static void print_round(const struct result_set *set, const struct result *r, const char *name,
			size_t round, size_t rounds)
{
	printf("%s %zu", name, (r->n * r->trips + rounds - 1) / rounds);
	for (size_t u = 0; u < NR_UNITS; u++) {
		const double *values;
		size_t n;

		values = values_of(&r->metric[units[u].metric], &n);
		if (is_printed(set, units[u].metric) && round < n)
			printf(" %.10g %s", values[round], units[u].name);
	}
	printf("\n");
}

/* Only what names the machine: benchstat makes a table of its own for each set of these lines. */
static void print_config(const struct result_set *set)
{
	char on[HYPERVISOR_TEXT_MAX];

	hypervisor_format(on, &set->host.hypervisor);
	if (hypervisor_may_emulate(&set->host.hypervisor))
		printf("# %s: times mean nothing for hardware, only instructions are printed\n", on);
	printf("goos: linux\ngoarch: arm64\npkg: kvm-sve/bench\ncpu: %s\n",
	       host_or_unknown(set->host.cpu_name));
}

int report_benchstat(const struct result_set *set)
{
	char name[NAME_MAX_LEN];
	size_t lines = 0, n;

	print_config(set);
	for (size_t i = 0; i < set->nr_results; i++) {
		n = nr_lines(set, &set->results[i]);
		name_of(name, &set->results[i]);
		for (size_t round = 0; round < n; round++)
			print_round(set, &set->results[i], name, round, n);
		lines += n;
	}
	if (set->nr_results && !lines) {
		cli_error("no lines for benchstat: this host is emulated, and counts no "
			  "instructions without QEMU's -icount");
		return CLI_CANNOT;
	}
	return cli_flush();
}
