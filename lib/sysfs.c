// SPDX-License-Identifier: GPL-2.0
/* Short files of sysfs and procfs; see sysfs.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

int sysfs_read_line(char *buf, size_t size, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = fd < 0 ? -errno : 0;
	ssize_t got = -1;

	if (fd >= 0) {
		got = read(fd, buf, size - 1);
		if (got < 0)
			err = -errno;
		close(fd);
	}
	buf[got > 0 ? got : 0] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	return err;
}

int sysfs_read_at(char *buf, size_t size, const char *root, const char *path)
{
	char whole[SYSFS_PATH_MAX];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	return sysfs_read_line(buf, size, whole);
}

int sysfs_read_cpu(char *buf, size_t size, int cpu, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), SYSFS_CPUS "cpu%d/%s", cpu, name);
	return sysfs_read_line(buf, size, path);
}
