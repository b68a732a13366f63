// SPDX-License-Identifier: GPL-2.0
/* kvm-sve: the commands, and nothing else. */
#include "lib/cli/cli.h"

static const struct cli_command commands[] = {
	{ "vls", "the vector lengths that this host has and gives to guests", cmd_vls },
	{ "trace", "what happens to the vector lengths of vcpus, as it happens", cmd_trace },
	{ "lat", "how long each host/guest SVE switch takes, by phase and VL", cmd_lat },
	{ "lint", "which call of a VMM came out of order or was lost", cmd_lint },
	{ "bench", "what a round trip to the host costs a guest, by use of SVE and VL", cmd_bench },
	{ 0 }
};

int main(int argc, char **argv)
{
	cli_start();
	return cli_dispatch("", "Vector lengths of KVM/arm64 guests, and what SVE costs them.",
			    commands, argc, argv);
}
