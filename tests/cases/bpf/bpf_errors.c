// SPDX-License-Identifier: GPL-2.0
/*
 * bpf_errors ERRNO: what the commands on BPF say when their program is not loaded for
 * this reason, and their exit status. For reasons that no healthy kernel gives. No case;
 * for case scripts.
 */
#include <stdlib.h>

#include "bpf/load.h"

int main(int argc, char **argv)
{
	return bpf_report_error("load", argc > 1 ? -atoi(argv[1]) : 0);
}
