/* SPDX-License-Identifier: GPL-2.0 */
/* Writing to files of sysfs and tracefs, for test programs. */
#ifndef KVM_SVE_TESTS_CASES_COMMON_WRITE_H
#define KVM_SVE_TESTS_CASES_COMMON_WRITE_H

/* Write @text to @path by one write(2). Return: 0 or the errno; EIO: not all was taken. */
int try_write(const char *path, const char *text);

/* The same. Bails out on failure. */
void write_text(const char *path, const char *text);

#endif /* KVM_SVE_TESTS_CASES_COMMON_WRITE_H */
