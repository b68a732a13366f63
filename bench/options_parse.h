/* SPDX-License-Identifier: GPL-2.0 */
/* The command line of "kvm-sve bench". */
#ifndef KVM_SVE_BENCH_OPTIONS_PARSE_H
#define KVM_SVE_BENCH_OPTIONS_PARSE_H

#include "options.h"

/* Parse the command line of "bench"; bad usage exits. */
void bench_options_parse(struct bench_options *opts, int argc, char **argv);

#endif /* KVM_SVE_BENCH_OPTIONS_PARSE_H */
