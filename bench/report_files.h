/* SPDX-License-Identifier: GPL-2.0 */
/* "kvm-sve bench --report PAGE FILE...": results that exist already, on one page. */
#ifndef KVM_SVE_BENCH_REPORT_FILES_H
#define KVM_SVE_BENCH_REPORT_FILES_H

#include <stddef.h>

/*
 * @n: 1 to HTML_MANY_MAX. Return: CLI_OK; CLI_USAGE or CLI_CANNOT with a message that names the
 * file, and nothing is written.
 */
int report_files(const char *page, const char *const *files, size_t n);

#endif /* KVM_SVE_BENCH_REPORT_FILES_H */
