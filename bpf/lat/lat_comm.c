// SPDX-License-Identifier: GPL-2.0
/* The name of a VMM's process; see lat_comm.h. */
#include <stdio.h>
#include <string.h>

#include "lat_comm.h"
#include "lib/cli/printable.h"
#include "lib/sysfs.h"

void lat_comm(char buf[LAT_COMM_SIZE], unsigned int pid)
{
	char path[32], name[LAT_COMM_SIZE];

	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	if (sysfs_read_line(name, sizeof(name), path))
		strcpy(name, "?");
	printable_copy(buf, LAT_COMM_SIZE, name);
}
