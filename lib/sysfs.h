/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Short files of sysfs and procfs. Return: 0 or a negative errno; what cannot be read
 * is an empty string.
 */
#ifndef KVM_SVE_LIB_SYSFS_H
#define KVM_SVE_LIB_SYSFS_H

#include <stddef.h>

#define SYSFS_CPUS "/sys/devices/system/cpu/"
#define SYSFS_PATH_MAX 256

/* The first line of the file @path, or its first string, cut at @size. */
int sysfs_read_line(char *buf, size_t size, const char *path);

/* The same for @path below the folder @root. */
int sysfs_read_at(char *buf, size_t size, const char *root, const char *path);

/* The same for the file @name of one CPU. */
int sysfs_read_cpu(char *buf, size_t size, int cpu, const char *name);

#endif /* KVM_SVE_LIB_SYSFS_H */
