// SPDX-License-Identifier: GPL-2.0
/* The surroundings of a measurement; see env.h. */
#include <dirent.h>
#include <math.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "env.h"
#include "irqs.h"
#include "lib/cpu_list.h"
#include "lib/sysfs.h"

#define VULNERABILITIES	SYSFS_CPUS "vulnerabilities"
#define BUSY_MAX	0.05	/* a sibling's part of the time that does not matter */
#define KHZ_MAX		0.01	/* nor does such a part of the clock rate */

/* Busy and all ticks of a CPU since boot. */
struct load {
	unsigned long long busy, all;
};

static struct load begun[CPU_SETSIZE];

static unsigned int read_khz(int cpu, const char *name)
{
	char text[32];

	sysfs_read_cpu(text, sizeof(text), cpu, name);
	return strtoul(text, NULL, 10);
}

static void read_loads(struct load *loads)
{
	unsigned long long t[8];
	FILE *f = fopen("/proc/stat", "re");
	char line[512];
	int cpu;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "cpu%d %llu %llu %llu %llu %llu %llu %llu %llu", &cpu, &t[0],
			   &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7]) != 9 ||
		    cpu < 0 || cpu >= CPU_SETSIZE)
			continue;
		loads[cpu].busy = t[0] + t[1] + t[2] + t[5] + t[6] + t[7];
		loads[cpu].all = loads[cpu].busy + t[3] + t[4];
	}
	if (f)
		fclose(f);
}

static void read_mitigations(struct env *env)
{
	DIR *dir = opendir(VULNERABILITIES);
	struct dirent *entry;
	char path[512], state[ENV_TEXT];

	while (dir && (entry = readdir(dir)) && env->nr_mitigations < ENV_LINES) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), VULNERABILITIES "/%s", entry->d_name);
		if (sysfs_read_line(state, sizeof(state), path))
			strcpy(state, "unknown");
		snprintf(env->mitigations[env->nr_mitigations++], ENV_TEXT, "%.60s: %.180s",
			 entry->d_name, state);
	}
	if (dir)
		closedir(dir);
}

/* Is it in the list in the file @path? A list of none may read "(null)". */
static enum yes_no is_in(const char *path, int cpu)
{
	char list[ENV_TEXT];
	cpu_set_t set;

	if (sysfs_read_line(list, sizeof(list), path))
		return UNKNOWN;
	cpu_list_parse(list, &set);
	return CPU_ISSET(cpu, &set) ? YES : NO;
}

void env_begin(struct env *env, int cpu, bool cmdline)
{
	struct utsname uts;

	*env = (struct env){ .sibling_busy = -1, .latency_us = -1, .memory_locked = UNKNOWN };
	if (!uname(&uts))
		snprintf(env->version, sizeof(env->version), "%s", uts.version);
	if (cmdline)
		sysfs_read_line(env->cmdline, sizeof(env->cmdline), "/proc/cmdline");
	sysfs_read_line(env->model, sizeof(env->model), "/sys/firmware/devicetree/base/model");
	if (!env->model[0])
		sysfs_read_line(env->model, sizeof(env->model), "/sys/class/dmi/id/product_name");
	env->khz = read_khz(cpu, "cpufreq/scaling_cur_freq");
	env->max_khz = read_khz(cpu, "cpufreq/cpuinfo_max_freq");
	sysfs_read_cpu(env->siblings, sizeof(env->siblings), cpu, "topology/thread_siblings_list");
	env->isolated = is_in(SYSFS_CPUS "isolated", cpu);
	env->nohz_full = is_in(SYSFS_CPUS "nohz_full", cpu);
	env->irqs = irqs_of_cpu("", cpu);
	read_mitigations(env);
	read_loads(begun);
}

void env_end(struct env *env, int cpu)
{
	static struct load now[CPU_SETSIZE];
	cpu_set_t siblings;

	env->khz_end = read_khz(cpu, "cpufreq/scaling_cur_freq");
	cpu_list_parse(env->siblings, &siblings);
	read_loads(now);
	for (int i = 0; i < CPU_SETSIZE; i++) {
		double all = now[i].all - begun[i].all, busy = now[i].busy - begun[i].busy;

		if (i == cpu || !CPU_ISSET(i, &siblings))
			continue;
		if (all > 0 && busy / all > env->sibling_busy)
			env->sibling_busy = busy / all;
	}
}

static void __attribute__((format(printf, 2, 3)))
warn(struct env *env, const char *fmt, ...)
{
	va_list args;

	if (env->nr_warnings == ENV_LINES)
		return;
	va_start(args, fmt);
	vsnprintf(env->warnings[env->nr_warnings++], ENV_TEXT, fmt, args);
	va_end(args);
}

static bool clock_changed(const struct env *env)
{
	double more = (double)env->khz_end - env->khz;

	return env->khz && env->khz_end && fabs(more) > KHZ_MAX * env->khz;
}

void env_warn(struct env *env, int cpu, const char *governor,
	      const struct hypervisor *hypervisor)
{
	if (hypervisor_may_emulate(hypervisor))
		return;
	if (hypervisor->kind == HYPERVISOR_NESTED)
		warn(env, "this host is a guest itself, under %s: an exit goes through that as "
		     "well, and so may each read of the counter",
		     hypervisor->name);
	if (governor[0] && strcmp(governor, "performance"))
		warn(env, "CPU %d: the governor is %s, so its clock may change; set performance",
		     cpu, governor);
	if (clock_changed(env))
		warn(env, "CPU %d: its clock was at %u MHz at the start and at %u MHz at the end",
		     cpu, env->khz / 1000, env->khz_end / 1000);
	if (env->sibling_busy > BUSY_MAX)
		warn(env, "CPU %d shares its core (%s), and that was busy %.0f%% of the time", cpu,
		     env->siblings, env->sibling_busy * 100);
	if (env->isolated == NO)
		warn(env, "CPU %d is not isolated: other tasks may run there (isolcpus=)", cpu);
}
