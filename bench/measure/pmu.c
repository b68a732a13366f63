// SPDX-License-Identifier: GPL-2.0
/* The PMU of a CPU, by sysfs; see pmu.h. */
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cpu_list.h"
#include "lib/sysfs.h"
#include "pmu.h"

#define PMUS	"/sys/bus/event_source/devices"

/* Read the file @name of @pmu. Return: 0 or a negative errno. */
static int read_file(char *buf, size_t size, const char *root, const char *pmu, const char *name)
{
	char path[SYSFS_PATH_MAX];

	snprintf(path, sizeof(path), PMUS "/%.64s/%s", pmu, name);
	return sysfs_read_at(buf, size, root, path);
}

static void look_at(struct pmu *pmu, const char *root, const char *name, int cpu)
{
	char cpus[1024], type[16];
	cpu_set_t set;

	if (read_file(cpus, sizeof(cpus), root, name, "cpus") ||
	    read_file(type, sizeof(type), root, name, "type"))
		return;
	cpu_list_parse(cpus, &set);
	if (!CPU_ISSET(cpu, &set)) {
		pmu->others++;
		return;
	}
	snprintf(pmu->name, sizeof(pmu->name), "%.63s", name);
	pmu->type = strtoul(type, NULL, 10);
}

void pmu_find(struct pmu *pmu, const char *root, int cpu)
{
	char path[SYSFS_PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	*pmu = (struct pmu){ 0 };
	snprintf(path, sizeof(path), "%s" PMUS, root);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			look_at(pmu, root, entry->d_name, cpu);
	if (dir)
		closedir(dir);
}
