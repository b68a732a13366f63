// SPDX-License-Identifier: GPL-2.0
/* Interrupts that a CPU takes, by /proc/irq; see irqs.h. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>

#include "irqs.h"
#include "lib/cpu_list.h"
#include "lib/sysfs.h"
#include "lib/yes_no.h"

#define IRQS	"/proc/irq"

/* YES, NO, or UNKNOWN where the kernel does not say where it goes. */
static enum yes_no goes_to(const char *root, const char *irq, int cpu)
{
	char path[SYSFS_PATH_MAX], list[1024];
	cpu_set_t set;

	snprintf(path, sizeof(path), IRQS "/%.16s/effective_affinity_list", irq);
	if (sysfs_read_at(list, sizeof(list), root, path))
		return UNKNOWN;
	cpu_list_parse(list, &set);
	return CPU_ISSET(cpu, &set) ? YES : NO;
}

int irqs_of_cpu(const char *root, int cpu)
{
	char path[SYSFS_PATH_MAX];
	struct dirent *entry;
	int n = 0, known = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s" IRQS, root);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		enum yes_no to = isdigit((unsigned char)entry->d_name[0]) ?
				 goes_to(root, entry->d_name, cpu) : UNKNOWN;

		known += to != UNKNOWN;
		n += to == YES;
	}
	if (dir)
		closedir(dir);
	return known ? n : -1;
}
